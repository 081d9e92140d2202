-- What the scanner knows of words: which numbers are telephones', which programs name themselves, which folders stand at
-- the root. Compiled by the authors (MIT).
return {
  -- in the 24 bytes before a number that is written as it is dialled within its country ("Tel. 020 7946 0958")
  phone_words = {
    "tel", "phone", "mobile", "mobil", "cell", "fax", "call", "handy", "fon", "movil", "portable", "gsm", "whatsapp",
    "sms", "msisdn",
  },
  -- what is hidden in the context of findings: what is behind the names of columns of these classes of data/dump.lua,
  -- of the second list also where the name is the last word of several ("his password:"), and behind these words
  hidden_classes = { "email", "user", "name", "address", "phone", "birth-date", "national-id", "card", "iban" },
  secret_classes = { "secret", "salt", "hint", "security-answer", "token", "pin", "card-code" },
  secret_words = { "authorization", "bearer", "credentials", "passphrase", "passwort", "kennwort", "privatekey", "secretkey",
    "clientsecret", "setcookie" },
  -- in the 64 bytes before or after "C0024", which is a campaign of ATT&CK then and no part's number
  campaign_words = { "campaign", "att&ck", "mitre", "operation", "intrusion" },
  -- products that user agents begin with
  agents = {
    "mozilla", "opera", "curl", "wget", "python-requests", "python-urllib", "python-httpx", "aiohttp", "okhttp",
    "go-http-client", "apache-httpclient", "libwww-perl", "lwp", "dalvik", "microsoft-cryptoapi", "microsoft-bits",
    "windowspowershell", "winhttp", "axios", "node-fetch", "postmanruntime", "guzzlehttp", "cfnetwork", "gobuster",
    "sqlmap", "nikto", "masscan", "zgrab", "nuclei", "wpscan", "scrapy", "faraday", "restsharp", "urlgrabber", "aria2",
    "lynx", "w3m", "java-http-client", "jakarta", "certutil", "googlebot", "bingbot", "feedfetcher-google", "telegrambot",
  },
  -- at the root of Unix systems: /NAME/...
  folders = {
    "bin", "boot", "data", "dev", "etc", "home", "lib", "mnt", "opt", "private", "proc", "root", "run", "sbin",
    "srv", "sys", "system", "tmp", "usr", "var", "Applications", "Library", "System", "Users", "Volumes", "sdcard",
  },
}
