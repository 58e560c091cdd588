# SPDX-License-Identifier: GPL-3.0-or-later
"""A receiver of webhooks, written from the text of Standard Webhooks 1.0 and nothing of Lockbox: HTTPS, signatures, tolerance of
time, idempotency. What it answers is for the case to say."""
import base64
import hashlib
import hmac
import http.server
import os
import socket
import ssl
import subprocess
import threading
import time

TOLERANCE = 300  # seconds


class Authority:
    """A certificate authority of its own, and certificates for hosts."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)
        self.path = os.path.join(folder, "ca.pem")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                     "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem")

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def certificate(self, host):
        """Paths of certificate and key."""
        with open(os.path.join(self.folder, f"{host}.ext"), "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={host}",
                     "-keyout", f"{host}.key", "-out", f"{host}.csr")
        self.openssl("x509", "-req", "-in", f"{host}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                     "-extfile", f"{host}.ext", "-out", f"{host}.pem")
        return [os.path.join(self.folder, f"{host}.{kind}") for kind in ("pem", "key")]


def verify(secret, headers, body, now=None):
    """Why the message is not to be believed, by the section "Verifying signatures"; None where it is."""
    identifier, sent = headers.get("webhook-id"), headers.get("webhook-timestamp")
    if not identifier or not sent or not sent.isdigit():
        return "no id or timestamp"
    if abs((now if now is not None else time.time()) - int(sent)) > TOLERANCE:
        return "too old, or from the future"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(key, f"{identifier}.{sent}.".encode() + body, hashlib.sha256).digest()
    for each in headers.get("webhook-signature", "").split(" "):
        version, _, signature = each.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64decode(signature), expected):
            return None
    return "no signature is good"


class Receiver:
    """Takes messages over TLS at localhost. @answer: a function of how many came so far (1 and up) that gives status and headers; None
    for one that hangs."""

    def __init__(self, authority, answer=lambda count: (200, {}), host="localhost"):
        self.answer = answer
        self.lock = threading.Lock()
        self.messages = []  # (headers, body), as they came
        self.secrets = []   # those it knows; without one nothing is checked
        self.processed = {}  # id: body, of those that were good, each once
        self.faults = []    # why others were not
        self.ended = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                receiver.take(self, body)

            def do_GET(self):  # pylint: disable=invalid-name
                receiver.take(self, b"")

            def log_message(self, *words):  # pylint: disable=arguments-differ
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.server.daemon_threads = True
        # Who asks goes away from much of this.
        self.server.handle_error = lambda *words: None
        self.server.address_family = socket.AF_INET
        self.server.request_queue_size = 64
        self.server.server_bind()
        self.server.server_activate()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.certificate(host))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.url = f"https://localhost:{self.port}/in"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self, handler, body):
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self.lock:
            self.messages.append((headers, body, handler.command + " " + handler.path))
            count = len(self.messages)
            faults = [verify(secret, headers, body) for secret in self.secrets]
            good = not faults or None in faults
            if good:
                self.processed.setdefault(headers.get("webhook-id"), body)
            else:
                self.faults.append(faults)
        answer = self.answer(count) if good else (401, {})
        if answer is None:
            self.ended.wait(60)
            return
        status, more = answer
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **more}.items():
            handler.send_header(name, value)
        handler.end_headers()

    def stop(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()

    # As the cases end what they leave.
    end = stop
