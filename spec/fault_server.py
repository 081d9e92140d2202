"""A web server that does what servers should not, for the specs: each path is a fault. Standard library only.

usage: fault_server.py DIRECTORY
Listens on loopback (or on FAULT_HOST), writes DIRECTORY/ports (one "name port" a line) when it is ready, and runs until
it is killed. With DIRECTORY/good.pem, expired.pem, other.pem, rogue.pem (certificate and key) it serves TLS with each.
"""
import gzip
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import zlib

HOST = os.environ.get("FAULT_HOST", "127.0.0.1")
BODY = b"".join(b"line %05d of a body that is long enough to be cut\n" % i for i in range(4000))
BOMBS = {"gzip": gzip.compress(bytes(1 << 24), 6), "deflate": zlib.compress(bytes(1 << 24), 6)}
seen = {}
lock = threading.Lock()


def head(status, *lines):
    return ("HTTP/1.1 %s\r\n" % status + "".join(line + "\r\n" for line in lines) + "\r\n").encode("latin-1")


def plain(sock, body, status="200 OK", *lines):
    sock.sendall(head(status, "Content-Length: %d" % len(body), "Content-Type: text/plain", *lines) + body)


def drip(sock, pieces, pause):
    for piece in pieces:
        sock.sendall(piece)
        time.sleep(pause)


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def endless(sock, piece, *lines):
    sock.sendall(head("200 OK", *lines))
    while True:
        sock.sendall(piece)


def bomb(sock, name):
    plain(sock, BOMBS[name], "200 OK", "Content-Encoding: " + name)


