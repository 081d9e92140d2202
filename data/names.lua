-- Words that tell names apart, and well-known names. Facts and closed word classes compiled by the authors;
-- country names and codes follow ISO 3166-1. Licence: MIT.
local function words(s)
  local t = {}
  for w in s:gmatch "[^|\n]+" do t[#t + 1] = w:match "^%s*(.-)%s*$" end
  return t
end
return {
  -- capitalised at a sentence's start without being a name
  common = words [[
the|a|an|and|or|but|if|in|on|at|by|to|of|for|from|with|as|it|its|he|she|they|we|you|i|his|her|their|our|your|my|
this|that|these|those|there|here|when|while|where|who|what|why|how|which|after|before|since|until|during|
although|though|however|meanwhile|also|according|some|many|most|several|all|any|both|each|every|no|not|dozens|
hundreds|thousands|millions|more|other|another|such|so|then|than|now|today|yesterday|former|once|because|
despite|following|over|under|about|among|between|into|through|per|via|even|just|only|still|yet|perhaps|maybe|
read|see|click|share|follow|updated|breaking|exclusive|related|getty|unfortunately|additionally|furthermore|
moreover|instead|finally|recently|earlier|later|currently|previously|is|are|was|were|has|have|had|do|does|did|
can|could|will|would|should|may|might|must|be|been|let|please|yes|ok|well|like|unlike|given|based|using|much|
anyone|everyone|nobody|someone|something|nothing|without|within|against|around|up|down|out|off|again|further|
sensitive|stolen|leaked|copies|latest|high-quality|unofficial|officially|asked|speaking|whether|rather|thanks|
thank|dear|hello|hi|note|along|aside|apart|together|never|always|often|sometimes|monday|tuesday|wednesday|
thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|
december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|christmas|thanksgiving|
easter|halloween|am|pm|gmt|utc|est|edt|pst|pdt|bst
]],
  -- the same, but inside a name they are part of it: "Harrow Data Systems"
  common_nouns = words [[
users|customers|hackers|attackers|researchers|experts|officials|police|victims|security|data|cyber|information|
company|companies|employees|people|files|films|sources|news|report|reports|image|photo|photos|video|update|
hacker|attack|attacks|breach|hack|malware|ransomware|phishing|vulnerability|vulnerabilities|patch|high|low|
local|state|federal|government|national|international|online|digital|web|internet|computer|network|email|e-mail|
personal|first|second|third|new|old|next|last|top|best|two|three|four|five|six|seven|eight|nine|ten|one|source|
credit|official
]],
  -- technical short words that are nobody's name
  technical = words [[
ddos|dos|api|ip|url|urls|http|https|html|pdf|pdfs|usb|vpn|sql|ssl|tls|ssh|ftp|dns|cve|cvss|cpu|gpu|ram|rom|id|ids|it|
pc|pcs|tv|
tvs|ssn|ssns|pin|pins|pii|phi|gdpr|hipaa|rce|xss|csrf|ceo|cto|cio|ciso|cfo|coo|cso|vp|pr|hr|iot|atm|atms|pos|sim|
sms|gps|wifi|os|ui|ux|faq|rss|xml|json|csv|exe|dll|zip|aes|rsa|md5|sha|c2|c&c|cnc|apt|apts|ioc|iocs|ttp|ttps|rat|rats|
poc|spf|dkim|mfa|2fa|sso|ics|scada|plc|dvd|dvds|cd|ad|ai|ml|nda|ipo|llc|gb|tb|mb|kb|ok|am|pm|mr|mrs|ms|dr|asap|nfc|
bios|uefi|
tor|udp|tcp|lan|wan|nas|mac|php|aspx|asp|vba|js|com|www|ransomware|bec|dmarc|soc|siem|edr|waf|isp|isps|usd|btc|eur|
gbp|
]],
  suffixes = words [[
inc|inc.|incorporated|corp|corp.|corporation|co|co.|ltd|ltd.|limited|llc|l.l.c.|llp|lp|plc|gmbh|ag|sa|s.a.|nv|n.v.|
bv|b.v.|
ab|oy|as|asa|spa|s.p.a.|srl|kk|k.k.|pty|pte|sarl|kg|kgaa|se|bhd|oyj|aps
]],
  -- a name that holds one of these is an organization
  heads = words [[
university|college|school|schools|academy|institute|institution|ministry|department|dept|bureau|agency|administration|
commission|committee|council|board|office|authority|bank|bancorp|banking|group|holdings|association|federation|
foundation|
society|union|league|party|hospital|clinic|health|healthcare|medical|insurance|assurance|airlines|airways|railway|
railways|systems|technologies|technology|software|networks|networking|labs|laboratory|laboratories|research|security|
securities|solutions|services|service|partners|capital|ventures|studios|pictures|entertainment|records|media|press|
news|times|post|journal|tribune|herald|gazette|magazine|broadcasting|television|radio|telecom|telecommunications|
communications|wireless|mobile|energy|electric|power|petroleum|oil|gas|motors|automotive|aerospace|industries|
international|global|worldwide|enterprises|company|court|police|senate|congress|parliament|house|treasury|army|navy|
force|forces|center|centre|trust|fund|exchange|stores|hotels|resorts|restaurants|foods|pharmaceuticals|pharma|
biotech|consulting|associates|bros|brothers|organization|organisation|network|club|museum|library|church|county|
district|
consortium|alliance|coalition|project|cooperative|logistics|shipping|interactive|games|team|cert
]],
  -- before or as a person's title; stripped from the name
  titles = words [[
mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|president|vice|prime|minister|chancellor|senator|sen|
representative|rep|congressman|congresswoman|governor|gov|mayor|judge|justice|attorney|general|secretary|director|
chief|executive|officer|chairman|chairwoman|chair|ceo|cto|cio|ciso|cfo|coo|cso|founder|co-founder|manager|head|
spokesman|spokeswoman|spokesperson|captain|capt|colonel|col|lieutenant|lt|major|sergeant|sgt|detective|inspector|
agent|ambassador|commissioner|king|queen|prince|princess|pope|leader|dictator|researcher|analyst|engineer|architect|
developer|consultant|journalist|reporter|editor|author|blogger|actor|actress|director|producer|writer|comedian|singer|
rapper|student|hacker|expert|specialist|lawyer|prosecutor|defendant|deputy|assistant|senior|principal|superintendent|
sheriff|councilman|evangelist
]],
  first_names = words [[
james|john|robert|michael|william|david|richard|joseph|thomas|charles|christopher|daniel|matthew|anthony|mark|donald|
steven|paul|andrew|joshua|kenneth|kevin|brian|george|timothy|ronald|edward|jason|jeffrey|ryan|jacob|gary|nicholas|
eric|
jonathan|stephen|larry|justin|scott|brandon|benjamin|samuel|gregory|alexander|frank|patrick|raymond|jack|dennis|jerry|
tyler|aaron|jose|adam|nathan|henry|douglas|zachary|peter|kyle|ethan|walter|noah|jeremy|christian|keith|roger|terry|
gerald|sean|austin|carl|arthur|lawrence|dylan|jesse|jordan|bryan|billy|joe|bruce|gabriel|logan|albert|willie|alan|
juan|
wayne|roy|ralph|randy|eugene|vincent|russell|louis|bobby|philip|johnny|mary|patricia|jennifer|linda|elizabeth|barbara|
susan|jessica|sarah|karen|lisa|nancy|betty|margaret|sandra|ashley|kimberly|emily|donna|michelle|carol|amanda|
dorothy|melissa|deborah|stephanie|rebecca|sharon|laura|cynthia|kathleen|amy|angela|shirley|anna|brenda|pamela|emma|
nicole|helen|samantha|katherine|christine|debra|rachel|carolyn|janet|catherine|maria|heather|diane|ruth|julie|olivia|
joyce|virginia|victoria|kelly|lauren|christina|joan|evelyn|judith|megan|andrea|cheryl|hannah|jacqueline|martha|gloria|
teresa|ann|sara|madison|frances|kathryn|janice|jean|abigail|alice|julia|judy|sophia|grace|denise|amber|doris|
marilyn|danielle|beverly|isabella|theresa|diana|natalie|brittany|charlotte|marie|kayla|alexis|lori|tim|tom|jim|mike|
bob|
bill|dan|dave|steve|chris|matt|tony|greg|jeff|ben|sam|nick|alex|josh|andy|pete|ed|ted|rob|ron|ken|don|ray|max|leo|
oliver|harry|simon|graham|ian|neil|stuart|colin|nigel|martin|craig|troy|brad|chad|kurt|hans|klaus|jan|lars|sven|erik|
pierre|jacques|francois|marc|luc|michel|carlos|miguel|luis|jorge|pedro|pablo|javier|fernando|antonio|marco|luca|
giovanni|paolo|vladimir|sergei|sergey|dmitry|dmitri|ivan|mikhail|alexei|alexey|andrei|andrey|igor|oleg|boris|yuri|
nikolai|evgeny|evgeniy|viktor|pavel|roman|maxim|kirill|anton|artem|olga|natalia|irina|elena|mohammed|mohamed|
muhammad|ahmed|ali|hassan|hussein|omar|ibrahim|abdul|khalid|amir|reza|hamid|raj|rahul|amit|sanjay|vijay|ravi|anil|
sunil|
deepak|priya|anita|sunita|wei|ming|jun|li|kim|seth|tavis|brent|barack|hillary|edward|julian|liz|troy|ronan|gene|eva|
kaspars|costin|eugene|marcus|lorenzo|tyler|brett|wendy|tracy|dana|casey|jamie|morgan|taylor|cameron|drew|kate|anne|
]],
  -- lower-case words that come before a person's name
  person_cues = words [[
spokesman|spokeswoman|spokesperson|researcher|researchers|analyst|expert|consultant|engineer|founder|co-founder|
director|manager|officer|executive|president|chairman|minister|secretary|senator|governor|mayor|judge|attorney|
prosecutor|lawyer|journalist|reporter|editor|author|blogger|actor|actress|singer|hacker|student|professor|leader|
developer|architect|detective|agent|ceo|cto|ciso|cio|by|named|scientist|strategist|evangelist|programmer|teenager
]],
  -- words after which the name is a group of attackers
  group_cues = words [[
group called|group named|group known as|hackers called|hacking group|hacker group|hacker collective|
hacking collective|
hacktivist group|ransomware gang|ransomware group|cybercrime group|cybercriminal group|threat actor|threat group|
threat actors|espionage group|apt group|gang|collective|hackers calling themselves|calling itself|calling themselves|
identifying itself as|identifying themselves as|identifying themselves only as|identifying itself only as|
hackers known as|hackers identifying as|group dubbed|hacktivists|crew|hacking crew|cyber gang|hacking team|
]],
  -- last words of group names, by habit of those who name them
  group_heads = words [[
bear|panda|kitten|spider|chollima|tiger|leopard|jackal|typhoon|blizzard|sleet|sandstorm|tempest|tsunami|
squad|gang|collective|liberation front|cyber army|electronic army|crew|
]],
  groups = words [[
Anonymous|LulzSec|Lizard Squad|Guardians of Peace|Shadow Brokers|The Shadow Brokers|Lazarus Group|Lazarus|OurMine|
Fancy Bear|Cozy Bear|Equation Group|Carbanak|Sandworm|DarkSide|REvil|Conti|LockBit|Lapsus$|Syrian Electronic Army|
The Dark Overlord|TheDarkOverlord|Turla|Dragonfly|Cobalt Group|Winnti|Impact Team|Fancy Bears|Sofacy|Pawn Storm|
Strontium|
]],
  -- an organization by what it does next or owns
  org_after = words [[
said|says|confirmed|confirms|announced|announces|disclosed|discloses|acknowledged|admitted|warned|warns|declined|
refused|denied|suffered|notified|apologized|apologised|urged|advised|tweeted|wrote|explained|told|stated|claimed
]],
  org_owned = words [[
network|networks|system|systems|server|servers|website|site|customer|customers|user|users|employee|employees|staff|
spokesman|spokeswoman|spokesperson|ceo|chief|chairman|president|database|databases|product|products|software|security|
headquarters|board|shares|stock|researchers|team|statement|data|computers|service|services|website|account|app|
platform
]],
  product_after = words [[
app|apps|software|browser|devices|device|phone|phones|smartphone|smartphones|router|routers|plugin|plug-in|server|
console|consoles|library|framework|version|versions|operating|firmware|users|extension|kernel|sdk|malware|ransomware|
trojan|
botnet|worm|virus|backdoor
]],
  products = words [[
Windows|Windows Server|Microsoft Office|Microsoft Word|Microsoft Windows|Microsoft Edge|Internet Explorer|
Microsoft Excel|
Exchange Server|Android|iOS|iPhone|iPad|macOS|Mac OS X|OS X|Linux|Ubuntu|Chrome|Google Chrome|Firefox|Safari|
Flash Player|
Adobe Flash|Adobe Reader|Adobe Acrobat|Acrobat|Java|WordPress|Drupal|Joomla|Magento|Apache Struts|OpenSSL|Gmail|
Outlook|Office 365|Tor|Bluetooth|Wi-Fi|PlayStation|PlayStation 4|Xbox|Xbox Live|Kindle|Alexa|Excel|PowerPoint|
WhatsApp|
Telegram|Signal|iCloud|iTunes|Skype|Bitcoin|Ethereum|Monero|PowerShell|WannaCry|NotPetya|Petya|Mirai|Emotet|TrickBot|
Ryuk|
Locky|Bad Rabbit|Heartbleed|Stuxnet|EternalBlue|Meltdown|Spectre|Cobalt Strike|Mimikatz|Dridex|Zeus|SamSam
]],
  organizations = words [[
Sony|Google|Microsoft|Apple|Facebook|Twitter|Amazon|Yahoo|IBM|Intel|Cisco|Oracle|Adobe|Uber|Equifax|Target|Home Depot|
Marriott|LinkedIn|Netflix|HBO|Tesla|Samsung|Huawei|Nintendo|Dropbox|eBay|PayPal|Snapchat|Instagram|Reddit|MySpace|
Tumblr|Adobe Systems|Verizon|AT&T|T-Mobile|Vodafone|TalkTalk|Equinix|Anthem|Experian|Visa|Mastercard|Boeing|Airbus|
Toyota|
Honda|Nissan|Maersk|Merck|FedEx|UPS|DHL|Walmart|Disney|Warner Bros|Paramount|Lenovo|Dell|HP|Nvidia|AMD|Qualcomm|
Siemens|
FBI|CIA|NSA|GCHQ|NCA|Europol|Interpol|NATO|UN|EU|DHS|DOJ|SEC|FTC|FCC|IRS|CISA|NCSC|US-CERT|WHO|MI5|MI6|KGB|FSB|GRU|
NHS|HSBC|
Pentagon|White House|Kremlin|Congress|Senate|Democratic National Committee|DNC|GitHub|Mozilla|Red Hat|VMware|SAP|
Citrix|
Kaspersky|Kaspersky Lab|Symantec|McAfee|FireEye|Mandiant|CrowdStrike|Trend Micro|Check Point|Palo Alto Networks|
Sophos|
ESET|Malwarebytes|Proofpoint|Zscaler|F-Secure|Bitdefender|Avast|AVG|Fortinet|Akamai|Cloudflare|Rapid7|Tenable|Qualys|
Imperva|Recorded Future|Secureworks|Dragos|Cybereason|SentinelOne|Group-IB|Dr.Web|Cisco Talos|Talos|Project Zero|
Norton|
Barracuda|Trustwave|Armis|Radware|Imperva|Digital Shadows|Flashpoint|Intel 471|QuoIntelligence|Unit 42|Webroot|Cylance
]],
  outlets = words [[
Reuters|Associated Press|AP|AFP|Agence France-Presse|Bloomberg|BBC|CNN|Fox News|NBC|NBC News|CBS|CBS News|ABC News|
The New York Times|New York Times|The Washington Post|Washington Post|The Wall Street Journal|Wall Street Journal|
The Guardian|The Telegraph|Daily Telegraph|The Times|Financial Times|The Independent|Daily Mail|USA Today|
Los Angeles Times|
Forbes|Fortune|Wired|Ars Technica|The Register|The Verge|Re/code|Recode|Engadget|TechCrunch|ZDNet|CNET|Gizmodo|
Mashable|
Motherboard|Vice|BuzzFeed|BuzzFeed News|Politico|The Hill|The Intercept|BleepingComputer|Bleeping Computer|
Krebs on Security|KrebsOnSecurity|Dark Reading|Threatpost|SecurityWeek|The Hacker News|CyberScoop|SC Magazine|
SC Media|
Infosecurity Magazine|Computer Weekly|Computerworld|PCWorld|PC Magazine|PCMag|TorrentFreak|Torrentfreak|Variety|
The Hollywood Reporter|Deadline|Kotaku|IGN|Polygon|Der Spiegel|Le Monde|El Pais|Haaretz|Al Jazeera|Xinhua|TASS|
Interfax|RIA Novosti|Kyodo News|Yonhap|Press Trust of India|Times of India|South China Morning Post|NPR|CNBC|MSNBC|
Business Insider|Quartz|Vox|Slate|Salon|HuffPost|Huffington Post|Newsweek|Time|The Economist|The Atlantic|TMZ|
The Daily Beast|
The Record|Sky News|ITV|Channel 4|RT|Nikkei|The Sun|Daily Mirror|Help Net Security|Softpedia|Neowin|Lawfare|WikiLeaks
]],
}
