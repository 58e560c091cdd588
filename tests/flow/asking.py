# SPDX-License-Identifier: GPL-3.0-or-later
"""What an engineer chooses from, and what a request would become, by commands: nothing of it is sent, nothing of another
customer is shown, and no text is a pattern."""
import json
import os
import subprocess

from harness import equal, holds, test
from world import BUILD, ENGINEER, OTHER_ENGINEER, OWNER, TMP

WHAT = "--service virtual-machines --scenario remote-desktop-windows"
OFFER = {"service", "serviceLabel", "scenario", "label", "exposes", "stage", "ports", "customerData", "refusal"}
RESOURCE = {"id", "name", "type", "resourceGroup", "subscriptionId", "subscriptionName", "deploymentModel", "os", "reached",
            "refusal"}


def names(world, line, person=ENGINEER):
    found = world.session(person, f"resources {line} {'' if '--service' in line else WHAT} --json").expect(0).json
    return [(each["name"], each["refusal"]) for each in found["value"]]


@test
def the_catalogue_says_what_can_be_asked_for_and_why_not(world):
    document = world.session(ENGINEER, "catalogue --ticket TK-7 --json").expect(0).json
    equal(set(document), {"value", "nextLink", "ticket", "tenantId", "tenantName", "hours", "test"})
    equal((document["ticket"], document["tenantName"], document["hours"]), ("TK-7", "Contoso", 8))
    offers = {(each["service"], each["scenario"]): each for each in document["value"]}
    equal({frozenset(each) for each in document["value"]}, {frozenset(OFFER)})
    desktop = offers["virtual-machines", "remote-desktop-windows"]
    equal((desktop["serviceLabel"], desktop["stage"], desktop["ports"], desktop["customerData"], desktop["refusal"]),
          ("Virtual machines", "ga", [3389], True, None))
    equal({(each["stage"], each["refusal"]) for each in offers.values()}, {("ga", None), ("preview", "preview-not-enabled")})
    services = [each["service"] for each in document["value"]]
    equal(len({a for a, b in zip(services, services[1:] + [None]) if a != b}), len(set(services)))
    holds(world.session(ENGINEER, "catalogue --ticket TK-7").expect(0).out, "Virtual machines", "TCP ports: 22, 3389.",
          "--service storage --scenario account-data", "Not possible (preview-not-enabled): This scenario is in preview")


@test
def resources_are_found_by_what_is_typed_and_go_on(world):
    everything = [("vm-db-01", "unsuitable-resource"), ("vm-old", "classic-deployment"), ("vm-web-01", None), ("vm-web-02", None)]
    equal(names(world, "--ticket TK-7"), everything)
    for text, found in (("web-0", everything[2:]), ("RG-WEB", everything[2:]), ("old", everything[1:2]),
                        ("1", [everything[0], everything[2]]), ("%", []), ("_", []), ("vm*", []), ('"', []), ("kojo", []), ("litware", [])):
        equal(names(world, f"--ticket TK-7 --text '{text}'"), found, text)
    found, line = [], f"resources --ticket TK-7 {WHAT} --limit 1"
    while line is not None:
        page = world.session(ENGINEER, f"{line} --json").expect(0).json
        equal((set(page), page["count"]), ({"value", "nextLink", "count", "test"}, 4))
        equal({frozenset(each) for each in page["value"]}, {frozenset(RESOURCE)})
        found += [(each["name"], each["refusal"]) for each in page["value"]]
        line = page["nextLink"]
    equal(found, everything)
    holds(world.session(ENGINEER, f"resources --ticket TK-7 {WHAT} --limit 2").expect(0).out, "There are 4 in all.",
          "resources --ticket TK-7", "Not possible (classic-deployment): Classic resources")


