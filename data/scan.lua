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
  secret_words = { "authorization", "bearer", "credentials", "passphrase", "passwort", "kennwort", "contrasena", "clave",
    "motdepasse", "wachtwoord", "senha", "privatekey", "secretkey", "accesskey", "accesskeyid", "secretaccesskey",
    "accountkey", "signingkey", "encryptionkey", "masterkey", "clientsecret", "setcookie", "otp" },
  -- between what a secret is called and the secret: "the password for the VPN is X"
  says_words = { "is", "was", "are", "ist", "lautet", "war", "est", "es", "era" },
  -- programs, and the options of theirs that a secret is given with or who it is of: `mysql -pSECRET`
  secret_options = {
    curl = "-u -U", mysql = "-p -u", mysqldump = "-p -u", mysqladmin = "-p -u", mariadb = "-p -u", mycli = "-p -u",
    psql = "-U", mongo = "-p -u", mongosh = "-p -u", mongodump = "-p -u", mongorestore = "-p -u", sshpass = "-p",
    ["redis-cli"] = "-a", sqlcmd = "-P -U", bcp = "-P -U", osql = "-P -U", sqlplus = "-l", ldapsearch = "-w -D",
    ldapmodify = "-w -D", smbclient = "-U", rpcclient = "-U", crackmapexec = "-p -u", netexec = "-p -u", nxc = "-p -u",
    ["evil-winrm"] = "-p -u", psexec = "-p -u", plink = "-pw -l", pscp = "-pw -l", putty = "-pw -l", docker = "-p -u",
    podman = "-p -u", zip = "-P", unzip = "-P", ["7z"] = "-p", ["7za"] = "-p", rar = "-p -hp", winrar = "-p -hp",
    hydra = "-p -l", htpasswd = "-b", svn = "-p", lftp = "-u", ncftp = "-p -u", snmpwalk = "-c -A -X", rdesktop = "-p -u",
  },
  -- fields of mail: who is named before a mailbox in them
  mail_headers = { "from", "to", "cc", "bcc", "sender", "replyto", "returnpath", "deliveredto", "von", "an", "de" },
  -- below these folders the next one is called by whose it is, but for these
  people_folders = { "home", "users", "documentsandsettings", "benutzer" },
  nobody = { "public", "default", "defaultuser", "allusers", "administrator", "admin", "user", "username", "root", "shared",
    "guest" },
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
