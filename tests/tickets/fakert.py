# SPDX-License-Identifier: GPL-3.0-or-later
"""A small Request Tracker: as much of REST 2 as src/tickets/rt.c asks for, with the filters, rights and ETags of the real one
(tests/integration/rt plays that), and with faults on demand."""
import http.server
import json
import re
import threading
import urllib.parse

ACTIVE = {"new", "open", "stalled"}
PUBLIC = {"Create", "Correspond"}


def stamp(number):
    return f"2026-11-{number // 86400 % 28 + 1:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"


class Rt:
    """Tickets, transactions and parts; whoever holds one of the tokens sees them as far as its rights go."""

    def __init__(self):
        self.tokens = {"1-7-fresh": {"ShowTicket", "ShowTicketComments", "CommentOnTicket"}}
        self.queues = ["Contoso"]
        self.staff = {"stella", "erik"}
        self.tickets, self.transactions, self.parts = {}, [], []
        self.merged = {}
        self.asked = []  # "METHOD path" of each request
        self.fault = None  # called with the handler and the answer, (status, headers, document); returns another, or bytes
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    # What is there.

    def ticket(self, subject="Help", queue="Contoso", status="open", requestors=("anna@contoso.example",), owner="erik",
               kind="ticket"):
        number = len(self.tickets) + 1
        self.tickets[number] = dict(Subject=subject, queue=queue, Status=status, requestors=requestors, owner=owner,
                                    Type=kind)
        return number

    def write(self, ticket, kind, author, *parts):
        """A transaction; each part is a text, or (content type, content) or (content type, content, file name)."""
        number = len(self.transactions) + 1
        self.transactions.append(dict(id=number, ticket=ticket, Type=kind, author=author))
        for part in parts:
            kind, content, name = ((("text/plain", part) if isinstance(part, str) else part) + ("",))[:3]
            self.parts.append(dict(id=len(self.parts) + 1, transaction=number, ContentType=kind, Filename=name,
                                   Content=content, length=len(content.encode())))
        return number

    def comments(self, ticket):
        return [part["Content"] for part in self.parts for one in self.transactions
                if one["id"] == part["transaction"] and one["ticket"] == ticket and one["Type"] == "Comment"]

    # What it answers.

    def user(self, name):
        return {"id": name, "type": "user", "_url": f"{self.url}/REST/2.0/user/{name}"}

    def visible(self, rights, ticket):
        return [one for one in self.transactions if one["ticket"] == ticket
                and (one["Type"] != "Comment" or "ShowTicketComments" in rights)
                and one["Type"] not in ("EmailRecord", "CommentEmailRecord")]

    def show_ticket(self, rights, number):
        number = self.merged.get(number, number)
        if number not in self.tickets:
            return 404, {}, {"message": "Not Found"}
        if "ShowTicket" not in rights:
            return 403, {}, {"message": "Forbidden"}
        ticket, seen = self.tickets[number], self.visible(rights, number)
        tag = f'"{seen[-1]["id"] if seen else 0}"'
        return 200, {"ETag": tag}, {
            "id": number, "Type": ticket["Type"], "Subject": ticket["Subject"], "Status": ticket["Status"],
            "Queue": {"id": "1", "type": "queue", "Name": ticket["queue"]},
            "Requestor": [self.user(name) for name in ticket["requestors"]], "Owner": self.user(ticket["owner"]),
            "Cc": [], "AdminCc": [], "Created": stamp(0), "LastUpdated": stamp(seen[-1]["id"] if seen else 0)}

    @staticmethod
    def filtered(rows, query, read):
        """Rows about one field are alternatives, but for < and >."""
        fields = {}
        for limit in query:
            fields.setdefault(limit["field"], []).append(limit)
        for field, limits in fields.items():
            for limit in [limit for limit in limits if limit["operator"] in "<>"]:
                bound, above = int(limit["value"]), limit["operator"] == ">"
                rows = [row for row in rows if (read(row, field) > bound if above else read(row, field) < bound)]
            values = [limit["value"] for limit in limits if limit["operator"] == "="]
            if values:
                rows = [row for row in rows if str(read(row, field)) in values]
        return rows

    @staticmethod
    def page(rows, parameters):
        if parameters.get("order") == "DESC":
            rows = rows[::-1]
        size = min(int(parameters.get("per_page", 20)), 100)
        rows = rows[:size]
        return 200, {}, {"items": rows, "count": len(rows), "per_page": size, "page": 1, "total": None, "pages": None}

    def show_history(self, rights, number, query, parameters):
        rows = self.filtered(self.visible(rights, number), query, lambda row, field: row[field])
        return self.page([{"id": str(row["id"]), "type": "transaction", "Type": row["Type"],
                           "Created": stamp(row["id"]), "Creator": {**self.user(row["author"]), "RealName": ""}}
                          for row in rows], parameters)

    def show_parts(self, rights, number, query, parameters):
        seen = {row["id"] for row in self.visible(rights, number)}
        names = {"TransactionId": "transaction", "id": "id"}
        rows = self.filtered([part for part in self.parts if part["transaction"] in seen], query,
                             lambda row, field: row[names[field]])
        fields = parameters["fields"].split(",")
        full = lambda row: {"TransactionId": str(row["transaction"]), "ContentType": row["ContentType"],
                            "Filename": row["Filename"], "ContentLength": str(row["length"]), "Content": row["Content"]}
        return self.page([{"id": str(row["id"]), "type": "attachment",
                           **{name: value for name, value in full(row).items() if name in fields}} for row in rows], parameters)

    def add_comment(self, rights, number, body):
        if number not in self.tickets or "CommentOnTicket" not in rights:
            return 400, {}, {"message": "Message could not be recorded"}
        self.write(number, "Comment", "lockbox", body["Content"])
        return 201, {}, ["Comments added"]

    def answer(self, rights, method, path, parameters, body):
        if path == "/rt":
            return 200, {}, {"Plugins": [], "Version": "5.0.3"}
        if path == "/queues/all":
            return self.page([{"id": str(i), "type": "queue", "Name": name} for i, name in enumerate(self.queues)], parameters)
        if path == "/tickets":
            number = int(re.fullmatch(r"id=(\d+) AND Status='__Active__'", parameters["query"]).group(1))
            good = number in self.tickets and self.tickets[number]["Status"] in ACTIVE
            return self.page([{"id": str(number), "type": "ticket"}] if good else [], parameters)
        if match := re.fullmatch(r"/user/([^/]+)", path):
            if "outside" in rights:
                return 403, {}, {"message": "Forbidden"}
            return 200, {}, {"Name": match.group(1), "Privileged": int(match.group(1) in self.staff)}
        if match := re.fullmatch(r"/ticket/(\d+)(/history|/attachments|/comment)?", path):
            number = int(match.group(1))
            acts = {"/history": self.show_history, "/attachments": self.show_parts}
            if match.group(2) == "/comment":
                return self.add_comment(rights, number, body)
            return acts[match.group(2)](rights, number, body, parameters) if match.group(2) else self.show_ticket(rights, number)
        return 404, {}, {"message": "Not Found"}

    def handler(self):
        rt = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def serve(self):
                size = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(size)) if size else []
                place = urllib.parse.urlsplit(self.path)
                path = urllib.parse.unquote(place.path)
                parameters = dict(urllib.parse.parse_qsl(place.query))
                rt.asked.append(f"{self.command} {path.removeprefix('/REST/2.0')}")
                rights = rt.tokens.get((self.headers.get("Authorization") or "").removeprefix("token "))
                answer = 401, {}, {"message": "Unauthorized"}
                if rights is not None:
                    answer = rt.answer(rights, self.command, path.removeprefix("/REST/2.0"), parameters, body)
                if answer[0] == 200 and self.headers.get("If-None-Match") == answer[1].get("ETag", ""):
                    answer = 304, answer[1], None
                if rt.fault is not None:
                    answer = rt.fault(self, answer)
                if answer is not None:
                    self.reply(answer)

            def reply(self, answer):
                status, headers, document = answer
                body = document if isinstance(document, bytes) else json.dumps(document, indent=3).encode()
                body = b"" if document is None else body
                self.send_response(status)
                for name, value in {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)),
                                    **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = serve

        return Handler
