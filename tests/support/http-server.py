#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server on a free loopback port that does wrong, by what the path says, for tests of who asks.

Prints its port in one line, then serves until its standard input ends. With --tls CERTIFICATE KEY it speaks TLS. With
--dump DIRECTORY it writes each request that came whole: N.json with method, path, headers (a list of pairs) and body.
"""

import argparse
import gzip
import json
import os
import socket
import ssl
import sys
import threading
import time
import urllib.parse
import warnings

CRLF = b"\r\n"
SECONDS = 30  # no answer lasts longer, so that no thread does


def head(status, *lines):
    return CRLF.join([b"HTTP/1.1 " + status, *lines, b"", b""])


def drip(connection, parts, pause):
    end = time.monotonic() + SECONDS
    for part in parts:
        if time.monotonic() > end:
            return
        connection.sendall(part)
        time.sleep(pause)


def for_ever(part):
    while True:
        yield part


def bomb():
    return gzip.compress(bytes(64 * 1024 * 1024))


def plain(connection, body, *lines):
    connection.sendall(head(b"200 OK", b"Content-Length: %d" % len(body), *lines) + body)


def chunked(connection, parts):
    connection.sendall(head(b"200 OK", b"Transfer-Encoding: chunked"))
    drip(connection, (b"%x\r\n%s\r\n" % (len(part), part) for part in parts), 0)


# What it does where the path begins so; with what follows there, where it stands.
ACTS = {
    "/ok": lambda c: plain(c, b"well"),
    "/told": lambda c: plain(c, b"{}", b"Retry-After: 120", b'ETag: "abc"', b"content-type: application/json; charset=utf-8"),
    "/strange": lambda c: plain(c, b"x", b"Retry-After: 1\x1b[2J", b"ETag: " + b"e" * 300, b"Content-Type:"),
    "/twice": lambda c: plain(c, b"x", b"ETag: one", b"ETag: two"),
    "/interim": lambda c: c.sendall(head(b"103 Early Hints", b"ETag: early") + head(b"204 No Content")),
    "/zero": lambda c: plain(c, b"a\0b"),
    "/redirect": lambda c: c.sendall(head(b"302 Found", b"Location: /secret", b"Content-Length: 0")),
    "/permanent": lambda c: c.sendall(head(b"308 Permanent Redirect", b"Location: http://169.254.169.254/latest", b"Content-Length: 0")),
    "/file": lambda c: c.sendall(head(b"301 Moved", b"Location: file:///etc/passwd", b"Content-Length: 0")),
    "/refresh": lambda c: plain(c, b"", b"Refresh: 0; url=/secret"),
    "/alternative": lambda c: plain(c, b"", b'Alt-Svc: h2="evil.example:443"; ma=9999'),
    "/cookie": lambda c: plain(c, b"", b"Set-Cookie: session=evil; Path=/"),
    "/login": lambda c: c.sendall(head(b"401 Unauthorized", b'WWW-Authenticate: Basic realm="x"', b"Content-Length: 0")),
    "/gone": lambda c: c.sendall(head(b"410 Gone", b"Content-Length: 0")),
    "/busy": lambda c: c.sendall(head(b"429 Too Many Requests", b"Retry-After: 7", b"Content-Length: 0")),
    "/wait": lambda c, word: plain(c, b"", b"Retry-After: " + word, b"Date: Sun, 06 Nov 1994 08:49:37 GMT"),
    "/undated": lambda c, word: plain(c, b"", b"Retry-After: " + word),
    "/hang": lambda c: time.sleep(SECONDS),
    "/slow-head": lambda c: drip(c, [head(b"200 OK", b"Content-Length: 9")[i:i + 1] for i in range(20)], 1),
    "/slow-body": lambda c: (c.sendall(head(b"200 OK", b"Content-Length: 900")), drip(c, for_ever(b"x"), 0.5)),
    "/huge": lambda c: (c.sendall(head(b"200 OK")), drip(c, for_ever(b"x" * 65536), 0)),
    "/declared": lambda c: (c.sendall(head(b"200 OK", b"Content-Length: 99999999999")), drip(c, for_ever(b"x" * 65536), 0)),
    "/chunks": lambda c: chunked(c, for_ever(b"x" * 4096)),
    "/chunk-size": lambda c: c.sendall(head(b"200 OK", b"Transfer-Encoding: chunked") + b"fffffffffffffffffffff\r\nx"),
    "/headers": lambda c: (c.sendall(b"HTTP/1.1 200 OK\r\n"), drip(c, for_ever(b"X-More: " + b"y" * 500 + CRLF), 0)),
    "/header": lambda c: (c.sendall(b"HTTP/1.1 200 OK\r\nX-Long: "), drip(c, for_ever(b"y" * 65536), 0)),
    "/interims": lambda c: drip(c, for_ever(head(b"102 Processing")), 0),
    "/trailers": lambda c: (c.sendall(head(b"200 OK", b"Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n"),
                            drip(c, for_ever(b"X-More: " + b"y" * 500 + CRLF), 0)),
    "/compressed": lambda c: plain(c, bomb(), b"Content-Encoding: gzip"),
    "/transfer": lambda c: c.sendall(head(b"200 OK", b"Transfer-Encoding: gzip") + bomb()),
    "/garbage": lambda c: c.sendall(os.urandom(64).replace(b"HTTP", b"") + CRLF * 2),
    "/nine": lambda c: c.sendall(b"<html>as it was in 1991</html>"),
    "/status": lambda c: c.sendall(b"HTTP/1.1 999999 What\r\n\r\n"),
    "/version": lambda c: c.sendall(b"HTTP/7.3 200 OK\r\nContent-Length: 0\r\n\r\n"),
    "/lengths": lambda c: c.sendall(head(b"200 OK", b"Content-Length: -5") + b"x"),
    "/nothing": lambda c: None,
    "/partial": lambda c: c.sendall(head(b"200 OK", b"Content-Length: 100") + b"part"),
    "/halved": lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "/upgrade": lambda c: c.sendall(head(b"101 Switching Protocols", b"Upgrade: h2c") + b"\0\0\0"),
}


class Server:
    def __init__(self, options):
        self.options = options
        self.count = 0
        self.lock = threading.Lock()
        self.context = None
        if options.tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*options.tls)
            if options.old:
                warnings.simplefilter("ignore", DeprecationWarning)
                self.context.set_ciphers("ALL:@SECLEVEL=0")
                self.context.minimum_version = ssl.TLSVersion.TLSv1
                self.context.maximum_version = ssl.TLSVersion.TLSv1_1

    def keep(self, request):
        with self.lock:
            self.count += 1
            if self.options.dump:
                path = os.path.join(self.options.dump, "%d.json" % self.count)
                with open(path + ".part", "w", encoding="utf-8") as file:
                    json.dump(request, file)
                os.rename(path + ".part", path)

    def read(self, stream):
        first = stream.readline(65536).decode("latin-1").split(" ")
        if len(first) != 3:
            return None
        headers = []
        while True:
            line = stream.readline(65536).decode("latin-1").rstrip("\r\n")
            if not line:
                break
            name, _, value = line.partition(":")
            headers.append([name, value.strip()])
        length = int(dict((n.lower(), v) for n, v in headers).get("content-length", "0"))
        body = stream.read(length).decode("latin-1")
        return {"method": first[0], "path": first[1], "headers": headers, "body": body}

    def serve(self, connection):
        try:
            connection.settimeout(SECONDS)
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                request = self.read(stream)
                if request is None:
                    return
                self.keep(request)
                path = request["path"].split("?")[0].split("/")
                act = ACTS.get("/" + path[1], ACTS["/ok"])
                act(connection, *map(urllib.parse.unquote_to_bytes, path[2:3] if path[1] in ("wait", "undated") else ()))
        except OSError:
            pass  # who asks goes away from much of this
        finally:
            connection.close()

    def run(self):
        listener = socket.create_server((self.options.listen, 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dump")
    parser.add_argument("--listen", default="127.0.0.1")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    parser.add_argument("--old", action="store_true", help="nothing newer than TLS 1.1")
    threading.Thread(target=Server(parser.parse_args()).run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
