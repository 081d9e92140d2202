-- Made by tools/fit-correlation from reports read by hand; MIT licence, as the rest.
-- The weights of a logistic model (lua/breachkit/correlate/likeness.lua says of what), and the least mean of
-- links at which groups join.
return {
  join = 0.36,
  bias = -7.01,
  cosine = 0.28,
  focus = 0.52,
  title = 0.34,
  head = 0.16,
  names = 0.61,
  best_name = 1.17,
  missing = -0.50,
  rare = 0.69,
  rare_name = 0.64,
  figures = 0.71,
  victim = 0.33,
  actor = 0.40,
  number = 0.32,
  event = 0.28,
  days = -0.52,
  near = 0.31,
  best_near = 0.51,
  names_near = 0.28,
}
