--- Pages: the report's own words out of an HTML document, and what the page says about itself.
-- @module breachkit.document.html
local core = require "breachkit.core"
local data = require "breachkit.data"
local furniture = require "breachkit.document.furniture"
local meta = require "breachkit.document.meta"

local html = {}

local rules

local function compiled()
  rules = rules or assert(core.html.rules(data.load "furniture".names))
  return rules
end

local function squash(text)
  return (text:lower():gsub("[%s%p]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function has_sentence(text)
  return #text > 80 and (text:find "[.!?]" or text:find("。", 1, true)) ~= nil
end

-- A block that is no part of the report, by its marks, its links and its words.
local function is_furniture(block, title)
  local text = block.text
  if block.caption then return true end
  if (block.byline or block.date) and #text < 160 and not has_sentence(text) then return true end
  if block.weak and #text < 80 and not has_sentence(text) then return true end
  if block.linked > 0.6 and block.kind ~= "row" and #text < 200 and not has_sentence(text) then return true end
  if block.kind == "heading" and (block.level == 1 or squash(text) == title) then return true end
  return furniture.is_line(text)
end

-- Where the report starts: after its title, when the title stands near the top with nothing but labels above it.
local function headline_at(blocks, title)
  for i = 1, title and math.min(#blocks, 12) or 0 do
    if squash(blocks[i].text) == title then return i + 1 end
    if #blocks[i].text > 200 or has_sentence(blocks[i].text) then break end
  end
  return 1
end

local function render(blocks, title)
  local kept, cut = {}, {}
  title = title and squash(title)
  local first = headline_at(blocks, title)
  for i = first, #blocks do
    local block = blocks[i]
    if not is_furniture(block, title) then
      kept[#kept + 1] = block
    elseif not block.caption then -- a picture's credit is not the report's
      cut[#cut + 1] = block.text
    end
  end
  -- a heading announces what follows it: at the end it announces furniture that is gone
  while #kept > 0 and (kept[#kept].kind == "heading" or furniture.is_end(kept[#kept].text)) do kept[#kept] = nil end
  local out, last = {}, nil
  for _, block in ipairs(kept) do
    if last then
      local row = block.kind == "row" and last.kind == "row"
      local list = block.kind == "item" and last.kind == "item"
      out[#out + 1] = row and " | " or list and "\n" or "\n\n"
    end
    out[#out + 1] = block.text
    last = block
  end
  return table.concat(out), cut
end

--- Read a page.
-- @tparam string bytes the page as UTF-8
-- @tparam table doc the document to fill: `url` is used where the page has relative links
-- @treturn ?table the same document with `title`, `text`, `published`, `updated`, `site`, `authors`, `links`...
-- @treturn table the paragraphs that were cut out of the article as furniture; or the error: "limit", "memory"
-- @usage local doc = assert(html.read(bytes, { warnings = {} }))
function html.read(bytes, doc)
  local page, e = core.html.read(bytes, compiled())
  if not page then return nil, e end
  meta.fill(doc, page.facts)
  local cut
  doc.text, cut = render(page.blocks, doc.title)
  return doc, cut
end

return html
