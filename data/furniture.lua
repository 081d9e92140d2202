-- What marks the furniture of a page: menus, share bars, related links, sign-ups, cookie notices.
-- Compiled by the authors from looking at many news sites and templates; MIT as the rest.
--
-- `names`: words in class, id and data-testid attributes. "word" is a whole word, "word*" the start of one, "~part"
-- any part of a name written without separators. The marks are explained in core.html.rules.
-- `lines`: Lua patterns over a lower-case paragraph without its outer white space and end punctuation. One that
-- matches whole is furniture. `starts`: the same for paragraphs that begin so and are no sentence (no full stop, few
-- words).
-- `ends`: from such a line on, at the end of a text, nothing but furniture follows.
return {
  names = {
    body = {
      "~articlebody", "~articlecontent", "~articletext", "~entrycontent", "~postcontent", "~postbody", "~storybody",
      "~storycontent", "~storytext", "~bodycopy", "~contentbody", "~newsbody", "~newscontent", "~bodytext", "~mainbody",
      "~articlecopy", "~richtext", "~pagecontent", "hentry", "prose", "~pressrelease",
    },
    keep = { "~articlebody", "~entrycontent", "~postcontent", "~storybody", "~articlecontent", "~articletext" },
    drop = {
      "nav", "navbar", "navigation", "menu", "menus", "breadcrumb*", "crumb*", "footer", "sidebar", "sidebars", "aside",
      "masthead", "topbar", "toolbar", "share", "shares", "sharing", "sharebar*", "sharedaddy", "~socialshare",
      "social",
      "~socialmedia", "addtoany", "addthis", "related", "relatedposts", "~relatedarticle", "~relatedpost",
      "~relatedstor",
      "~relatedlink", "~relatedcontent", "recommend*", "recirc*", "trending", "popular", "~mostread", "~mostpopular",
      "~readmore",
      "~readnext", "~alsolike", "~alsoread", "~morefrom", "~moreon", "~morestories", "~upnext", "~nextpost",
      "~prevpost",
      "~postnav", "~previousnext", "comment", "comments", "commentlist", "disqus*", "respond", "newsletter*",
      "subscri*", "signup", "~signup", "cookie*", "consent", "gdpr", "promo", "promos", "promotion", "advert*", "ad",
      "ads",
      "adslot", "adunit", "~advertis", "sponsor*", "banner", "outbrain", "taboola", "widget", "widgets", "popup",
      "modal", "overlay",
      "tags", "taglist", "~tagcloud", "~posttags", "~articletags", "~entrytags", "topics", "pagination", "pager",
      "~authorbio",
      "~aboutauthor", "~authorbox", "~authorinfo", "authorbox", "~jumpto", "skip", "skiplink", "toc",
      "~tableofcontents", "rating",
      "ratings", "poll", "paywall", "login", "search", "copyright", "disclaimer", "hidden", "print", "~printonly",
      "noprint",
      "screenreader*", "rollover*", "popover*", "hovercard*", "sr", "offscreen", "tooltip", "carousel", "slideshow", "slider", "teaser", "teasers",
      "~commentform",
      "follow", "~followus", "feedback", "lightbox", "dropdown", "livefyre", "fb", "whatsapp", "~editsection",
      "navbox", "~metadata", "reflist", "catlinks", "printfooter", "~mwjump",
    },
    weak = { "meta", "info", "box", "module", "links", "list", "more", "tools", "actions", "buttons", "controls",
      "category", "categories" },
    lead = { "lead", "lede", "leadin", "standfirst", "summary", "intro",
      "introduction", "~articlesummary", "~articleintro", "chapo", "vorspann", "~articlelead" },
    caption = { "caption*", "~caption", "credit", "credits", "~photocredit", "~imagecredit", "figcaption" },
    byline = { "byline*", "author*", "~authorname", "vcard", "fn", "contributor*", "writer", "reporter" },
    date = { "date*", "dateline", "time", "timestamp*", "published", "pubdate", "~publishdate", "~postdate",
      "~entrydate", "~publisheddate",
      "updated", "~lastupdated", "posted", "~postedon" },
  },
  lines = {
    "advertisement", "advert", "ad", "sponsored", "sponsored content", "promoted", "share", "share this.*", "tweet",
    "print",
    "email", "e%-mail", "comments?", "%d+ comments?", "leave a comment", "post a comment", "add a comment",
    "read more", "learn more",
    "see also", "related", "related .*stories", "related articles?", "related posts?", "related content",
    "related news",
    "related topics?", "more stories", "most read", "most popular", "trending", "trending now", "recommended.*",
    "you may also like",
    "you might also like", "up next", "next article", "previous article", "follow us.*", "story continues below.*",
    "article continues below.*", "continue reading.*", "skip to .*", "back to top", "all rights reserved",
    "subscribe", "sign up", "subscribe now", "loading", "click here", "facebook", "twitter", "linkedin", "reddit",
    "whatsapp",
    "pinterest", "copy link", "about the author", "view comments", "updated at .*", "text size", "image %d+ of %d+", "don.-t miss", "more",
    "%[%w+ [^%]]*=.*%]", "image", "photo", "video", "close", "menu",
  },
  starts = {
    "read more ", "read more:", "read more on ", "more on ", "more from ", "more about ", "read also", "also read",
    "see also",
    "read next", "related:", "related stories", "recommended:", "recommended reading", "sign up for ", "sign up to ",
    "subscribe to ", "follow us ", "follow .* on twitter", "like us on ", "click here ", "download our ",
    "share this ", "tags:", "filed under", "filed in", "posted in", "topics:", "categories:", "image credit",
    "photo credit", "photo:", "photograph:", "©", "copyright ", "we use cookies", "this site uses cookies",
    "get the latest ", "watch:",
    "source:", "leia também", "veja também", "lea también", "lee también", "te puede interesar", "lesen sie auch",
    "mehr zum thema", "lees ook", "lire aussi", "à lire aussi", "leggi anche", "baca juga", "関連記事",
    "related topics", "listen:", "join our ", "don't miss", "don’t miss", "must read", "editor's picks", "editors' picks",
  },
  -- whole sentences that sell or sign up, found anywhere in a short paragraph
  pitches = {
    "^sign up .*newsletter", "^subscribe to ", "^subscribe for ", "^subscribe now", "^subscribe today", "^sign up for ",
    "^sign up to ", "^%(?reporting by .*editing by ", "^email .* at %S+@", "^write to .* at %S+@", "^like this story%?",
    "^want more stories", "contributed to this report%.?$", "^get .* delivered ",
    "click here for more information", "^if you enjoyed this article",
    "free daily newsletter", "free newsletter", "^join our ", "your inbox", "^follow .* on twitter",
    "^like .* on facebook", "^this article was originally published", "^download .* app ", "^click here to ",
  },
  ends = {
    "read more on .*", "more on .*", "related .*", "read next.*", "tags:?.*", "filed under.*", "topics:?.*",
    "you may also like.*", "comments?", "recommended.*", "most read.*", "about the author", "share this.*",
  },
}