def ranged(sock, request, name, count):
    """A body that breaks off halfway the first time; later tries may ask for the rest."""
    lines = ["Accept-Ranges: bytes", "Last-Modified: Mon, 24 Nov 2014 10:00:00 GMT"]
    etag = '"two"' if "changed" in name and count > 1 else '"one"'
    if "dateonly" not in name:
        lines.append("ETag: " + etag)
    asked, condition = request.get("range"), request.get("if-range")
    good = condition in (etag, "Mon, 24 Nov 2014 10:00:00 GMT") if "dateonly" in name else condition == etag
    if asked and good:
        first = int(asked.split("=")[1].rstrip("-"))
        if "liar" in name:
            first += 1
        rest = BODY[first:]
        sock.sendall(head("206 Partial Content", "Content-Length: %d" % len(rest),
                          "Content-Range: bytes %d-%d/%d" % (first, len(BODY) - 1, len(BODY)), *lines) + rest)
    elif count == 1:
        sock.sendall(head("200 OK", "Content-Length: %d" % len(BODY), *lines) + BODY[:len(BODY) // 2])
        time.sleep(20 if "stall" in name else 0)
    else:
        plain(sock, BODY, "200 OK", *lines)


def mixed(sock, request, name, count):
    """A body that is another one by the second try, which breaks off sooner than the first did."""
    body, etag = (BODY, '"old"') if count == 1 else (BODY.upper(), '"new"')
    asked = request.get("range")
    if asked and (request.get("if-range") == etag or "careless" in name):
        first = int(asked.split("=")[1].rstrip("-"))
        stop = first + 500 if "piece" in name else len(body)
        sock.sendall(head("206 Partial Content", "Content-Length: %d" % (stop - first), "ETag: " + etag,
                          "Content-Range: bytes %d-%d/%d" % (first, stop - 1, len(body))) + body[first:stop])
    else:
        sent = (len(body) // 2, 1000)[count - 1] if count < 3 else len(body)
        sock.sendall(head("200 OK", "Content-Length: %d" % len(body), "ETag: " + etag) + body[:sent])


def later(sock, name, count):
    """Busy the first time, or for good with "always"; what to wait is in the name: /503-in-1."""
    status, _, wait = name.split("/")[1].partition("-in-")
    if count > 1 and "always" not in name:
        return plain(sock, b"now")
    lines = ["Retry-After: " + (time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2))
             if wait.startswith("date") else wait.split("?")[0])] if wait else []
    return plain(sock, b"later", status[:3] + " Later", *lines)


def answer(sock, name, request, count):
    path = name.split("?")[0]
    if path == "/ok":
        plain(sock, b"fine\n")
    elif path == "/seen":
        with lock:
            plain(sock, json.dumps(seen.get(name.split("?", 1)[1], {})).encode())
    elif path == "/slow-head":
        drip(sock, [b"HTTP/1.1 200 OK\r\n"] + [b"X-%d: y\r\n" % i for i in range(400)], 0.05)
    elif path == "/no-head":
        time.sleep(20)
    elif path == "/slow-body":
        sock.sendall(head("200 OK", "Content-Length: 1000"))
        drip(sock, [b"x"] * 1000, 0.05)
    elif path == "/stall":
        sock.sendall(head("200 OK", "Content-Length: 1000") + b"some")
        time.sleep(20)
    elif path == "/reset":
        sock.sendall(head("200 OK", "Content-Length: 1000") + b"some")
        time.sleep(0.05)
        reset(sock)
    elif path == "/reset-at-once":
        reset(sock)
    elif path == "/empty":
        pass
    elif path == "/long-length":
        sock.sendall(head("200 OK", "Content-Length: 1000") + b"short")
    elif path == "/short-length":
        sock.sendall(head("200 OK", "Content-Length: 4") + b"fine and more than fine")
    elif path == "/bad-length":
        sock.sendall(head("200 OK", "Content-Length: many") + b"fine")
    elif path == "/chunk":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"4\r\nfine\r\nzz\r\nbad\r\n")
    elif path == "/chunk-cut":
        sock.sendall(head("200 OK", "Transfer-Encoding: chunked") + b"4\r\nfine\r\n9\r\nba")
    elif path == "/endless":
        endless(sock, b"x" * 65536)
    elif path == "/endless-chunks":
        endless(sock, b"10000\r\n" + b"x" * 65536 + b"\r\n", "Transfer-Encoding: chunked")
    elif path == "/endless-head":
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            sock.sendall(b"X-Header: " + b"y" * 1000 + b"\r\n")
    elif path == "/bomb":
        bomb(sock, "gzip")
    elif path == "/bomb-deflate":
        bomb(sock, "deflate")
    elif path == "/gzip":
        plain(sock, gzip.compress(BODY), "200 OK", "Content-Encoding: gzip")
    elif path == "/gzip-two":
        plain(sock, gzip.compress(BODY[:1000]) + gzip.compress(BODY[1000:]), "200 OK", "Content-Encoding: x-gzip")
    elif path == "/deflate":
        plain(sock, zlib.compress(BODY), "200 OK", "Content-Encoding: deflate")
    elif path == "/deflate-bare":
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        plain(sock, packer.compress(BODY) + packer.flush(), "200 OK", "Content-Encoding: deflate")
    elif path == "/gzip-apart":  # the second member some time after the end of the first
        first, second = gzip.compress(BODY[:1000]), gzip.compress(BODY[1000:])
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                     % len(first + second) + first)
        time.sleep(0.3)
        sock.sendall(second)
    elif path == "/gzip-cut":
        plain(sock, gzip.compress(BODY)[:-20], "200 OK", "Content-Encoding: gzip")
    elif path == "/gzip-not":
        plain(sock, b"this is no gzip", "200 OK", "Content-Encoding: gzip")
    elif path == "/brotli":
        plain(sock, b"?", "200 OK", "Content-Encoding: br")
    elif path == "/gzip-empty":
        plain(sock, b"", "200 OK", "Content-Encoding: gzip")
    elif path == "/loop":
        plain(sock, b"", "302 Found", "Location: /loop")
    elif path == "/to":
        plain(sock, b"elsewhere", "302 Found", "Location: " + name.split("?", 1)[1])
    elif path.startswith(("/429", "/503", "/500")):
        later(sock, name, count)
    elif path == "/304":
        sock.sendall(head("304 Not Modified"))
    elif path == "/etag":
        if request.get("if-none-match") == '"e"' or request.get("if-modified-since"):
            sock.sendall(head("304 Not Modified", 'ETag: "e"'))
        else:
            plain(sock, b"tagged", "200 OK", 'ETag: "e"', "Last-Modified: Mon, 24 Nov 2014 10:00:00 GMT")
    elif path == "/headers":
        sock.sendall(b"HTTP/1.1 200 OK\r\nthis is no header\r\n\0\0\r\nContent-Length: 4\r\n\r\nfine")
    elif path == "/status":
        sock.sendall(b"HTTP/1.1 okay\r\nContent-Length: 4\r\n\r\nfine")
    elif path == "/http09":
        sock.sendall(b"<p>no head at all</p>")
    elif path == "/hints":
        sock.sendall(head("103 Early Hints", "X-Hint: 1"))
        plain(sock, b"after hints")
    elif path == "/cookie":
        plain(sock, request.get("cookie", "none").encode(), "200 OK", "Set-Cookie: a=b; Path=/")
    elif path.startswith("/ranged"):
        ranged(sock, request, name, count)
    elif path.startswith("/mixed"):
        mixed(sock, request, name, count)
    elif path == "/packed":
        plain(sock, gzip.compress(BODY, mtime=0), "200 OK", "Content-Encoding: gzip")
    elif path == "/packed.gz":
        plain(sock, gzip.compress(BODY, mtime=0))
    elif path == "/bare-lines":
        sock.sendall(b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nF\r\n5\r\nhello\r\n0\r\n\r\n\r\n0\r\n\r\n")
    elif path == "/robots.txt":
        plain(sock, b"User-agent: *\nDisallow: /private\n")
    else:
        plain(sock, b"nothing here", "404 Not Found")


def serve(sock):
    try:
        with sock:
            sock.settimeout(20)
            data = b""
            while b"\r\n\r\n" not in data:
                got = sock.recv(65536)
                if not got:
                    return
                data += got
            lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            name = lines[0].split(" ")[1]
            request = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
            with lock:
                known = seen.setdefault(name, {"count": 0})
                known["count"] += 1
                known["headers"] = request
                count = known["count"]
            answer(sock, name, request, count)
    except (OSError, ssl.SSLError):
        pass


def listen(context):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((HOST, 0))
    server.listen(64)

    def accept():
        while True:
            sock, _ = server.accept()
            threading.Thread(target=handshake, args=(sock, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


def handshake(sock, context):
    try:
        serve(context.wrap_socket(sock, server_side=True) if context else sock)
    except (OSError, ssl.SSLError):
        sock.close()


def main():
    where = sys.argv[1]
    ports = [("plain", listen(None))]
    for name in ("good", "expired", "other", "rogue"):
        path = os.path.join(where, name + ".pem")
        if os.path.exists(path):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(path)
            ports.append((name, listen(context)))
    silent = socket.socket()  # a queue that is full: nobody answers a call
    silent.bind((HOST, 0))
    silent.listen(0)
    held = []
    for _ in range(4):
        s = socket.socket()
        s.setblocking(False)
        s.connect_ex(silent.getsockname())
        held.append(s)
    ports.append(("silent", silent.getsockname()[1]))
    temporary = os.path.join(where, "ports.tmp")
    with open(temporary, "w") as f:
        f.write("".join("%s %d\n" % p for p in ports))
    os.rename(temporary, os.path.join(where, "ports"))
    while True:
        time.sleep(3600)


main()
