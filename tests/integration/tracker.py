# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Request Tracker of its own, beside whatever this host has: configuration and SQLite database below one directory, its own
server on a loopback port. It mails nobody."""
import http.cookiejar
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PLACE = "/usr/share/request-tracker5"
HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGURATION = """
Set($rtname, 'rt.fabrikam.example');
Set($Organization, 'rt.fabrikam.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{root}/rt.db');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($LogToFile, undef);
Set($Timezone, 'UTC');
Set($WebSecureCookies, 0);
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '/bin/true');
Set($MasonDataDir, '{root}/mason');
Set($MasonSessionDir, '{root}/session');
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);
Set(%Lifecycles, contract => {{ initial => ['received'], active => ['in-the-works'], inactive => ['delivered'],
    defaults => {{ on_create => 'received' }},
    transitions => {{ '' => ['received'], received => ['in-the-works', 'delivered'], 'in-the-works' => ['delivered'],
        delivered => ['in-the-works'] }} }});
1;
"""


def why_not():
    """What this host lacks for it, or None."""
    return None if os.path.exists(f"{PLACE}/libexec/rt-server") else "Request Tracker 5 is missing"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tracker:
    def __init__(self, root):
        self.root, self.port, self.server = root, free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        for name in ("mason", "session", "site.d"):
            os.makedirs(f"{root}/{name}")
        with open(f"{root}/RT_SiteConfig.pm", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(root=root, port=self.port))
        self.environment = {**os.environ, "RT_SITE_CONFIG": f"{root}/RT_SiteConfig.pm", "RT_SITE_CONFIG_DIR": f"{root}/site.d"}
        self.run("/usr/sbin/rt-setup-database-5", "--action", "init", "--skip-create")
        printed = self.run("/usr/bin/perl", f"{HERE}/tracker.pl")
        self.tokens = dict(line.split() for line in printed.splitlines() if line.count(" ") == 1)
        self.start()

    def run(self, *words):
        done = subprocess.run(words, env=self.environment, cwd=self.root, capture_output=True, text=True, timeout=300,
                              stdin=subprocess.DEVNULL)
        if done.returncode:
            raise SystemExit(f"Bail out! {words[0]}: {(done.stdout + done.stderr)[-800:]}")
        return done.stdout

    def start(self):
        with open(f"{self.root}/log", "a", encoding="utf-8") as log:
            self.server = subprocess.Popen(
                [f"{PLACE}/libexec/rt-server", "--host", "127.0.0.1", "--port", str(self.port)], env=self.environment,
                cwd=self.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 120
        while not self.answers():
            if self.server.poll() is not None or time.monotonic() > end:
                self.stop()
                with open(f"{self.root}/log", encoding="utf-8") as log:
                    raise SystemExit(f"Bail out! Request Tracker does not start: {log.read()[-800:]}")
            time.sleep(0.1)

    def answers(self):
        try:
            return self.ask("GET", "/rt")[0] == 200
        except OSError:
            return False

    def stop(self):
        """Its workers end with it."""
        self.server.terminate()
        self.server.wait(timeout=60)

    def ask(self, method, path, body=None, token="stella"):
        """Status and document of a question to REST 2, as Stella, who may all."""
        request = urllib.request.Request(
            f"{self.url}/REST/2.0{path}", method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.tokens[token]}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def act(self, method, path, body):
        status, document = self.ask(method, path, body)
        if status not in (200, 201):
            raise SystemExit(f"Bail out! {method} {path}: {status} {document}")
        return document

    def create(self, queue, subject, text, requestor="anna@contoso.example"):
        return int(self.act("POST", "/ticket", {"Queue": queue, "Subject": subject, "Content": text, "Requestor": requestor})["id"])

    def write(self, ticket, kind, text, html=False, **more):
        """@kind: "correspond" or "comment"; by Stella."""
        self.act("POST", f"/ticket/{ticket}/{kind}",
                 {"ContentType": "text/html" if html else "text/plain", "Content": text, **more})

    def change(self, ticket, **fields):
        self.act("PUT", f"/ticket/{ticket}", fields)

    def mail(self, message, queue="Contoso"):
        """A mail comes in, as its mail server hands it over."""
        form = urllib.parse.urlencode({"queue": queue, "action": "correspond", "message": message}).encode()
        with urllib.request.urlopen(f"{self.url}/REST/1.0/NoAuth/mail-gateway", form, timeout=60) as reply:
            said = reply.read().decode()
        if not said.startswith("ok"):
            raise SystemExit(f"Bail out! the mail was not taken: {said}")

    def page(self, place):
        """What the web interface shows at @place to somebody who has logged in, as text of HTML."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        form = urllib.parse.urlencode({"user": "root", "pass": "password"}).encode()
        with browser.open(f"{self.url}/NoAuth/Login.html", form, timeout=60):
            pass
        with browser.open(self.url + place, timeout=60) as reply:
            return reply.read().decode()

    def find(self, subject):
        query = urllib.parse.quote(f"Subject='{subject}'")
        return int(self.ask("GET", f"/tickets?query={query}")[1]["items"][0]["id"])

    def write_many(self, ticket, count):
        self.run("/usr/bin/perl", f"{HERE}/tracker.pl", "write", str(ticket), str(count))

    def comments(self, ticket):
        """All that stands in comments of the ticket, as staff sees it."""
        _, page = self.ask("POST", f"/ticket/{ticket}/history?fields=Type&per_page=100", [{"field": "Type", "value": "Comment"}])
        found = []
        for item in page["items"]:
            _, parts = self.ask("GET", f"/transaction/{item['id']}/attachments?fields=Content")
            found += [part["Content"] for part in parts["items"]]
        return found
