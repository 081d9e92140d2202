-- Words that announce works: what reports call them, and how they give release dates.
-- Source: compiled by the authors. Licence: MIT.
return {
  -- the word, singular and plural -> kind; false: a work of a kind not said
  kinds = {
    film = "film", films = "film", movie = "film", movies = "film", blockbuster = "film", comedy = "film",
    thriller = "film", sequel = "film", documentary = "film", album = "album", albums = "album", song = "song",
    songs = "song", track = "song", tracks = "song", game = "game", games = "game",
    ["video game"] = "game", book = "book", books = "book", novel = "book", novels = "book", memoir = "book",
    series = "series", show = "series", shows = "series", sitcom = "series", drama = "series", season = "series",
    seasons = "series", episode = "episode", episodes = "episode", script = "script", scripts = "script",
    screenplay = "script", screenplays = "script", title = false, titles = false,
    manuscript = "book", soundtrack = "album", finale = "series", screener = false, screeners = false, trailer = false,
    teaser = false, screenshots = false, footage = false,
  },
  -- one work follows directly: "the film X"; others ("title") are too vague for that
  direct = {
    "film", "movie", "blockbuster", "comedy", "thriller", "documentary", "album", "song", "game", "novel", "memoir",
    "sitcom", "films", "movies", "albums", "games", "novels", "songs",
  },
  -- a work in quotation marks follows, by itself or behind "of", "for" and "from": 'the series "X"', 'a screener of "X"'
  quoted = {
    "series", "show", "sequel", "drama", "season", "episode", "episodes", "script", "scripts", "screenplay", "song",
    "songs", "track", "tracks", "manuscript", "soundtrack", "finale", "screener", "screeners", "trailer", "teaser",
    "screenshots", "footage",
  },
  -- what is made of a work, or for it: "a trailer for X"
  parts = { "script", "scripts", "screenplay", "screenplays", "trailer", "teaser", "soundtrack" },
  -- between a plural and its list
  openers = {
    "including", "include", "includes", "included", "such as", "like", "called", "titled", "entitled", "namely", "are",
    "were", "named", "especially", "notably", "of", "for", "dubbed",
  },
  -- lower-case words that may stand inside a title
  linkers = "of the a an and in on at to for with from by or vs de la el du des le is as",
  -- nouns whose day is that on which a work comes out: "the premiere on 10 December", "the November 27 release"
  coming_out = "release premiere debut launch publication opening",
  -- words of dates, and of what stands before them
  date_words = "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august "
    .. "september october november december spring summer autumn fall winter early late mid out due released "
    .. "release on in us uk st nd rd th of the opens from since now date",
  -- clauses that say when a work comes out; the date follows
  release = {
    "set to be released", "set for release", "due to be released", "due for release", "due out", "due", "scheduled for",
    "scheduled to be released", "slated for", "slated to be released", "to be released", "will be released", "released",
    "opens", "opening", "premieres", "premiering", "debuts", "hits cinemas", "hits theaters", "hits theatres",
    "in cinemas from", "in theaters from", "in cinemas", "in theaters", "comes out", "came out", "out", "released in",
    "which opened", "opened", "was released", "is released", "hit cinemas", "hit theaters", "in theatres",
  },
  -- what those begin with that tell of what is to come
  coming = "due set scheduled slated to will opens opening premieres premiering debuts hits comes is",
}
