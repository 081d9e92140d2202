--- What a page says of its article in JSON-LD (schema.org), however wrapped or broken.
-- @module breachkit.document.linked_data
local data = require "breachkit.data"
local json = require "breachkit.json"
local people = require "breachkit.document.people"

local linked_data = {}

local DEPTH = 6
local MOST_MENDED = 1024 * 1024 -- bytes of a broken script that are worth mending

local ARTICLE_TYPES = data.set [[
  Article NewsArticle ReportageNewsArticle AnalysisNewsArticle BackgroundNewsArticle OpinionNewsArticle
  AdvertiserContentArticle BlogPosting TechArticle ScholarlyArticle Report LiveBlogPosting SocialMediaPosting WebPage
  PressRelease]]

local function is_article(kind)
  if type(kind) ~= "table" then return ARTICLE_TYPES[tostring(kind):gsub("^https?://schema%.org/", "")] end
  for _, name in ipairs(kind) do
    if is_article(name) then return true end
  end
  return false
end

-- objects, and those within them that can be or name the article
local function each_object(value, depth, visit)
  if depth > DEPTH or type(value) ~= "table" then return end
  if value[1] ~= nil then
    for _, item in ipairs(value) do each_object(item, depth + 1, visit) end
    return
  end
  visit(value)
  each_object(value["@graph"], depth + 1, visit)
  each_object(value.mainEntity, depth + 1, visit)
end

local function text_of(value, by_id)
  if type(value) == "table" and value[1] ~= nil then return text_of(value[1], by_id) end
  if type(value) == "table" then
    local other = not value.name and type(value["@id"]) == "string" and by_id[value["@id"]]
    value = (other or value).name
  end
  return type(value) == "string" and value:find "%S" and value or nil
end

local function names_of(value, by_id)
  if type(value) ~= "table" or value[1] == nil then value = { value } end
  local names = {}
  for _, person in ipairs(value) do
    for _, name in ipairs(people.names(text_of(person, by_id) or "")) do names[#names + 1] = name end
  end
  return #names > 0 and names or nil
end

local function string_of(value)
  return type(value) == "string" and value or nil
end

local function article_of(object, by_id)
  return {
    title = text_of(object.headline, by_id) or text_of(object.name, by_id),
    published = string_of(object.datePublished) or string_of(object.dateCreated),
    updated = string_of(object.dateModified),
    site = text_of(object.publisher, by_id),
    authors = names_of(object.author or object.creator, by_id),
    section = text_of(object.articleSection, by_id),
    language = text_of(object.inLanguage, by_id),
  }
end

-- Hand-made JSON-LD is often broken; its plainest statements still stand in it.
local function glean(text)
  local function field(name) return text:match('"' .. name .. '"%s*:%s*"([^"]*)"') end
  local kind = field "@type"
  if kind and not is_article(kind) and not field "datePublished" and not field "dateModified" then return {} end
  return { { title = field "headline", published = field "datePublished", updated = field "dateModified",
    section = field "articleSection" } }
end

local function try(text)
  return json.decode(text, { utf8 = "replace" }) or
    json.decode((text:gsub("[%z\1-\31]", " "):gsub(",%s*([%]}])", "%1")), { utf8 = "replace" })
end

-- Decode a script that is no JSON as it stands: within marks of comments or CDATA, with raw line breaks in strings,
-- with commas before a bracket.
local function mend(text)
  local first, last = text:find("{", 1, true), text:match "^.*()}"
  if #text > MOST_MENDED or not first or not last or last < first then return nil end
  local opened, closed = text:sub(1, first - 1):match "^.*()%[%s*$", text:match("^%s*()%]", last + 1)
  return try(text:sub(first, last)) or (opened and closed and try(text:sub(opened, closed)))
end

local function rank(article)
  return article.published and (article.authors and 2 or 1) or 0
end

--- Read one script.
-- @tparam string text the script's content, also within CDATA or comment marks
-- @treturn table a list of articles, `{title, published, updated, site, authors[], section, language}`, as written
-- @usage local articles = linked_data.read '{"@type":"NewsArticle","headline":"Leak"}'
function linked_data.read(text)
  local value = json.decode(text, { utf8 = "replace" })
  if value == nil then value = mend(text) end
  if value == nil then return glean(text) end
  local by_id, found = {}, {}
  each_object(value, 1, function(object)
    if type(object["@id"]) == "string" then by_id[object["@id"]] = object end
  end)
  -- a page is described beside its article: the article's words are the better ones
  local ranked = { {}, {}, {} }
  each_object(value, 1, function(object)
    if is_article(object["@type"]) then
      local article = article_of(object, by_id)
      table.insert(ranked[3 - rank(article)], article)
    end
  end)
  for _, list in ipairs(ranked) do table.move(list, 1, #list, #found + 1, found) end
  return found
end

return linked_data
