-- The fault server of the specs, started and stopped by process id, with certificates of a CA made for the run.
local faults = {}

local function quiet(command) return (os.execute(command .. " >/dev/null 2>&1")) end

-- good: for localhost; expired: ran out in 2001; other: for another host; rogue: of no CA that is trusted
local CERTIFICATES = [[
( set -e; cd '%s'
cat >ca.conf <<'X'
[ca]
default_ca = own
[own]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
X
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1'
: >index; echo 01 >serial
openssl req -x509 $new -nodes -days 2 -subj '/CN=Test CA' -keyout ca.key -out ca.pem
openssl req $new -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out good.csr
openssl req -new -key key -subj /CN=other.example -addext subjectAltName=DNS:other.example -out other.csr
sign() { openssl ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -in $1.csr -out $2.crt $3 $4 $5 $6; }
sign good good -days 2; sign good expired -startdate 20000101000000Z -enddate 20010101000000Z; sign other other -days 2
openssl req -x509 -key key -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -out rogue.crt
for n in good expired other rogue; do cat $n.crt key >$n.pem; done )]]

--- Start it: `{root, pid, ports{plain, good, expired, other, rogue, silent}}`, or nil and why not.
function faults.start(tls)
  local server = { root = os.tmpname(), ports = {} }
  os.remove(server.root)
  assert(os.execute("mkdir -p " .. server.root))
  if tls and not quiet(CERTIFICATES:format(server.root)) then
    faults.stop(server)
    return nil, "skipped: no openssl command to make certificates with"
  end
  local pipe = assert(io.popen(("python3 spec/fault_server.py %s >/dev/null 2>&1 & echo $!"):format(server.root)))
  server.pid = pipe:read "n"
  pipe:close()
  for _ = 1, 200 do
    local f = io.open(server.root .. "/ports")
    if f then
      for name, port in f:read "a":gmatch "(%a+) (%d+)" do server.ports[name] = math.tointeger(tonumber(port)) end
      f:close()
      server.base = ("http://127.0.0.1:%d"):format(server.ports.plain)
      return server
    end
    os.execute "sleep 0.02"
  end
  faults.stop(server)
  return nil, "skipped: no python3 to run the fault server with"
end

function faults.stop(server)
  if server.pid then os.execute("kill " .. server.pid .. " 2>/dev/null") end
  os.execute("rm -rf '" .. server.root .. "'")
end

return faults
