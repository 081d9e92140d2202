--- The command line's options as data: one table makes the parser, the help and the checks.
-- @module breachkit.cli.options
local options = {}

local function count(value)
  local n = math.tointeger(tonumber(value))
  if not n or n < 0 or n > 256 then return nil, "needs a whole number from 0 to 256" end
  return n
end

local function positive(value)
  local n = count(value)
  if not n or n == 0 then return nil, "needs a whole number from 1 to 256" end
  return n
end

local function bytes_around(value)
  local most = require "breachkit.scan".context_most
  local n = math.tointeger(tonumber(value))
  if not n or n < 1 or n > most then return nil, ("needs a whole number from 1 to %d"):format(most) end
  return n
end

local function any_positive(value)
  local n = math.tointeger(tonumber(value))
  if not n or n < 1 then return nil, "needs a whole number above 0" end
  return n
end

local function seconds(value)
  local n = tonumber(value)
  if not n or not (n > 0 and n <= 86400) then return nil, "needs a number of seconds, such as 30 or 0.5" end
  return n
end

local function number(value)
  local n = tonumber(value)
  if not n or not (n >= 0 and n <= 1000) then return nil, "needs a number from 0 to 1000" end
  return n
end

local function piece_length(value)
  local n, unit = value:match "^(%d+)([KkMm]?)$"
  n = math.tointeger(tonumber(n))
  n = n and n < 1 << 31 and n * (unit == "" and 1 or unit:lower() == "k" and 1024 or 1024 * 1024)
  if not n or n < 16384 or n > 1 << 30 or n & n - 1 ~= 0 then
    return nil, "needs a power of two from 16K to 1024M, in bytes or with K or M"
  end
  return n
end

