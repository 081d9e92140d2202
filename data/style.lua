-- Words by which the style of a report tells whether it speaks of what happened or of what happens: how often those of
-- each group stand in it is an attribute of the model's realis. Compiled by the authors; MIT.
return {
  past = "was were had did been",
  present = "is are has have does do",
  modal = "can could may might will would should must",
  you = "you your yours yourself",
  we = "we our us",
  usual = "often typically usually commonly common popular frequently generally many most some always every any",
  rise = "increasing increasingly growing rise rising trend trends attacks campaigns criminals scammers victims",
  how = "how if when avoid protect tips",
  said = "said says told tweeted announced confirmed",
  days = "yesterday today monday tuesday wednesday thursday friday saturday sunday",
  numbers = "percent % average report survey study according billion",
}
