-- What HTML of feeds may keep: what carries text, its structure, and where it links to. Written by hand after the
-- elements and attributes of the HTML Standard; no licence but the project's own. Everything else goes: scripts, event
-- handlers, styles, forms, frames, and every address whose scheme is not listed.
return {
  elements = "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col "
    .. "colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i "
    .. "img ins kbd li main mark menu nav ol p picture pre q rp rt ruby s samp section small source span strike strong "
    .. "sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr",
  empty = "br col hr img source track wbr",
  dropped = "script style svg template title",
  attributes = "abbr align alt cite class colspan datetime dir headers height href hreflang id lang poster rel reversed "
    .. "rowspan scope span src start title valign width",
  addresses = "cite href poster src",
  schemes = "http https ftp ftps mailto news nntp gopher irc ircs xmpp tel sms magnet urn doi tag",
}
