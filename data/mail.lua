-- The words that mail programs put around a report: marks of subjects, lines above what is forwarded or quoted, the
-- fields of a forwarded message, footers of lists. Compiled by the authors from what mail programs write; MIT licence,
-- as the rest. Names and words in lower case; `lines` are Lua patterns on a lower-cased line without its outer blanks.
return {
  -- before the colon of a subject: what is answered, and what is passed on
  reply = { "re", "aw", "antw", "antwort", "sv", "vs", "res", "ref", "odp" },
  forward = { "fw", "fwd", "wg", "tr", "rv", "vl", "enc", "doorst", "forward", "i" },

  -- a line that announces a message passed on
  forwarded = {
    "^%-+%s*forwarded message", "^begin forwarded message:?$", "^%-+%s*weitergeleitete nachricht",
    "^anfang der weitergeleiteten", "^%-+%s*message transf[ée]r", "^d[ée]but du message r[ée]exp[ée]di",
    "^%-+%s*mensaje reenviado", "^inicio del mensaje reenviado", "^%-+%s*doorgestuurd bericht",
    "^%-+%s*begin forwarded message", "^%-+%s*forwarded by", "^%-+%s*start of forwarded message",
  },
  -- a line above a message that is answered or passed on: the subject and what stands before it tell which
  original = {
    "^%-+%s*original message%s*%-*$", "^%-+%s*original appointment%s*%-*$", "^%-+%s*urspr[üu]%S*liche nachricht",
    "^%-+%s*message d'origine", "^%-+%s*mensaje original", "^%-+%s*oorspronkelijk bericht",
  },
  -- a line above what is quoted, which ends it: "On Friday, Jane Doe wrote:"; one of the verbs is in it
  verbs = { "wrote", "writes", "schrieb", "crit", "escribi", "schreef" },
  attribution = {
    "^on%s.+%swrote:?$", "^am%s.+%sschrieb.*:$", "^le%s.+%sa écrit%s*:$", "^el%s.+%sescribi%S*:$", "^op%s.+%sschreef.*:$",
    "^%S+@%S+%s.*wrote:?$", "^.+%swrote:$", "^.+%swrites:$",
  },
  -- the fields of a message passed on, by what they are
  fields = {
    from = { "from", "von", "de", "van" }, date = { "date", "sent", "datum", "gesendet", "envoyé", "fecha", "verzonden" },
    to = { "to", "an", "à", "para", "aan" }, subject = { "subject", "betreff", "objet", "asunto", "onderwerp" },
    other = { "cc", "bcc", "reply-to", "importance", "attachments", "sender", "message-id", "organization", "newsgroups",
      "x-mailer", "mime-version", "content-type", "content-transfer-encoding", "resent-from", "resent-to", "resent-date",
      "priority", "kopie", "priorität" },
  },
  -- a line from which on a list or a gateway speaks, in the last lines of a message
  footer = { "^_____%S*$", "^to unsubscribe", "^unsubscribe:", "^you received this message because", "^sent from my%s",
    "^get outlook for", "^yahoo! groups links" },
}
