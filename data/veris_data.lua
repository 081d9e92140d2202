-- Words for kinds of data and the VERIS variety of each (attribute.confidentiality.data.variety).
-- The varieties are those of the VERIS schema, https://verisframework.org; the words were compiled by
-- the authors; MIT licence, as the rest. Lua patterns on lower-cased words, tried in order: a phrase
-- can belong to several varieties, but what one pattern has taken the next ones do not see.
return {
  { "Payment", { "credit card", "debit card", "payment card", "card number", "card detail", "card data",
    "cvv", "payment detail", "payment data", "payment information", "expiration date", "expiry date" } },
  { "Bank", { "bank account", "bank detail", "banking detail", "account number", "sort code",
    "routing number", "iban" } },
  { "Credentials", { "password", "credential", "log%-?in", "user ?names?", "pin code", "security question",
    "access token", "api key", "private key", "pass ?phrase" } },
  { "Medical", { "medical", "health", "patient", "diagnos", "prescription", "treatment", "lab result",
    "vaccinat", "disabilit" } },
  { "Copyrighted", { "film", "movie", "episode", "script", "screenplay", "album", "song", "copyright", "footage" } },
  { "Source code", { "source code", "repositor" } },
  { "Digital certificate", { "certificate" } },
  { "Virtual currency", { "bitcoin", "cryptocurrenc", "ether%f[%A]", "wallet" } },
  { "Classified", { "classified", "secret document", "top secret" } },
  { "Secrets", { "trade secret", "intellectual property", "blueprint", "design document" } },
  { "Personal", { "personal", "social security", "%f[%a]ssns?%f[%A]", "birth", "home address", "postal address",
    "email address", "e%-mail address", "phone number", "telephone number", "passport", "driver'?s?.? licen[cs]e",
    "identity number", "%f[%a]names?%f[%A]", "address", "biometric", "fingerprint", "salar", "nationalit", "voter",
    "tax return", "tax id", "tax number", "national id", "identity card", "%f[%a]id cards?%f[%A]", "identity document",
    "identification number", "location data", "geolocation", "student record", "school record", "personnel",
    "staff record" } },
  { "Internal", { "email", "e%-mail", "mailbox", "financial", "contract", "internal", "corporate", "document", "budget",
    "employee", "business", "confidential", "sensitive", "customer", "proprietary", "file", "payroll", "invoice",
    "chat message", "%f[%a]memos?%f[%A]", "spreadsheet", "correspondence" } },
  { "System", { "configuration", "ip address", "log file", "network diagram", "system information" } },
}
