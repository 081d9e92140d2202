--- The own words of a message: lines unfolded (RFC 3676), what it quotes and who signs it taken out, and what it passes
-- on kept apart with the date of the message passed on.
-- @module breachkit.document.mail_text
local data = require "breachkit.data"
local trim = require "breachkit.trim"
local when = require "breachkit.document.when"

local mail_text = {}

local function any(line, patterns)
  for _, pattern in ipairs(patterns) do
    if line:find(pattern) then return true end
  end
  return false
end

local function squeezed(line)
  return trim((line:gsub("[*\u{200b}]", ""))):lower()
end

--- Lines of `format=flowed` joined to paragraphs (RFC 3676).
-- @tparam string text
-- @tparam boolean delsp whether the blank that marks a flowed line goes
-- @treturn string
-- @usage assert(mail_text.unflow("one \ntwo\n") == "one two\n")
function mail_text.unflow(text, delsp)
  local out, open, depth = {}, nil, 0
  local function flush()
    if open then out[#out + 1] = (depth > 0 and (">"):rep(depth) .. " " or "") .. open end
    open = nil
  end
  for line in (text:gsub("\r\n?", "\n"):gsub("\n$", "") .. "\n"):gmatch "([^\n]*)\n" do
    local marks = line:match "^>*"
    line = line:sub(#marks + 1):gsub("^ ", "")
    local signs = line == "-- "
    local flows = line:find " $" and not signs
    if open and (#marks ~= depth or signs) then flush() end
    open, depth = (open or "") .. (flows and delsp and line:sub(1, -2) or line), #marks
    if not flows then flush() end
  end
  flush()
  return table.concat(out, "\n") .. "\n"
end

local kinds -- a field's name -> what it is

local function field(line)
  if not kinds then
    kinds = {}
    for kind, list in pairs(data.load "mail".fields) do
      for _, name in ipairs(list) do kinds[name] = kind end
    end
  end
  local name, value = line:match "^[%s>*]*([^%s:][^:]-)[%s*]*:[%s*]*(.-)[%s*]*$"
  return name and kinds[name:lower()], value
end

-- The fields that start at line i: a table, and the line after them; nil when it is no head of a message.
local function head(lines, i)
  local found, count, start = {}, 0, i
  while lines[i] and i - start < 30 do
    local kind, value = field(lines[i])
    if kind then
      found[kind] = found[kind] or value
      count = count + 1
    elseif not lines[i]:find "^%s+%S" or count == 0 then
      break
    end
    i = i + 1
  end
  if count >= 2 and (found.from or found.subject) and (found.date or found.to or found.subject) then return found, i end
end

-- "On Friday, Jane wrote:", maybe over two lines, with something quoted after it: the line after it
local function attribution(lines, i)
  local policy, verb = data.load "mail", false
  for _, word in ipairs(policy.verbs) do
    verb = verb or lines[i]:find(word, 1, true) or lines[i + 1] and lines[i + 1]:find(word, 1, true)
  end
  if not verb then return nil end
  local one = squeezed(lines[i])
  if #one > 300 or one == "" then return nil end
  if any(one, policy.attribution) then return i + 1 end
  local two = lines[i + 1] and one .. " " .. squeezed(lines[i + 1])
  if two and #two < 400 and one:find "^%a+%s" and any(two, policy.attribution)
    and not any(squeezed(lines[i + 1]), policy.attribution) then
    return i + 2
  end
end

local function blank(lines, i)
  while lines[i] and not lines[i]:find "%S" do i = i + 1 end
  return i
end

-- What stands at line i above another message: its kind, its fields, and the first line of it.
local function seam(lines, i)
  -- short, and a rule, or words without a full stop, or a field
  if #lines[i] > 100 and not lines[i]:find "^[%s>*]*%a+%s?:" then return nil end
  if not lines[i]:find "^[%s>*]*[-_%a\xc3]" then return nil end
  if lines[i]:find "[.,;!?]%s*$" and not lines[i]:find(":", 1, true) then return nil end
  local policy = data.load "mail"
  local line = squeezed(lines[i])
  if line == "" then return nil end
  local kind = any(line, policy.forwarded) and "forwarded" or any(line, policy.original) and "original"
  if kind or line:find "^_+$" and #line >= 10 then
    local fields, after = head(lines, blank(lines, i + 1))
    if fields or kind then return kind or "original", fields or {}, after or i + 1 end
  elseif field(lines[i]) == "from" then
    local fields, after = head(lines, i)
    if fields and fields.date and (fields.subject or fields.to) then return "original", fields, after end
  end
end

-- Takes out of lines what is quoted with marks, who is quoted, the signature and the footers of lists.
local function bare(lines, cut)
  local policy, quoted, own = data.load "mail", 0, 0
  for _, line in ipairs(lines) do
    if line:find "^%s?>" then quoted = quoted + 1 elseif line:find "%S" then own = own + 1 end
  end
  local out, i = {}, 1
  -- nothing but a quotation: it is what the message has to say
  local keep = own == 0 and quoted > 0
  while i <= #lines do
    local line = lines[i]
    local after = not keep and attribution(lines, i)
    local first = after and blank(lines, after)
    local left = #lines - i
    if line:find "^%-%-%s?$" and left <= 30
      or left <= 12 and #line <= 200 and any(squeezed(line), policy.footer) then
      for k = i, #lines do cut[#cut + 1] = lines[k] end
      break
    elseif first and lines[first] and lines[first]:find "^%s?>" then
      i = first - 1
    elseif line:find "^%s?>" and not keep then
      cut[#cut + 1] = line
    else
      out[#out + 1] = keep and line:gsub("^%s?[>%s]*", "") or line
    end
    i = i + 1
  end
  return table.concat(out, "\n")
end

--- Part a message's text.
-- @tparam string text as UTF-8, with line feeds
-- @tparam boolean passes_on whether the subject says that it passes a message on
-- @tparam[opt] boolean page whether it was a page: quotations have no marks there
-- @treturn {table,...} `{text, date, from, subject, forwarded}` in order: the own words, and each message passed on
--  with what its fields say; texts are not empty
-- @treturn {string,...} lines that were taken out
-- @usage for _, part in ipairs(mail_text.parts(body, false)) do print(part.date, part.text) end
function mail_text.parts(text, passes_on, page)
  local lines, parts, cut = {}, {}, {}
  for line in (text:gsub("\r\n?", "\n") .. "\n"):gmatch "([^\n]*)\n" do lines[#lines + 1] = line end
  local part = { lines = {} }
  local function close()
    part.text = bare(part.lines, cut)
    part.lines = nil
    if part.text:find "%S" then parts[#parts + 1] = part end
  end
  local i = 1
  while i <= #lines do
    local kind, fields, after = seam(lines, i)
    local ends = not kind and page and not passes_on and attribution(lines, i)
    if kind then
      local empty = #parts == 0 and not table.concat(part.lines):find "%S"
      -- below a message that is passed on, and below an answer, stands what was answered
      if kind == "forwarded" or passes_on and not part.forwarded or empty then
        close()
        part = { lines = {}, forwarded = true, date = when.normal(fields.date), from = fields.from,
          subject = fields.subject }
        i = after
      else
        ends = i
      end
    end
    if ends then
      for k = i, #lines do cut[#cut + 1] = lines[k] end
      break
    elseif not kind then
      part.lines[#part.lines + 1] = lines[i]
      i = i + 1
    end
  end
  close()
  return parts, cut
end

return mail_text
