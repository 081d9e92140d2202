--- The limits under which hostile input is read: one commented table of defaults.
-- Every reader takes a `limits` option whose fields override these.
-- @module breachkit.limits
return {
  document_bytes = 64 * 1024 * 1024, -- one document's bytes; more is an error row, not a crash
}
