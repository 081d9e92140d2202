--- Pages: the report's own words out of an HTML document, and what the page says about itself.
-- @module breachkit.document.html
local core = require "breachkit.core"
local data = require "breachkit.data"
local err = require "breachkit.err"
local limits = require "breachkit.limits"
local blocks = require "breachkit.document.blocks"
local meta = require "breachkit.document.meta"

local html = {}

local rules

local function bounded(options)
  options.nodes, options.facts = limits.page_nodes, limits.page_facts
  return options
end

local function compiled()
  rules = rules or assert(core.html.rules(data.load "furniture".names))
  return rules
end

-- what stands between two blocks: cells of a row, items of a list, paragraphs
local function joint(last, block)
  if block.kind ~= last.kind then return "\n\n" end
  return block.kind == "row" and " | " or block.kind == "item" and "\n" or "\n\n"
end

local function render(kept, broken)
  local out = {}
  for i, block in ipairs(kept) do
    if i > 1 then
      local last = kept[i - 1]
      out[#out + 1] = broken and block.node == last.node and "\n" or joint(last, block)
    end
    out[#out + 1] = block.text
  end
  return table.concat(out)
end

-- whatever the page calls itself: each of them may stand above the text
local function titles_of(doc, facts)
  local titles = { doc.title }
  for _, fact in ipairs(facts) do
    local name = fact.kind == "meta" and fact.name:lower()
    if name == "og:title" or name == "twitter:title" then
      titles[#titles + 1] = fact.value
    elseif fact.kind == "title" then
      titles[#titles + 1] = fact.text
    end
  end
  return titles
end

--- Read a page.
-- @tparam string bytes the page as UTF-8
-- @tparam table doc the document to fill: `url` is used where the page has relative links
-- @treturn ?table the same document with `title`, `text`, `published`, `updated`, `site`, `authors`, `links`...
-- @treturn table the paragraphs that were cut out of the article as furniture; or the error: "limit", "memory"; "type"
--  for a page that breachkit made: told again, what reports say would count as one more origin
-- @usage local doc = assert(html.read(bytes, { warnings = {} }))
function html.read(bytes, doc)
  local page, e = core.html.read(bytes, compiled(), bounded {})
  if not page then return nil, e end
  for _, fact in ipairs(page.facts) do
    if fact.kind == "meta" and fact.name:lower() == "generator" and fact.value:find "^breachkit%f[%s]" then
      return nil, err.new("type", "is a page that breachkit made of reports, and no report")
    end
  end
  meta.fill(doc, page.facts)
  local kept, cut = blocks.keep(page.blocks, titles_of(doc, page.facts))
  doc.text = render(kept)
  return doc, cut
end

--- All that a page shows, as text: of a message, which is no page with an article in it. What it quotes is marked with
-- ">", as in plain text; a line that was broken is a line of its own.
-- @tparam string bytes the page as UTF-8
-- @treturn ?string
-- @treturn {table,...} its links `{url, text}`; or the error: "limit", "memory"
-- @usage local text = assert(html.whole "<p>See below.</p><blockquote>Nothing was stolen.</blockquote>")
function html.whole(bytes)
  local broken = bytes:gsub("<[bB][rR]%s*/?>", "%0%0")
  local page, e = core.html.read(broken, compiled(), bounded { whole = true, links = true })
  if not page then return nil, e end
  for _, block in ipairs(page.blocks) do
    if block.kind == "quote" then block.text = "> " .. block.text end
  end
  local found = { warnings = {} }
  meta.fill(found, page.facts)
  return render(page.blocks, true), found.links
end

return html
