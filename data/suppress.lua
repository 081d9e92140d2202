-- What looks like an indicator and is none: each finding that matches is kept back, with the reason as its
-- `suppressed_by`. Compiled by the authors (MIT). Ranges: the IANA special-purpose address registries (RFC 6890,
-- RFC 5737, RFC 3849, RFC 3927); names: RFC 2606, RFC 6761; digests: those of no bytes at all, computed.
return {
  -- reason -> networks
  ranges = {
    ["this-network"] = { "0.0.0.0/8", "::/128" },
    loopback = { "127.0.0.0/8", "::1/128" },
    private = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7" },
    ["link-local"] = { "169.254.0.0/16", "fe80::/10" },
    documentation = { "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20" },
    benchmarking = { "198.18.0.0/15", "2001:2::/48" },
    multicast = { "224.0.0.0/4", "ff00::/8" },
    reserved = { "240.0.0.0/4", "192.0.0.0/24", "100::/64" },
  },
  -- reason -> names; what lies below them too
  names = {
    documentation = { "example.com", "example.net", "example.org" },
    ["reserved-name"] = { "test", "example", "invalid", "localhost", "local", "internal", "arpa" },
    namespace = { "w3.org", "xmlsoap.org", "purl.org", "schema.org", "openxmlformats.org" },
  },
  -- values as they are
  values = {
    ["empty-input"] = {
      "d41d8cd98f00b204e9800998ecf8427e",
      "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        .. "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    },
    ["look-alike"] = { "AS400" },
    -- numbers of cards that came with wallets: the Social Security Administration counts neither as issued; and one that
    -- its holder advertised with
    ["well-known"] = { "078-05-1120", "219-09-9999", "457-55-5462" },
    broadcast = { "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00" },
    ["null-address"] = { "0x0000000000000000000000000000000000000000" },
  },
  -- top-level domains that are also endings of files: a name of two labels that ends in one is a file unless it is
  -- written defanged or as an address ("deploy.sh", "setup.py")
  file_endings = {
    "bz", "cc", "md", "ml", "mm", "mov", "nc", "pl", "pm", "ps", "pub", "py", "rs", "sc", "sh", "so", "st", "zip",
  },
  -- top-level domains that programs use as members: `user.name`, `document.open`
  members = { "call", "click", "data", "date", "day", "host", "link", "map", "name", "now", "open", "parts", "post", "run",
    "save", "search", "select", "show", "style", "target", "zero" },
  -- words in front of a digest that is of something else than a whole file: reason -> words, in lower case
  digest_words = {
    imphash = { "imphash", "import hash", "imp hash" },
    authentihash = { "authentihash" },
    ["rich-header"] = { "richpe", "rich pe header hash", "rich header hash" },
  },
  -- words in front of an address that is a version
  version_words = { "version", "versions", "ver", "v", "release", "build", "firmware" },
}
