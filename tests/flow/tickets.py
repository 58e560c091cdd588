# SPDX-License-Identifier: GPL-3.0-or-later
"""Support tickets by commands: from the customer's question from hand to hand to the end, what each may do by name, and
that nobody reads what is not theirs."""
from harness import equal, holds, test
from world import ENGINEER, FOREIGNER, OTHER_ENGINEER, OWNER, READER

OPENER, LEAD, BASIC = "dev3@contoso.example", "lead1@fabrikam.example", "owner@litware.example"
OPEN = "open-ticket --subscription production --severity A --title 'It stops' --text"
HEAD = {"name", "title", "severity", "status", "state", "tenantId", "tenantName", "subscriptionId", "openedBy", "assignee",
        "escalatedBy", "closedBy", "openedDateTime", "escalatedDateTime", "closedDateTime", "elsewhere"}


def new(world):
    return world.session(OPENER, f"{OPEN} 'Every hour.' --json").expect(0).json["name"]


def ticket(world, person, number):
    return world.session(person, f"ticket {number} --json").expect(0).json


def mails(world):
    """Who was mailed what about tickets, in order."""
    return world.rows("SELECT event, address FROM outbox WHERE ticket IS NOT NULL ORDER BY id")


@test
def a_ticket_goes_from_the_customer_to_devops_and_back(world):
    before, number = len(mails(world)), new(world)
    for person, line, state in ((ENGINEER, "take TK", "assigned"), (ENGINEER, "reply TK --text 'We look.'", "assigned"),
                                (OPENER, "reply TK --text 'Thank you.'", "assigned"),
                                (ENGINEER, "reply TK --internal --text 'Odd.'", "assigned"),
                                (ENGINEER, "escalate TK --reason 'The platform.'", "escalated"),
                                (OTHER_ENGINEER, "take TK", "with-devops"),
                                (OTHER_ENGINEER, "reply TK --text 'Mended.'", "with-devops"),
                                (OWNER, "close TK --reason 'It works.'", "closed")):
        said = world.session(person, f"{line.replace('TK', number)} --json").expect(0).json
        equal((said["name"], said["state"]), (number, state), line)
    equal(mails(world)[before:], [("replied", OPENER), ("replied", ENGINEER), ("replied", OPENER), ("closed", OTHER_ENGINEER)])
    inside, outside = ticket(world, LEAD, number), ticket(world, READER, number)
    equal([entry["text"] for entry in inside["entries"]],
          ["Every hour.", "We look.", "Thank you.", "Odd.", "The platform.", "Mended.", "It works."])
    equal([entry["text"] for entry in outside["entries"]], ["Every hour.", "We look.", "Thank you.", "Mended.", "It works."])
    equal((outside["assignee"], outside["escalatedBy"], outside["closedBy"]), (OTHER_ENGINEER, ENGINEER, OWNER))
    equal(set(outside), HEAD | {"entries", "requests", "allowed", "test"})
    world.session(ENGINEER, f"reply {number} --text More").expect(3, "closed-ticket")


@test
def the_mail_says_how_to_read_and_not_what_was_written(world):
    number = new(world)
    world.session(ENGINEER, f"take {number}").expect(0)
    world.session(ENGINEER, f"reply {number} --text 'It was the gasket.'").expect(0)
    letter = world.await_that(lambda: world.mails(OPENER, number), "the customer has been told")[0][1]
    holds(letter, f"has replied to your support ticket {number}", f"ticket {number}\n", ENGINEER)
    assert "gasket" not in letter and "It stops" not in letter, letter


@test
def the_customers_log_has_each_act_and_no_note(world):
    number = new(world)
    for line in ("take TK", "reply TK --internal --text 'They pay in gravel.'", "escalate TK --reason 'They shout.'"):
        world.session(ENGINEER, line.replace("TK", number)).expect(0)
    log = world.session(OWNER, "log --json --limit 20").expect(0).json["value"]
    ours = [entry["operationName"] for entry in log if number in str(entry["details"])]
    equal(ours, ["EscalateTicket", "TakeTicket", "OpenTicket"])
    assert "shout" not in str(log) and "gravel" not in str(log), log
    notes = world.session(LEAD, "log --operation NoteTicket --json").expect(0).json["value"]
    assert number in str(notes[0]["details"]) and "gravel" not in str(notes), notes
    equal(world.session(OWNER, "log --operation NoteTicket --json").expect(0).json["value"], [])


