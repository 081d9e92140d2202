-- Made by tools/fit-correlation from reports read by hand; MIT licence, as the rest.
-- The weights of a logistic model (lua/breachkit/correlate/likeness.lua says of what), and the least mean of
-- links at which groups join.
return {
  join = 0.60,
  bias = -5.69,
  cosine = 0.27,
  focus = 0.51,
  title = 0.33,
  head = 0.15,
  names = 0.59,
  best_name = 1.14,
  missing = -0.48,
  rare = 0.66,
  rare_name = 0.63,
  figures = 0.72,
  victim = 0.33,
  actor = 0.31,
  number = 0.33,
  event = 0.29,
  days = -0.62,
  near = 0.26,
  best_near = 0.52,
  names_near = 0.29,
}
