--- Which blocks of an article are the report's own words: policy over what `core.html.read` found, by the marks around
-- a block, its links, its words and its neighbours.
-- @module breachkit.document.blocks
local furniture = require "breachkit.document.furniture"
local when = require "breachkit.document.when"

local blocks = {}

local LABEL, SHORT, NEAR = 160, 200, 12
local MOST_LINKED = 0.7 -- of a block that is more than a list of links
local LIST, LIST_LINKED = 3, 0.25 -- so many items, each with such a share of links, are links to other pages

local function squash(text)
  return (text:lower():gsub("[%s%p]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function has_sentence(text)
  return #text > 80 and (text:find "[.!?]" or text:find("。", 1, true)) ~= nil
end

-- short, with a date in it, and no sentence
local function is_dateline(text)
  if #text > LABEL or not text:find "%d" or text:find "[.!?。][\"'”’)]*$" then return false end
  return text:find "%f[%d]%d%d?[/.-]%d%d?[/.-]%d%d%d%d%f[%D]" or text:find "%f[%d]%d%d%d%d[/.-]%d%d?[/.-]%d%d?%f[%D]" or
    when.normal(text) ~= nil
end

-- A block that is no part of the report, by itself.
local function is_furniture(block, titles)
  local text = block.text
  if block.caption then return true end
  if (block.byline or block.date) and #text < LABEL and not has_sentence(text) then return true end
  if block.weak and #text < 80 and not has_sentence(text) then return true end
  if block.linked > MOST_LINKED and block.kind ~= "row" and #text < SHORT and not has_sentence(text) then
    return true
  end
  if block.linked > 0.8 and block.kind == "paragraph" and #text < 2 * SHORT then return true end
  if block.kind == "heading" and (block.level == 1 or titles[squash(text)]) then return true end
  return furniture.is_line(text)
end

-- Where the report starts: after its title, when the title stands near the top with nothing but labels above it.
local function headline_at(list, titles)
  for i = 1, math.min(#list, NEAR) do
    local text = list[i].text
    if titles[squash(text)] then return i + 1 end
    if #text > SHORT or has_sentence(text) then break end
  end
  return 1
end

-- Labels with a date, between the headline and the first sentence.
local function drop_datelines(list, dropped, first)
  for i = first, math.min(#list, first + NEAR) do
    local text = list[i].text
    if list[i].kind == "paragraph" and is_dateline(text) then
      dropped[i] = true
    elseif #text > SHORT or has_sentence(text) then
      return
    end
  end
end

-- Lists of links to other pages: items that follow each other, each with a link.
local function drop_lists(list, dropped)
  local from = nil
  for i = 1, #list + 1 do
    local block = list[i]
    if block and block.kind == "item" and block.linked >= LIST_LINKED and #block.text < SHORT then
      from = from or i
    elseif from then
      if i - from >= LIST then
        for k = from, i - 1 do dropped[k] = true end
      end
      from = nil
    end
  end
end

-- A heading, or a label, that announces what was dropped goes with it; so does one at the end.
local function drop_announcements(list, dropped)
  local follows = true -- whether the next block up announces nothing that is kept
  for i = #list, 1, -1 do
    local block = list[i]
    if dropped[i] then
      follows = follows or block.kind == "item"
    elseif follows and (block.kind == "heading" or furniture.is_end(block.text)) then
      dropped[i] = true
    else
      follows = false
    end
  end
end

--- The blocks that are the report's.
-- @tparam table list as `core.html.read` gives them
-- @tparam table titles the page's titles
-- @treturn table the blocks that are kept, in order
-- @treturn table the texts that were cut out, captions left out: a picture's credit is not the report's
-- @usage local kept, cut = blocks.keep(page.blocks, { doc.title })
function blocks.keep(list, titles)
  local known, dropped = {}, {}
  for _, title in ipairs(titles) do known[squash(title)] = true end
  known[""] = nil
  local first = headline_at(list, known)
  for i, block in ipairs(list) do dropped[i] = i >= first and is_furniture(block, known) end
  drop_datelines(list, dropped, first)
  drop_lists(list, dropped)
  drop_announcements(list, dropped)
  local kept, cut = {}, {}
  for i = first, #list do
    local block = list[i]
    if not dropped[i] then kept[#kept + 1] = block elseif not block.caption then cut[#cut + 1] = block.text end
  end
  -- a page of nothing but labels has them to say
  if #kept == 0 then return table.move(list, first, #list, 1, {}), {} end
  return kept, cut
end

return blocks
