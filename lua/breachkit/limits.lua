--- The limits under which hostile input is read: one commented table of defaults.
-- A script changes one for itself: `require "breachkit.limits".claims_bytes = 16 * 1024 * 1024`.
-- @module breachkit.limits
return {
  document_bytes = 64 * 1024 * 1024, -- one document's bytes; more is an error row, not a crash
  csv_row_bytes = 4 * 1024 * 1024, -- a record of a CSV file; a longer one is an error row
  csv_fields = 65536, -- of one record
  unique_bytes = 256 * 1024 * 1024, -- of the hashes of lines (20 each) that are held; more go to disk
  dump_line = 65536, -- of a list of leaked credentials; a longer one is a bad record
  line_skip = 256 * 1024 * 1024, -- of a line that is too long, in which its end is sought; then nothing more is read
  timeline_bytes = 8 * 1024 * 1024 * 1024, -- of a saved timeline, which takes as much memory
  first_line = 1024 * 1024, -- of a file, looked at for the first line that tells its format
  timeline_errors = 10000, -- of bad lines that are kept for one file; all are counted
  page_nodes = 2000000, -- elements and texts of one page; more is an error (up to 300 bytes each while read)
  page_facts = 20000, -- statements of a page about itself and links of its article; more are passed over
  claims_bytes = 4 * 1024 * 1024, -- of a document's text, read for claims; more is a warning (about 70 MB a MB)
  -- fetching; times in seconds, each fetch's own options win
  fetch_ratio = 200, -- unpacked bytes to received ones, once there is a megabyte
  fetch_redirects = 10, -- followed, each checked like the first
  fetch_connect = 10, -- until connected, TLS included
  fetch_first_byte = 20, -- from then until the answer's head is complete
  fetch_stall = 20, -- in a body without a byte
  fetch_whole = 120, -- one try, with its redirects
  fetch_retries = 2, -- more tries, where another may help
  fetch_backoff = 0.5, -- before the second try; doubled before each next, with jitter
  fetch_retry_after = 60, -- most that a server's Retry-After is waited for
  fetch_connections = 16, -- transfers at once
  fetch_per_host = 6, -- of them, to one host
  store_file_bytes = 1024 * 1024 * 1024, -- of a store's WARC file, past which the next is begun
  pwned_ranges = 2048, -- of hashes and their counts, held while more are looked up: 100 KB each
  robots_bytes = 512 * 1024, -- of a robots.txt that are read (RFC 9309 wants 500 KiB at least)
  -- archives, of which each input may hold many: the four are for all that one input unpacks to, however nested
  archive_depth = 8, -- archives within archives, and attachments within mails
  archive_entries = 1000000,
  archive_bytes = 64 * 1024 * 1024 * 1024, -- unpacked; a member read as one document is held to document_bytes besides
  archive_ratio = 250, -- unpacked bytes for a packed one, for each archive, once archive_slack bytes are unpacked:
  archive_slack = 16 * 1024 * 1024, -- text packs 3 to 40 to 1, a bomb 1000 to 1 and more
  archive_seconds = 600, -- spent in unpacking one archive, whatever is done with its members
  torrent_depth = 100, -- values of a torrent within one another
  torrent_pieces = 1 << 27, -- of one torrent: 2 TiB in pieces of 16 KiB
  mail_depth = 50, -- MIME parts within one another; deeper ones are left as text
  mail_parts = 1000, -- of one message
}