@test
def what_cannot_be_asked_because_of_is_refused_alike(world):
    before = world.counts()
    for person, number, code, name in ((ENGINEER, "TK-8", 3, "closed-ticket"), (ENGINEER, "TK-20", 3, "basic-support-plan"),
                                       (ENGINEER, "TK-999999", 4, "unknown-ticket"), (OTHER_ENGINEER, "TK-7", 3, "not-escalated"),
                                       (OWNER, "TK-7", 3, "not-an-engineer"), (OWNER, "TK-9", 4, "unknown-ticket"),
                                       (OWNER, "TK-999999", 4, "unknown-ticket")):
        for line in (f"catalogue --ticket {number}", f"resources --ticket {number} {WHAT}"):
            equal(world.session(person, f"{line} --json").expect(code, name).out, "", line)
    for text, name in (("'a\u202eb'", "unsafe-text"), ("x" * 201, "text-too-long")):
        world.session(ENGINEER, f"resources --ticket TK-7 {WHAT} --text {text}").expect(3, name)
    for line in ("catalogue", "catalogue --ticket LB-1", "catalogue TK-7", "resources --ticket TK-7", f"resources {WHAT}",
                 f"resources --ticket TK-7 {WHAT} --limit 0", f"resources --ticket TK-7 {WHAT} --after vm-web-01",
                 "catalogue --ticket TK-7 --text x"):
        world.session(ENGINEER, line).expect(2)
    equal(world.counts(), before)
    equal(world.rows("SELECT count(*) FROM refused WHERE verb = 'draft'"), [(0,)])


@test
def a_preview_says_what_would_become_of_it_and_sends_nothing(world):
    before, drafts = world.counts(), world.rows("SELECT count(*) FROM draft")
    document = world.submit("--preview --json --hours 3").expect(0).json
    equal(set(document), {"properties", "test"})
    properties = document["properties"]
    equal((properties["requestId"], properties["status"], properties["duration"], properties["told"], properties["needed"]),
          (None, "Initializing", "3", 3, 1))
    equal(properties["weighing"]["outcome"], "pass")
    equal([rule["applies"] for rule in properties["weighing"]["rules"]][-1], True)
    said = world.submit("--preview").expect(0).out
    holds(said, "Nothing is sent so far.", "asks for", "The event log is needed.", "+ Everything else: Applies",
          "3 owners and approvers would be told, and the first answer would decide.")
    holds(world.submit("--preview --level administer").expect(0).out, "Internal approval comes before.")
    holds(world.submit("--preview --scenario host-diagnostics").expect(0).out, "The customer would not be asked")
    holds(world.submit("--preview --ticket TK-40 --resource vm-duo").expect(0).out, "of whom 2 would have to approve.")
    for name, options in (("classic-deployment", "--resource vm-old"), ("text-empty", "--justification ''"),
                          ("closed-ticket", "--ticket TK-8"), ("no-approver", "--ticket TK-30 --resource vm-adrift")):
        equal(world.submit(f"--preview --json {options}").expect(3, name).out, "", options)
    equal((world.counts(), world.rows("SELECT count(*) FROM draft")), (before, drafts))


@test
def what_waits_internally_says_whether_the_customer_will_be_asked(world):
    asked, not_asked = (" ".join(world.submit(f"--level administer {options}").expect(0).out.split())
                        for options in ("", "--scenario host-diagnostics"))
    holds(asked, "LB-", "The customer is asked only after that.")
    holds(not_asked, "JIT-", "The customer is not asked: no customer data is touched.")


@test
def too_many_requests_are_refused_by_configuration(world):
    path = os.path.join(TMP, "few.conf")
    with open(world.config, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as file:
        file.write(source.read().replace("waiting=0", "waiting=1").replace("an-hour=0", "an-hour=2"))
    words = [os.path.join(BUILD, "lockbox"), "--data", world.data, "--config", path, "--as", ENGINEER, "submit", "--json",
             "--ticket", "TK-7", *WHAT.split(), "--resource", "vm-web-01", "--level", "read", "--justification", "Why."]

    def refusal():
        done = subprocess.run(words, capture_output=True, timeout=60, check=False)
        equal((done.returncode, done.stdout), (3, b""))
        return json.loads(done.stderr)["error"]

    world.request()
    waits = refusal()
    equal(waits["code"], "too-many-waiting")
    holds(waits["message"], "answered, or canceled by you. (LB-")
    with open(path, "r+", encoding="utf-8") as file:
        text = file.read().replace("waiting=1", "waiting=0")
        file.seek(0)
        file.truncate()
        file.write(text)
    world.request()
    hour = refusal()
    equal(hour["code"], "too-many-this-hour")
    holds(hour["message"], "The next can be made from ")
