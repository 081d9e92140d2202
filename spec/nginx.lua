-- A real nginx on loopback for the specs: started with a configuration, stopped by process id.
local digest = require "breachkit.core".digest

local nginx = {}

local HEAD = [[
daemon on; pid ROOT/pid; error_log ROOT/error.log; worker_processes 1; USER
events { worker_connections 32; }
http {
  access_log off; client_body_temp_path ROOT/t; proxy_temp_path ROOT/t; fastcgi_temp_path ROOT/t;
  uwsgi_temp_path ROOT/t; scgi_temp_path ROOT/t;
]]

local function installed()
  for _, path in ipairs { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" } do
    local f = io.open(path, "rb")
    if f then
      f:close()
      return path
    end
  end
end

local function quiet(command) return (os.execute(command .. " >/dev/null 2>&1")) end

local function write(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
end

-- `servers`: the server blocks, where ROOT, PORT and TLSPORT are put in; `files`: name -> bytes, served from ROOT/www;
-- with `tls` ROOT/cert.pem and ROOT/key.pem are made for localhost. Returns {root, pid, port}, or nil and why not.
function nginx.start(servers, files, tls)
  local binary = installed()
  if not binary then return nil, "skipped: nginx is not installed" end
  local server = { root = os.tmpname() }
  os.remove(server.root)
  assert(os.execute(("mkdir -p %s/www %s/t"):format(server.root, server.root)))
  for name, bytes in pairs(files) do write(server.root .. "/www/" .. name, bytes) end
  if tls and not quiet(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
    .. "subjectAltName=DNS:localhost -keyout %s/key.pem -out %s/cert.pem"):format(server.root, server.root)) then
    nginx.stop(server)
    return nil, "skipped: no openssl command to make a certificate with"
  end
  local id = io.popen "id -u"
  local user = id:read "n" == 0 and "user root;" or ""
  id:close()
  for attempt = 1, 20 do
    -- a name from tmpname is as good as a random port
    server.port = 20000 + (tonumber(digest.hex("md5", server.root .. attempt):sub(1, 4), 16) % 20000)
    write(server.root .. "/conf", ((HEAD .. servers .. "}\n"):gsub("%u+", { ROOT = server.root, PORT = server.port,
      TLSPORT = server.port + 1, USER = user })))
    if quiet(("%s -c %s/conf -p %s"):format(binary, server.root, server.root)) then
      for _ = 1, 100 do
        local f = io.open(server.root .. "/pid")
        server.pid = f and f:read "n"
        if f then f:close() end
        if server.pid then return server end
        os.execute "sleep 0.02"
      end
    end
  end
  nginx.stop(server)
  return nil, "skipped: nginx does not start here"
end

function nginx.stop(server)
  if server.pid then os.execute("kill " .. server.pid) end
  os.execute("rm -rf '" .. server.root .. "'")
end

return nginx
