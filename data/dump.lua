-- What the columns of leaked tables hold. Each class: its name in the data classes of Have I Been Pwned
-- (https://haveibeenpwned.com), its variety in VERIS (attribute.confidentiality.data.variety,
-- https://verisframework.org), whether its values are personal and therefore masked, whether several columns of it are
-- joined, and the names that columns have, in lower case without marks and without anything but letters and digits. The
-- column names were compiled by the authors; MIT licence, as the rest.
return {
  { class = "site", hibp = "Website activity", -- whose account it is: in logs of stealers alone, as no column's name
    columns = {} },
  { class = "email", hibp = "Email addresses", veris = "Personal", personal = true,
    columns = {
      "email", "mail", "emailaddress", "useremail", "emailid", "eaddress", "contactemail", "memail", "primaryemail",
      "customeremail", "emailaddr",
      "mailadresse", "emailadresse", "adressemail", "adresseemail", "courriel", "correo", "correoelectronico",
      "correoe", "indirizzoemail", "enderecoemail", "emailadres", "epost", "epostadresse", "pochta",
    } },
  { class = "user", hibp = "Usernames", veris = "Personal", personal = true,
    columns = {
      "user", "username", "login", "userlogin", "nick", "nickname", "screenname", "account", "accountname",
      "handle", "uname", "loginname", "membername", "displayname",
      "benutzer", "benutzername", "nutzername", "anmeldename", "utilisateur", "nomutilisateur", "identifiant",
      "pseudo", "usuario", "nombreusuario", "nomeusuario", "utente", "nomeutente", "gebruiker", "gebruikersnaam",
      "loguin",
    } },
  { class = "secret", hibp = "Passwords", veris = "Credentials", personal = true,
    columns = {
      "password", "pass", "passwd", "pwd", "passwordhash", "hash", "userpass", "userpassword", "hashedpassword",
      "encryptedpassword", "passhash", "passwordmd5", "memberspasshash", "passwordencrypted", "pw", "secret",
      "passwort", "kennwort", "passworthash", "motdepasse", "mdp", "contrasena", "contrasenya", "clave", "senha",
      "palavrapasse", "wachtwoord", "parol", "haslo", "losenord", "passord", "heslo",
    } },
  { class = "salt", veris = "Credentials", personal = true,
    columns = {
      "salt", "passwordsalt", "passsalt", "memberspasssalt", "hashsalt",
    } },
  { class = "hint", hibp = "Password hints", veris = "Credentials", personal = true,
    columns = {
      "hint", "passwordhint", "passhint",
    } },
  { class = "security-answer", hibp = "Security questions and answers", veris = "Credentials", personal = true,
    joined = true, columns = {
      "securityquestion", "securityanswer", "secretquestion", "secretanswer",
    } },
  { class = "token", hibp = "Auth tokens", veris = "Session key", personal = true,
    columns = {
      "token", "accesstoken", "authtoken", "refreshtoken", "sessionid", "sessiontoken", "session", "remembertoken",
      "apikey", "apitoken", "oauthtoken", "cookie", "cookies",
    } },
  { class = "pin", hibp = "PINs", veris = "Credentials", personal = true,
    columns = {
      "pin", "pincode", "passcode",
    } },
  { class = "name", hibp = "Names", veris = "Personal", personal = true, joined = true,
    columns = {
      "name", "fullname", "firstname", "lastname", "surname", "givenname", "familyname", "middlename", "realname",
      "fname", "lname", "vorname", "nachname", "nom", "prenom", "customername",
      "nombre", "apellido", "apellidos", "nome", "cognome", "sobrenome", "voornaam", "achternaam", "naam",
      "anzeigename", "imie", "nazwisko", "familienname", "nomfamille", "nomcomplet", "nombrecompleto",
      "nomecompleto", "imya", "familiya",
    } },
  { class = "address", hibp = "Physical addresses", veris = "Personal", personal = true, joined = true,
    columns = {
      "address", "address1", "address2", "street", "streetaddress", "city", "town", "zip", "zipcode", "postcode",
      "postalcode", "state", "province", "region", "country", "strasse", "strase", "ort", "plz", "addressline1",
      "addressline2",
      "adresse", "rue", "ville", "codepostal", "pays", "direccion", "calle", "ciudad", "codigopostal", "pais",
      "indirizzo", "citta", "paese", "endereco", "rua", "cidade", "cep", "straat", "woonplaats",
      "stadt", "hausnummer", "postleitzahl", "anschrift", "bundesland",
    } },
  { class = "phone", hibp = "Phone numbers", veris = "Personal", personal = true,
    columns = {
      "phone", "phonenumber", "mobile", "mobilephone", "cell", "cellphone", "telephone", "tel", "msisdn", "phone1",
      "homephone", "workphone", "telefon", "handy",
      "telefonnummer", "mobil", "mobilnummer", "handynummer", "telephoneportable", "telefono", "movil",
      "celular", "cellulare", "telefone", "telefoonnummer", "telefoon", "gsm", "rufnummer", "numerodetelephone",
    } },
  { class = "birth-date", hibp = "Dates of birth", veris = "Personal", personal = true,
    columns = {
      "dob", "birthdate", "dateofbirth", "birthday", "birth", "geburtsdatum", "yearofbirth", "birthyear",
      "geburtstag", "gebdat", "datedenaissance", "naissance", "fechadenacimiento", "fechanacimiento", "nacimiento",
      "datadinascita", "datanascita", "datadenascimento", "datanascimento", "nascimento", "geboortedatum",
    } },
  { class = "national-id", hibp = "Government issued IDs", veris = "Personal", personal = true,
    columns = {
      "ssn", "socialsecuritynumber", "nationalid", "nino", "passport", "passportnumber", "taxid", "idnumber",
      "driverslicense", "drivinglicence", "identitynumber",
      "ausweisnummer", "personalausweis", "steuernummer", "steuerid", "sozialversicherungsnummer", "passnummer",
      "reisepassnummer", "numerosecu", "nir", "dni", "curp", "cpf", "cnpj", "codicefiscale", "bsn",
      "pesel", "personnummer", "passportno",
    } },
  { class = "card", hibp = "Credit cards", veris = "Payment", personal = true,
    columns = {
      "card", "cardnumber", "creditcard", "creditcardnumber", "ccnumber", "ccnum", "pan",
      "kreditkarte", "kreditkartennummer", "kartennummer", "cartebancaire", "numerocarte", "tarjeta",
      "numerotarjeta", "cartao",
    } },
  { class = "card-code", hibp = "Credit card CVV", veris = "Payment", personal = true,
    columns = {
      "cvv", "cvv2", "cvc", "cvc2",
    } },
  { class = "iban", hibp = "Bank account numbers", veris = "Bank", personal = true,
    columns = {
      "iban", "bankaccount", "accountnumber", "bankaccountnumber",
      "kontonummer", "bankverbindung", "numerodecompte",
    } },
  { class = "gender", hibp = "Genders", veris = "Personal", personal = true,
    columns = {
      "gender", "sex",
      "geschlecht", "anrede", "sexe", "genero", "sesso", "geslacht", "sexo",
    } },
  { class = "nationality", hibp = "Nationalities", veris = "Personal", personal = true,
    columns = {
      "nationality", "citizenship",
      "staatsangehoerigkeit", "nationalite", "nacionalidad",
    } },
  { class = "belief", hibp = "Religions", veris = "Sensitive Personal", personal = true,
    columns = {
      "religion",
    } },
  { class = "origin", hibp = "Ethnicities", veris = "Sensitive Personal", personal = true,
    columns = {
      "ethnicity", "race", "caste",
    } },
  { class = "health", hibp = "Personal health data", veris = "Medical", personal = true,
    columns = {
      "diagnosis", "bloodtype", "bloodgroup", "medicalhistory", "allergies",
    } },
  { class = "employer", hibp = "Employers", veris = "Personal", personal = true,
    columns = {
      "company", "companyname", "employer", "organization", "organisation", "firma",
      "unternehmen", "arbeitgeber", "entreprise", "societe", "empresa", "azienda", "bedrijf",
    } },
  { class = "job", hibp = "Job titles", veris = "Personal", personal = true,
    columns = {
      "jobtitle", "occupation", "profession",
    } },
  { class = "location", hibp = "Geographic locations", veris = "Personal", personal = true, joined = true,
    columns = {
      "latitude", "longitude", "location", "geolocation",
    } },
  { class = "device", hibp = "Device information", veris = "Personal", personal = true,
    columns = {
      "imei", "imsi", "deviceid", "devicename", "hwid", "macaddress", "udid",
    } },
  { class = "user-agent", hibp = "Browser user agent details", veris = "Personal", personal = true,
    columns = {
      "useragent", "browser",
    } },
  { class = "ip", hibp = "IP addresses", veris = "Personal", personal = true,
    columns = {
      "ip", "ipaddress", "ipaddr", "lastip", "regip", "registrationip", "loginip", "userip", "lastloginip",
    } },
  { class = "date",
    columns = {
      "date", "created", "createdat", "registered", "regdate", "joindate", "joined", "lastlogin", "lastvisit",
      "updated", "updatedat", "registrationdate", "createddate", "timestamp", "signupdate", "userregistered",
      "datecreated", "lastactivity",
      "datum", "angelegt", "erstellt", "registriert", "letzteranmeldung", "datecreation", "fecha", "fecharegistro",
    } },
  { class = "url", hibp = "Website activity", veris = "Personal",
    columns = {
      "url", "host", "website", "site", "domain", "homepage", "link",
    } },
  { class = "id",
    columns = {
      "id", "uid", "userid", "memberid", "customerid", "accountid", "recordid", "uuid", "guid",
    } },
}