@test
def each_refusal_has_its_name(world):
    number = new(world)
    for person, line, code, name in (
            (BASIC, "open-ticket --subscription All --severity B --title Help --text Help", 3, "basic-support-plan"),
            (READER, f"{OPEN} Help", 3, "not-a-contributor"), (ENGINEER, f"{OPEN} Help", 3, "not-a-contributor"),
            (BASIC, f"{OPEN} Help", 3, "unknown-subscription"),
            (OWNER, f"{OPEN.replace('production', 'nothing')} Help", 3, "unknown-subscription"),
            (OWNER, f"{OPEN.replace('A ', 'D ')} Help", 3, "unknown-value"), (OWNER, f"{OPEN} 'a\u202eb'", 3, "unsafe-text"),
            (READER, f"reply {number} --text Me", 3, "not-a-contributor"), (READER, f"take {number}", 3, "not-an-engineer"),
            (OWNER, f"reply {number} --internal --text Me", 3, "not-an-engineer"), (LEAD, f"take {number}", 3, "not-an-engineer"),
            (ENGINEER, f"reply {number} --text Me", 3, "not-your-ticket"), (OTHER_ENGINEER, f"take {number}", 3, "not-escalated"),
            (ENGINEER, "take TK-7", 3, "already-taken"), (ENGINEER, f"escalate {number} --reason Me", 3, "not-your-ticket"),
            (OWNER, "close TK-8", 3, "closed-ticket"), (BASIC, f"close {number}", 4, "unknown-ticket"),
            (BASIC, "close TK-999999", 4, "unknown-ticket")):
        equal(world.session(person, line).expect(code, name).out.replace("TEST DATABASE: nothing here is real.", "").strip(), "", line)
    world.session(ENGINEER, f"take {number}").expect(0)
    world.session(ENGINEER, f"escalate {number} --reason Deep.").expect(0)
    world.session(ENGINEER, f"escalate {number} --reason Deep.").expect(3, "already-escalated")
    for line in ("reply TK-7", "reply --text x", "take", "take LB-1", "escalate TK-7", "open-ticket", f"{OPEN} x --subscription",
                 "tickets --mine --all", "tickets --status pending", "tickets --before LB-1", "tickets --limit 0"):
        world.session(OWNER, line).expect(2)


@test
def only_who_has_the_ticket_asks_for_access(world):
    number = new(world)
    line = f"--ticket {number}"
    world.submit(line).expect(3, "not-your-ticket")
    world.session(ENGINEER, f"take {number}").expect(0)
    world.submit(line).expect(0)
    world.submit(line, OTHER_ENGINEER).expect(3, "not-escalated")
    world.session(ENGINEER, f"escalate {number} --reason Deep.").expect(0)
    world.submit(line).expect(3, "not-your-ticket")
    world.submit(line, OTHER_ENGINEER).expect(0)
    world.session(OTHER_ENGINEER, f"close {number}").expect(0)
    world.submit(line, OTHER_ENGINEER).expect(3, "closed-ticket")


@test
def lists_have_their_shape_and_go_on(world):
    number = new(world)
    listed = world.session(OWNER, "tickets --json --limit 2").expect(0).json
    equal(set(listed), {"value", "nextLink", "test"})
    equal((set(listed["value"][0]), listed["value"][0]["name"]), (HEAD, number))
    names, line = [], "tickets --all --json --limit 3"
    while line is not None:
        page = world.session(OWNER, line).expect(0).json
        names += [each["name"] for each in page["value"]]
        line = f"{page['nextLink']} --json" if page["nextLink"] is not None else None
    equal(names, [f"TK-{row[0]}" for row in world.rows("SELECT number FROM ticket WHERE tenant = 'contoso' AND closed IS NULL"
                                                       " ORDER BY number DESC")])
    mine = world.session(ENGINEER, "tickets --json --limit 500").expect(0).json["value"]
    equal({each["assignee"] for each in mine}, {ENGINEER})
    holds(world.session(ENGINEER, "tickets --unassigned").expect(0).out, f"{number} It stops", "Assigned to nobody so far. Open.")
    waits = {each["state"] for each in world.session(OTHER_ENGINEER, "tickets --unassigned --json").expect(0).json["value"]}
    assert waits <= {"escalated"}, waits
    assert number not in world.session(FOREIGNER, "tickets --all").expect(0).out
    holds(world.session(OWNER, "tickets --status closed").expect(0).out, "TK-8", "Question about an invoice")


@test
def a_ticket_says_what_may_be_done(world):
    number = new(world)
    holds(world.session(ENGINEER, f"ticket {number}").expect(0).out, "To take it:\nssh ", f" take {number}\n")
    holds(world.session(OPENER, f"ticket {number}").expect(0).out, "To reply:\n", f"reply {number} --text", f"close {number}\n")
    assert "To " not in world.session(READER, f"ticket {number}").expect(0).out
    equal(ticket(world, OPENER, number)["allowed"], ["reply", "close"])
    equal(ticket(world, OTHER_ENGINEER, number)["allowed"], [])


@test
def text_is_read_from_standard_input(world):
    number = world.session(OPENER, f"{OPEN} - --json", stdin="one\r\n二\n".encode()).expect(0).json["name"]
    world.session(OPENER, f"reply {number} --text -", stdin=b"three").expect(0)
    equal([entry["text"] for entry in ticket(world, OPENER, number)["entries"]], ["one\n二", "three"])
    world.session(OPENER, f"reply {number} --text -", stdin=b"\x1b[2J").expect(3, "unsafe-text")