local function addresses(value)
  local list = {}
  for address in value:gmatch "[^,%s]+" do list[#list + 1] = address end
  if #list == 0 then return nil, "needs addresses, with commas" end
  return list
end

local function date(value)
  local parsed = require "breachkit.date".parse(value)
  if not parsed then return nil, "needs a date, such as 2014-11-25, 2014-11 or 2014-11-25T10:00:00Z" end
  return parsed.edtf
end

local function reason(value)
  if not value:find "%S" then return nil, "needs a reason, which is kept in the audit log" end
  return value
end

local function kinds(value)
  local list, known = {}, {}
  local all = require "breachkit.scan".kinds
  for _, kind in ipairs(all) do known[kind] = true end
  for kind in value:gmatch "[^,%s]+" do
    if not known[kind] then return nil, "needs kinds out of " .. table.concat(all, ", ") end
    list[#list + 1] = kind
  end
  if #list == 0 then return nil, "needs at least one kind" end
  return list
end

local function share(value)
  local n = tonumber(value)
  if not n or not (n >= 0 and n <= 1) then return nil, "needs a number from 0 to 1" end
  return n
end

local function algorithms(value)
  local list, known = {}, {}
  local all = require "breachkit.core".digest.names()
  for _, name in ipairs(all) do known[name] = true end
  for name in value:gmatch "[^,%s]+" do
    if not known[name] then return nil, "needs digests out of " .. table.concat(all, ", ") end
    list[#list + 1] = name
  end
  if #list == 0 then return nil, "needs at least one digest" end
  return list
end

local function domains(value)
  local list = {}
  for name in value:gmatch "[^,%s]+" do list[#list + 1] = name end
  if #list == 0 then return nil, "needs at least one domain" end
  return list
end

local function named(value)
  if value == "" then return nil, "needs a name" end
  return value
end

local function one_line(value)
  if value:find "[\r\n]" then return nil, "goes on one line" end
  return named(value)
end

--- Every option: `name`, `short`, `value` (what stands for its argument in help; none for a switch), `help`,
-- `choices` (the allowed values, or the key of the verb's own, of which the first is the default), `check` (text ->
-- value | nil, what it needs).
options.all = {
  { name = "format", short = "o", value = "FORMAT", choices = "formats", help = "what to print: %s" },
  { name = "out", value = "FILE", check = named, help = "write to FILE: complete, or not at all" },
  { name = "jobs", short = "j", value = "N", check = count,
    help = "work on N documents at a time, or read files with N threads (0: as many as there are processors)" },
  { name = "anchor", value = "DATE", check = date,
    help = "the day that \"yesterday\" is counted from, where a document does not say" },
  { name = "asof", value = "DATE", check = date, help = "leave out what was published after DATE" },
  { name = "offline", help = "never use the network: addresses are read from the store, or fail" },
  { name = "store", value = "DIR", check = named,
    help = "the folder where fetched bytes are kept (default: BREACHKIT_STORE, or the user's data folder)" },
  { name = "no-store", help = "keep nothing of what is fetched" },
  { name = "allow-private", help = "also fetch from loopback, private and other addresses that are not public" },
  { name = "ca", value = "FILE", check = named, help = "trust the certificates in FILE, not the system's" },
  { name = "contact", value = "WHO", check = one_line,
    help = "a mail or address for the user agent, for sites to turn to" },
  { name = "connections", value = "N", check = positive, help = "most transfers at a time (default 16)" },
  { name = "per-host", value = "N", check = positive, help = "most of them to one host (default 6)" },
  { name = "timeout", value = "SECONDS", check = seconds, help = "for one try, with its redirects (default 120)" },
  { name = "retries", value = "N", check = count, help = "more tries where another may help (default 2)" },
  { name = "robots", help = "ask each site's robots.txt first, and obey it" },
  { name = "no-robots", help = "do not ask the sites' robots.txt" },
  { name = "reveal", value = "REASON", check = reason,
    help = "show masked personal values; who, when, what kind and why are written to the audit log first "
      .. "(breachkit/audit.jsonl in XDG_STATE_HOME or ~/.local/state)" },
  { name = "as", value = "RECORDS", choices = { "findings", "documents" },
    help = "a record a finding, or one a document: %s (default findings)" },
  { name = "kinds", value = "LIST", check = kinds, help = "only these kinds, with commas: ipv4,domain" },
  { name = "container", value = "WHAT", choices = "containers",
    help = "what the inputs are, in which escapes are undone: %s; auto tells each by how it begins" },
  { name = "context", value = "N", check = bytes_around,
    help = "also N bytes of what stands before and after each (1 to 256), persons and secrets in it masked; as text "
      .. "the findings, not the summary" },
  { name = "show-suppressed", help = "also what looks like an indicator and is held to be none, with the reason" },
  { name = "state", value = "FILE", check = named,
    help = "keep what is done in FILE, so that a scan that was killed goes on; masked values are joined by FILE.key" },
  { name = "token-key", value = "FILE", check = named,
    help = "make the tokens of masked values with the key in FILE, made if it is not there, so that runs join" },
  { name = "domain", value = "LIST", check = domains,
    help = "the records whose e-mail address is of these domains (a.com,b.org) or below them, masked, instead of the "
      .. "summary" },
  { name = "unique", help = "write the lines of all inputs to --out, each but once, in their order" },
  { name = "secrets", help = "the lines are secrets, not hashes" },
  { name = "kind", value = "KIND", choices = "kinds",
    help = "of which kind the hashes are, or the torrent that is made: %s" },
  { name = "service", value = "URL", check = named,
    help = "where ranges are asked for (default https://api.pwnedpasswords.com)" },
  { name = "refresh", help = "also ask for what is there, and changed since" },
  { name = "exact", help = "also counts under five, which may point to persons" },
  { name = "min-confidence", value = "P", check = share,
    help = "leave out claims and roles of less confidence than P, 0 to 1 (default 0: those of the best F1); what "
      .. "has no confidence, such as claims of types that nobody could measure and of records' fields, stays" },
  { name = "rules", value = "FILE", check = named,
    help = "also what the rules in FILE say: Lua that calls rule {...} for each (docs/claims.md)" },
  { name = "by", value = "WHAT", choices = { "text", "tlsh", "ssdeep" },
    help = "what is compared, texts or the bytes of files: %s (default text)" },
  { name = "threshold", value = "N", check = number,
    help = "the least share of two texts' wording (default 0.5), the greatest tlsh distance (50), the least ssdeep "
      .. "score (50)" },
  { name = "verify", value = "DIR", check = named,
    help = "check the files in DIR against each torrent, piece by piece" },
  { name = "piece-length", value = "N", check = piece_length,
    help = "create: bytes of a piece, such as 256K (default: as gives about 1500 pieces, at most 16M)" },
  { name = "private", help = "create: only for members of its trackers (BEP 27)" },
  { name = "trackers", value = "LIST", check = addresses, help = "create: their addresses, with commas" },
  { name = "comment", value = "TEXT", help = "create: a comment in the torrent" },
  { name = "list", value = "FILE", check = named, help = "works with their official release dates, CSV or Lua" },
  { name = "algorithms", short = "a", value = "LIST", check = algorithms,
    help = "which digests, with commas: sha256,blake3 (default md5,sha1,sha256)" },
  { name = "follow", help = "follow symbolic links" },
  { name = "seal", help = "end the manifest with its root digest, so that an edit shows and one file can be proven" },
  { name = "check", help = "seal nothing: a manifest that has no seal does not hold" },
  { name = "sign", value = "KEY", check = named, help = "sign with this OpenSSH key, into MANIFEST.sig" },
  { name = "signers", value = "FILE", check = named,
    help = "check the signature: lines of a name and a public key, as of ssh-keygen's allowed signers" },
  { name = "identity", value = "NAME", check = named, help = "who of the signers must have signed" },
  { name = "prove", value = "PATH", check = named, help = "print the proof that PATH is in the manifest" },
  { name = "root", value = "HEX", check = named, help = "the root digest that must be found" },
  { name = "pack", value = "DIGEST", check = named, help = "pack the inputs' hashes of this kind into --out" },
  { name = "set", value = "FILE", check = named, help = "the packed set to look hashes up in" },
  { name = "title", value = "TEXT", help = "the title of the page (with -o html)" },
  { name = "from", value = "DATE", check = date, help = "only what was published on DATE or later" },
  { name = "to", value = "DATE", check = date, help = "only what was published on DATE or earlier" },
  { name = "limit", value = "N", check = any_positive, help = "at most N results (default 20)" },
  { name = "since", value = "WHEN", check = named,
    help = "after the log entry of this number, or a time: 2026 (1900 to 2100 are years), 2026-01-02, "
      .. "2026-01-02T10:00:00Z" },
  { name = "why", value = "REASON", check = reason, help = "the reason, which the log keeps" },
  { name = "who", value = "NAME", check = named, help = "whom the log names (default: USER or LOGNAME)" },
  { name = "quiet", short = "q", help = "no warnings and no progress; errors are still told" },
  { name = "progress", value = "WHEN", choices = { "auto", "always", "never" },
    help = "progress of long work on standard error, in a line that rewrites itself on a terminal, in a line every "
      .. "five seconds elsewhere: %s (default auto: unless --quiet)" },
  { name = "help", short = "h", help = "print this help" },
  { name = "version", help = "print the version" },
}

local by_name, by_short = {}, {}
for _, option in ipairs(options.all) do
  assert(not by_name[option.name], option.name)
  by_name[option.name] = option
  if option.short then by_short[option.short] = option end
end

-- Damerau-Levenshtein distance (optimal string alignment) of two short words
local function distance(a, b)
  local before, row = nil, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local new = { [0] = i }
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      new[j] = math.min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        new[j] = math.min(new[j], before[j - 2] + 1)
      end
    end
    before, row = row, new
  end
  return row[#b]
end

--- The candidate that a mistyped word most likely means.
-- @tparam string word what was typed
-- @tparam {string,...} candidates the words there are
-- @treturn ?string the nearest candidate, or nil when none is near
-- @usage options.nearest("incidnets", { "incidents", "dates" })
function options.nearest(word, candidates)
  local best, least
  for _, candidate in ipairs(candidates) do
    local d = distance(word:sub(1, 40), candidate)
    if #word >= 3 and candidate:sub(1, #word) == word then d = 1 end
    if d <= math.max(1, #candidate // 3) and (not least or d < least) then best, least = candidate, d end
  end
  return best
end

local function one_of(list)
  return table.concat(list, ", ")
end

local function choices(option, verb)
  return type(option.choices) == "string" and verb[option.choices] or option.choices
end

-- what has addresses as inputs says how they are fetched, and where they are kept
local brings = { offline = { "store", "no-store", "allow-private", "ca" } }

local function allowed(verb)
  local set, names = { help = true, version = true }, {}
  for _, name in ipairs(verb.options) do
    set[name] = true
    for _, more in ipairs(brings[name] or {}) do set[more] = true end
  end
  for _, option in ipairs(options.all) do
    if set[option.name] then names[#names + 1] = "--" .. option.name end
  end
  return set, names
end

--- Read a verb's arguments.
-- @tparam {string,...} words the arguments after the verb
-- @tparam table verb the verb: `options` (names), `formats`, `script` (its first input ends the options)
-- @treturn[1] table the options by name
-- @treturn[1] {string,...} the inputs
-- @treturn[2] nil
-- @treturn[2] string what is wrong with the usage
-- @usage local opts, inputs = options.parse({ "-o", "jsonl", "reports/" }, verb)
function options.parse(words, verb)
  local known, names = allowed(verb)
  local opts, inputs = {}, {}
  local i = 1

  local function set(option, shown, value)
    if option and not known[option.name] then
      if verb.top then return ("option '%s' goes after the verb"):format(shown) end
      return ("option '%s' is not one of %s (%s)"):format(shown, verb.name, table.concat(names, ", "))
    elseif not option or not known[option.name] then
      local near = options.nearest(shown, names)
      return ("unknown option '%s'%s"):format(shown, near and (", did you mean %s?"):format(near) or "")
    end
    if not option.value and value then return ("option '%s' takes no value"):format(shown) end
    if option.value and not value then
      i = i + 1
      value = words[i]
      if not value then return ("option '%s' needs a value (%s)"):format(shown, option.value) end
    end
    local list = choices(option, verb)
    if list then
      local found
      for _, choice in ipairs(list) do found = found or choice == value end
      if not found then
        local near = options.nearest(value, list)
        return ("option '%s' cannot be '%s'%s (one of: %s)"):format(shown, value,
          near and (", did you mean %s?"):format(near) or "", one_of(list))
      end
    end
    if option.check then
      local checked, needs = option.check(value)
      if checked == nil then return ("option '%s' %s, not '%s'"):format(shown, needs, value) end
      value = checked
    end
    opts[option.name] = value or true
  end

  while i <= #words do
    local word, problem = words[i], nil
    if word == "--" then
      table.move(words, i + 1, #words, #inputs + 1, inputs)
      break
    elseif word:sub(1, 2) == "--" then
      local name, value = word:match "^%-%-([^=]*)=(.*)$"
      name = name or word:sub(3)
      problem = set(by_name[name], "--" .. name, value)
    elseif word:sub(1, 1) == "-" and #word > 1 then
      local at = 2
      while at <= #word and not problem do
        local option = by_short[word:sub(at, at)]
        local takes = option and option.value and at < #word
        problem = set(option, "-" .. word:sub(at, at), takes and word:sub(at + 1):gsub("^=", "") or nil)
        at = takes and #word + 1 or at + 1
      end
    else
      inputs[#inputs + 1] = word
      if verb.script then
        table.move(words, i + 1, #words, 2, inputs)
        break
      end
    end
    if problem then return nil, problem end
    i = i + 1
  end
  return opts, inputs
end

--- The lines of help for a verb's options, aligned.
-- @tparam table verb as for `options.parse`
-- @treturn {{string,string},...} pairs of what is typed and what it does
-- @usage for _, row in ipairs(options.help(verb)) do print(row[1], row[2]) end
function options.help(verb)
  local known = allowed(verb)
  local rows = {}
  for _, option in ipairs(options.all) do
    local tells = option.name ~= "reveal" or verb.masks or verb.quotes
    if known[option.name] and tells and (option.name ~= "version" or verb.top) then
      local left = (option.short and "-" .. option.short .. ", " or "    ") .. "--" .. option.name
      if option.value then left = left .. " " .. option.value end
      local list = choices(option, verb)
      local text = list and option.help:format(one_of(list)) or option.help
      if list ~= option.choices and #list > 1 then text = text .. (" (default %s)"):format(list[1]) end
      rows[#rows + 1] = { left, text }
    end
  end
  return rows
end

return options
