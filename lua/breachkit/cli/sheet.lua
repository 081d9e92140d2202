--- Text for people, line by line: headings, wrapped paragraphs, columns. Everything given is made harmless first.
-- @module breachkit.cli.sheet
local terminal = require "breachkit.cli.terminal"

local sheet = {}
local methods = {}
local meta = { __name = "breachkit.cli.sheet", __index = methods }

--- The colour of each stance.
sheet.stances = { asserted = "green", reported = "cyan", claimed = "magenta", suspected = "yellow",
  investigated = "yellow", demanded = "magenta", denied = "red" }

local width, colours -- asked once a run: each answer costs a process

--- A new sheet.
-- @tparam boolean to_terminal whether it goes to standard output (else never coloured)
-- @tparam[opt] function guard what every text is given to before it is printed, and gives what is
-- @treturn table the sheet; `width` is the columns there are
-- @usage local page = sheet.new(true)
function sheet.new(to_terminal, guard)
  width = width or terminal.width()
  if colours == nil then colours = terminal.colours() end
  return setmetatable({
    lines = {}, width = width, paint = terminal.painter(to_terminal and colours), guard = guard or tostring,
  }, meta)
end

--- Add a line as it is.
-- @tparam ?string text already harmless and coloured
-- @usage page:line()
function methods:line(text)
  self.lines[#self.lines + 1] = ((text or ""):gsub("%s+$", ""))
end

--- Add a paragraph, wrapped.
-- @tparam string text from anywhere
-- @tparam[opt] string first what the first line begins with (its own width counts)
-- @tparam[opt] string rest what the others begin with; blanks as wide as `first` when absent
-- @tparam[opt] string colour for the text
-- @usage page:wrap(doc.title, "  ", "  ", "bold")
function methods:wrap(text, first, rest, colour)
  first = first or ""
  local hang = terminal.columns((first:gsub("\27%[%d*m", "")))
  rest = rest or (" "):rep(hang)
  for i, line in ipairs(terminal.wrap(terminal.plain(self.guard(text), true), math.max(20, self.width - hang))) do
    self:line((i == 1 and first or rest) .. (colour and self.paint(line, colour) or line))
  end
end

--- Add rows in columns as wide as they need; the last column wraps.
-- @tparam {{string,...},...} rows
-- @tparam[opt=""] string indent
-- @tparam[opt] {string,...} colours_of a colour for each column, or false
-- @usage page:table({ { "2014", "Sony" }, { "2015", "Anthem" } }, "  ")
function methods:table(rows, indent, colours_of)
  indent, colours_of = indent or "", colours_of or {}
  local widths = {}
  for _, row in ipairs(rows) do
    for i = 1, #row - 1 do
      row[i] = terminal.cut(terminal.plain(self.guard(row[i])), math.max(12, self.width // 2))
      widths[i] = math.max(widths[i] or 0, terminal.columns(row[i]))
    end
  end
  for _, row in ipairs(rows) do
    local head = { indent }
    for i = 1, #row - 1 do
      local text = terminal.pad(row[i], widths[i])
      head[#head + 1] = (colours_of[i] and self.paint(text, colours_of[i]) or text) .. "  "
    end
    self:wrap(row[#row], table.concat(head), nil, colours_of[#row])
  end
end

--- Add two texts side by side, or one below the other where it is too narrow.
-- @tparam {string,...} blocks one text a column
-- @tparam[opt=""] string indent
-- @usage page:beside({ "24 November", "25 November" }, "  ")
function methods:beside(blocks, indent)
  indent = indent or ""
  local gap = 3
  local each = (self.width - #indent - gap * (#blocks - 1)) // #blocks
  if each < 28 then
    for _, block in ipairs(blocks) do self:wrap(block, indent .. "| ", indent .. "| ") end
    return
  end
  each = math.min(each, 48)
  local columns, most = {}, 0
  for i, block in ipairs(blocks) do
    columns[i] = terminal.wrap(terminal.plain(self.guard(block), true), each)
    most = math.max(most, #columns[i])
  end
  for n = 1, most do
    local parts = {}
    for i, column in ipairs(columns) do parts[i] = terminal.pad(column[n] or "", each) end
    self:line(indent .. table.concat(parts, self.paint(" │ ", "dim")))
  end
end

--- Everything added so far.
-- @treturn string
-- @usage io.write(page:text())
function methods:text()
  if #self.lines == 0 then return "" end
  return table.concat(self.lines, "\n") .. "\n"
end

return sheet
