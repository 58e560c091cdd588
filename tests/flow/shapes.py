# SPDX-License-Identifier: GPL-3.0-or-later
"""What --json prints: the field names of Microsoft.CustomerLockbox, pages and how to go on, the log's filters."""
import csv
import io
import json
import re

from harness import equal, holds, test
from world import ADMIN, ENGINEER, HOST, LEAD, OWNER

PROPERTIES = {"requestId", "justification", "status", "createdDateTime", "expirationDateTime", "duration", "resourceIds",
              "resourceType", "supportRequest", "supportCaseUrl", "workItemSource", "subscriptionId"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def expect_request(document, name, status):
    assert {"id", "name", "type", "properties"} <= set(document), document
    properties = document["properties"]
    assert PROPERTIES <= set(properties), PROPERTIES - set(properties)
    equal((document["name"], properties["requestId"], properties["status"]), (name, name, status))
    equal(document["type"], "Microsoft.CustomerLockbox/requests")
    equal(document["id"], f"/subscriptions/contoso-production/providers/Microsoft.CustomerLockbox/requests/{name}")
    equal((properties["duration"], properties["supportRequest"]), ("8", "TK-7"))
    equal(properties["resourceType"], "Microsoft.Compute/virtualMachines")
    equal(properties["subscriptionId"], "contoso-production")
    for field in ("createdDateTime", "expirationDateTime"):
        assert TIME.fullmatch(properties[field]), properties[field]
    equal(document["test"], True)


@test
def every_verb_with_json_prints_the_api_s_field_names(world):
    usage = world.run("lockbox", "help").expect(0).out
    verbs = {line.split()[0] for line in re.findall(r"^  [a-z-]+ .*(?:\n      \S.*)*", usage, re.M) if "--json" in line}
    seen = set()

    def show(person, line):
        seen.add(line.split()[0])
        return world.session(person, f"{line} --json").expect(0).json

    def new(status, person, line):
        request = world.request()
        if status != "Pending":
            world.approve(request).expect(0)
        return request, show(person, line.replace("LB", request))

    seen.add("submit")
    request = world.request()
    expect_request(world.submit("--json").expect(0).json, f"LB-{int(request[3:]) + 1}", "Pending")
    document = show(OWNER, f"show {request}")
    expect_request(document, request, "Pending")
    equal(document["properties"]["allowed"], ["approve", "deny", "watch", "stop-session"])
    equal(show(OWNER, f"approve {request} --hours 2 --shown {document['properties']['digest']}")["properties"]["hoursGranted"], 2)
    longer = show(ENGINEER, f"extend {request} --hours 8 --justification 'Not done.'")
    expect_request(longer, f"LB-{int(request[3:]) + 2}", "Pending")
    for before, person, line, after in (("Pending", OWNER, "deny LB --reason No.", "Denied"),
                                        ("Pending", ENGINEER, "cancel LB", "Canceled"),
                                        ("Approved", OWNER, "revoke LB --reason No.", "Revoked"),
                                        ("Approved", ENGINEER, "complete LB", "Completed")):
        request, document = new(before, person, line)
        expect_request(document, request, after)
    request = world.request()
    world.approve(request).expect(0)
    more = show(ENGINEER, f"extend {request} --hours 8 --justification More.")
    expect_request(more, f"LB-{int(request[3:]) + 1}", "Pending")
    properties = show(OWNER, f"show {more['name']}")["properties"]
    equal((properties["extends"], properties["grants"], properties["justification"]), (request, [], "More."))
    equal([resource["reached"] for resource in properties["resources"]], [False] * len(properties["resources"]))
    listed = show(OWNER, "list --status all")
    assert {"value", "nextLink"} <= set(listed)
    for document in listed["value"]:
        expect_request(document, document["name"], document["properties"]["status"])
    for verb, line, after in (("endorse", "--shown {digest}", "Pending"), ("decline", "--reason No.", "Denied")):
        held = world.submit("--level administer --json").expect(0).json
        equal((held["name"][:3], held["properties"]["status"]), ("LB-", "Initializing"))
        properties = show(OWNER, f"show {held['name']}")["properties"]
        weighing = properties["weighing"]
        equal((weighing["outcome"], weighing["endorsementsNeeded"], weighing["customerAsked"]), ("internal-approval", 1, True))
        equal([rule["rule"] for rule in weighing["rules"] if rule["applies"]], ["high-level"])
        done = show(LEAD, f"{verb} {held['name']} " + line.format(digest=properties["digest"]))
        equal(done["properties"]["status"], after)
    assert {"value", "nextLink"} <= set(show(OWNER, "log"))
    assert {"value", "nextLink"} <= set(show(OWNER, f"timeline {request}"))  # timeline.py has the rest
    assert {"value", "nextLink"} <= set(show(OWNER, "events"))  # tests/operator/events has the rest
    receipt = show(OWNER, f"receipt {held['name']}")  # tests/operator/receipts has the rest
    equal((receipt["lockboxReceipt"], receipt["name"], receipt["properties"]["status"]), (1, held["name"], "Denied"))
    ticket = show(OWNER, "ticket TK-7")
    equal((ticket["name"], ticket["status"], len(ticket["entries"])), ("TK-7", "Open", 2), "without the internal entry")
    equal(len(show(ENGINEER, "ticket TK-7")["entries"]), 3)
    opened = show(OWNER, "open-ticket --subscription Production --severity B --title Help --text Help")["name"]
    for person, line in ((ENGINEER, "take"), (ENGINEER, "reply --text Yes."), (ENGINEER, "escalate --reason Deep."),
                         (OWNER, "close")):  # tickets.py has the rest
        verb, _, rest = line.partition(" ")
        equal(show(person, f"{verb} {opened} {rest}")["name"], opened)
    assert {"value", "nextLink"} <= set(show(OWNER, "tickets"))
    for line in ("catalogue --ticket TK-7", "resources --ticket TK-7 --service virtual-machines --scenario remote-desktop-windows"):
        assert {"value", "nextLink"} <= set(show(ENGINEER, line)), line  # asking.py has the rest
    since, until = world.span(60, 20)
    recorded = show(ENGINEER, "exclude --kind legal-demand --scope /subscriptions/contoso-production"
                              f" --since {since} --until {until} --text Text.")["name"]
    digest = show(OWNER, f"exclusion {recorded}")["digest"]
    equal(show(OWNER, f"acknowledge {recorded} --shown {digest}")["name"], recorded)
    assert {"value", "nextLink"} <= set(show(OWNER, "exclusions --all"))  # exclusions.py has the rest
    person = show(OWNER, "whoami")
    equal((person["account"], person["tenantId"]), (OWNER, "contoso"))
    holds(person["roles"][0], "Owner", "contoso-production")
    person = show(OWNER, "profile")
    equal((person["account"], person["tenantName"], person["sessionEnded"]), (OWNER, "Contoso", False))
    equal([key["thisSession"] for key in person["keys"]], [True])
    for line in ("tenants", "tenant contoso", "people", f"person {OWNER}", "roles", "outbox"):  # the others: admins.py
        show(ADMIN, line)
    access = show(ENGINEER, f"access {request}")  # tests/proxy/going has one that opens something
    equal((access["name"], access["grants"], access["commands"]), (request, [], []))
    story = show(OWNER, f"asked {request}")
    assert OWNER in [each["account"] for each in story["asked"]], story
    assert {"name", "sessions", "test"} == set(show(OWNER, f"sessions {request}"))  # recordings.py has the rest
    equal(seen | {"stop-session"}, verbs, "verbs with --json; tests/proxy/going ends sessions")


@test
def with_json_an_error_is_json_on_standard_error(world):
    for line, code, name in (("show LB-999999 --json", 4, "not-found"), ("list --json --x", 2, "usage"),
                             ("deny LB-1 --json", 3, None), ("approve LB-999999 --json", 4, "not-found")):
        done = world.session(OWNER, line)
        error = json.loads(done.err)["error"]
        assert {"code", "message"} <= set(error), error
        equal(done.out, "", line)
        if name is not None:
            equal((done.code, error["code"]), (code, name), line)


def follow(world, person, line):
    """All pages that begin with the line: what nextLink names is typed next."""
    pages = []
    while line is not None:
        page = world.session(person, f"{line} --json").expect(0).json
        pages.append(page["value"])
        line = page["nextLink"]
        assert len(pages) < 500, "no end"
    return pages


@test
def next_link_leads_through_the_whole_list(world):
    for _ in range(3):
        world.request()
    for filters in ("", "--status all", "--status Denied"):
        pages = follow(world, OWNER, f"list {filters} --limit 2")
        names = [request["name"] for page in pages for request in page]
        whole = world.session(OWNER, f"list {filters} --limit 500 --json").expect(0).json
        equal(names, [request["name"] for request in whole["value"]], filters)
        numbers = [int(name[3:]) for name in names]
        equal(numbers, sorted(set(numbers), reverse=True))
        assert len(pages) > 1 and all(len(page) == 2 for page in pages[:-1]) and pages[-1], [len(page) for page in pages]
        equal(whole["nextLink"], None)


@test
def next_link_leads_through_the_whole_log(world):
    for filters in ("", "--operation create --operation approve", f"--caller {ENGINEER} --since 2026-01-01"):
        pages = follow(world, OWNER, f"log {filters} --limit 7")
        numbers = [entry["sequence"] for page in pages for entry in page]
        whole = world.session(OWNER, f"log {filters} --limit 500 --json").expect(0).json["value"]
        equal(numbers, [entry["sequence"] for entry in whole], filters)
        assert len(pages) > 1, filters


@test
def a_page_in_words_names_the_command_for_the_next(world):
    text = world.session(OWNER, "list --status all --limit 2").expect(0).out
    command = re.search(rf"^There is more:\nssh lockbox@{HOST} (list .*)$", text, re.M)[1]
    third = world.session(OWNER, "list --status all --limit 3 --json").json["value"][2]["name"]
    assert world.session(OWNER, command).expect(0).out.split("\n\n")[1].startswith(third), command


@test
def each_filter_of_the_log_shows_its_operation_and_no_other(world):
    names = {"create": "Create Lockbox Request", "approve": "Approve Lockbox Request", "deny": "Deny Lockbox Request",
             "expiry": "Lockbox Request Expiry"}
    everything = world.session(OWNER, "log --limit 500 --json").expect(0).json["value"]
    for word, display in names.items():
        entries = world.session(OWNER, f"log --operation {word} --limit 500 --json").expect(0).json["value"]
        equal({entry["displayName"] for entry in entries}, {display}, word)
        equal(entries, [entry for entry in everything if entry["displayName"] == display], word)
        text = world.session(OWNER, f"log --operation {word}").expect(0).out
        holds(text, display)
        assert not any(other in text for other in names.values() if other != display), text
    both = world.session(OWNER, "log --operation deny --operation ApproveLockboxRequest --limit 500 --json").expect(0)
    equal({entry["operationName"] for entry in both.json["value"]}, {"DenyLockboxRequest", "ApproveLockboxRequest"})


@test
def the_log_is_narrowed_by_request_caller_and_time(world):
    everything = world.session(OWNER, "log --limit 500 --json").expect(0).json["value"]
    middle = everything[len(everything) // 2]
    later = [entry for entry in everything if entry["eventTimestamp"] >= middle["eventTimestamp"]]
    for filters, expected in ((f"--since {middle['eventTimestamp']}", later),
                              (f"--until {middle['eventTimestamp']}", [entry for entry in everything if entry not in later]),
                              (f"--caller {ENGINEER}", [entry for entry in everything if entry["caller"] == ENGINEER]),
                              ("--request LB-1", [entry for entry in everything if entry["requestId"] == "LB-1"])):
        equal(world.session(OWNER, f"log {filters} --limit 500 --json").expect(0).json["value"], expected, filters)
        assert 0 < len(expected) < len(everything), filters


@test
def the_log_is_narrowed_by_tenant_and_text(world):
    everything = world.session(ADMIN, "log --limit 500 --json").expect(0).json["value"]
    for filters, expected in (("--tenant contoso", [entry for entry in everything if entry["tenantId"] == "contoso"]),
                              ("--text 'request expiry'", [entry for entry in everything if entry["displayName"] == "Lockbox Request Expiry"]),
                              ("--tenant contoso --text LB-1", [entry for entry in everything if entry["tenantId"] == "contoso"
                                                                and "lb-1" in json.dumps(entry).lower()])):
        equal(world.session(ADMIN, f"log {filters} --limit 500 --json").expect(0).json["value"], expected, filters)
    next_page = world.session(ADMIN, "log --tenant contoso --text 'LB-' --limit 2 --json").expect(0).json["nextLink"]
    holds(next_page, "--tenant contoso", "--text LB-", "--limit 2")
    world.session(ADMIN, "log --text ''").expect(2)
    own = world.session(OWNER, "log --limit 500 --json").expect(0).json["value"]
    equal(world.session(OWNER, "log --tenant contoso --limit 500 --json").expect(0).json["value"], own)
    equal(world.session(OWNER, "log --tenant nihon-seimitsu --json").expect(0).json["value"], [])


@test
def the_log_is_exported_whole(world):
    for person, filters in ((ADMIN, ""), (OWNER, ""), (ADMIN, "--operation deny"), (OWNER, "--text LB-1")):
        expected = world.session(person, f"log {filters} --limit 500 --json").expect(0).json["value"]
        lines = world.session(person, f"log --export jsonl {filters}").expect(0).out.splitlines()
        equal([json.loads(line) for line in lines], [dict(entry, test=True) for entry in expected])
        table = list(csv.DictReader(io.StringIO(world.session(person, f"log {filters} --export=csv").expect(0).out, newline="")))
        equal([(row["sequence"], row["operationName"], row["requestId"], row["hash"], row["test"]) for row in table],
              [(str(entry["sequence"]), entry["operationName"], entry["requestId"] or "", entry["hash"], "true") for entry in expected])
        assert expected
    for line in ("--export xml", "--export csv --json", "--export csv --limit 3", "--export jsonl --before 9"):
        world.session(OWNER, f"log {line}").expect(2)


@test
def the_log_is_a_chain_that_verifies(world):
    entries = world.session(ADMIN, "log --limit 500 --json").expect(0).json["value"]
    for newer, older in zip(entries, entries[1:]):
        if newer["sequence"] == older["sequence"] + 1:
            equal(newer["previous"], older["hash"])
    world.operator("log", "verify", "--head", f"{entries[0]['sequence']}:{entries[0]['hash']}").expect(0)
    world.operator("log", "verify", "--head", f"{entries[0]['sequence']}:{'0' * 64}").expect(7)


@test
def ticket_and_whoami_say_in_words_what_they_say_in_json(world):
    holds(world.session(OWNER, "ticket tk-7").expect(0).out, "TK-7   Web role stops answering", "A restart helps",
          "(customer) wrote:", "(support) wrote:")
    holds(world.session(ENGINEER, "ticket TK-7").expect(0).out, "Second customer with this update.", "(internal) wrote:")
    assert "Second customer" not in world.session(OWNER, "ticket TK-7").out
    holds(world.session(OWNER, "whoami").expect(0).out, f"account: {OWNER}\n", "customer: contoso\n", "key: SHA256:", "role: Owner")
