--- The limits under which hostile input is read: one commented table of defaults.
-- A script changes one for itself: `require "breachkit.limits".claims_bytes = 16 * 1024 * 1024`.
-- @module breachkit.limits
return {
  document_bytes = 64 * 1024 * 1024, -- one document's bytes; more is an error row, not a crash
  claims_bytes = 4 * 1024 * 1024, -- of a document's text, read for claims; more is a warning (about 120 MB a MB)
}
