# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline of a request by commands: what it tells and to whom, page by page, narrowed, and exported whole."""
import json

from harness import equal, holds, test
from world import ENGINEER, FOREIGNER, LEAD, OTHER_ENGINEER, OTHER_OWNER, OWNER, READER

KINDS = "asked evaluated notified read decided access session relay event watched ended other".split()
FIELDS = {"kind", "dateTime", "source", "account", "entry", "weighing", "mail", "event"}


def moments(world, request, more="", person=OWNER):
    return world.session(person, f"timeline {request} --json --limit 500 {more}").expect(0).json["value"]


def kinds(rows):
    """The kinds in their order, each that follows itself once."""
    told = [row["kind"] for row in rows]
    return [kind for before, kind in zip([None] + told, told) if kind != before]


def new(world):
    """A request whose owners were mailed, that one of them read, approved and ended, who gave a reason that is not ours."""
    request = world.request()
    world.await_that(lambda: len([row for row in moments(world, request) if row["mail"]]) >= 2, "owners have been told")
    world.session(OTHER_OWNER, f"show {request}").expect(0)
    world.approve(request).expect(0)
    world.session(OWNER, f"revoke {request} --reason 'Enough: \"it\" | <b>.'").expect(0)
    world.await_that(lambda: world.status(request) == "Revoked", "access is over")
    world.await_that(lambda: not world.rows("SELECT 1 FROM outbox WHERE request = ? AND status NOT IN ('accepted', 'withdrawn')",
                                        int(request[3:])),
                     "all mails are taken")
    return request


@test
def the_story_of_a_request_is_told_in_order(world):
    request = new(world)
    rows = moments(world, request)
    for row in rows:
        equal(set(row), FIELDS)
        equal(sum(row[part] is not None for part in ("entry", "weighing", "mail", "event")), row["kind"] != "read", row)
        assert row["kind"] in KINDS, row
    times = [row["dateTime"] for row in rows]
    equal(times, sorted(times))
    told = [kind for kind in kinds(rows) if kind != "notified"]
    equal(told[:2], ["asked", "evaluated"])
    equal([kind for kind in told if kind in ("read", "decided", "ended")][-3:], ["read", "decided", "ended"])
    equal({row["account"] for row in rows if row["kind"] == "read"}, {OTHER_OWNER, OWNER})
    text = world.session(OWNER, f"timeline {request} --limit 500").expect(0).out
    holds(text, "(rules)", "opened the request", f"mail accepted: {request} waits for an answer", "Revoke Lockbox Request",
          "| status: Pending")
    asked = world.session(OWNER, f"show {request} --json").expect(0).json["properties"]["asked"]
    opened = {row["account"]: row["openedDateTime"] for row in asked}
    equal(opened[OTHER_OWNER], next(row["dateTime"] for row in rows if (row["kind"], row["account"]) == ("read", OTHER_OWNER)))


@test
def it_is_narrowed_and_read_page_by_page(world):
    request = new(world)
    rows = moments(world, request)
    for kind in KINDS:
        equal(moments(world, request, f"--kind {kind}"), [row for row in rows if row["kind"] == kind], kind)
    equal(moments(world, request, "--kind read --kind ended"), [row for row in rows if row["kind"] in ("read", "ended")])
    equal([row["kind"] for row in moments(world, request, "--text 'enough: \"'")], ["ended"])
    decided = next(row["dateTime"] for row in rows if row["kind"] == "decided")
    equal(moments(world, request, f"--since {decided}"), [row for row in rows if row["dateTime"] >= decided])
    equal(moments(world, request, f"--until {decided}"), [row for row in rows if row["dateTime"] < decided])
    read, line = [], f"timeline {request} --limit 3"
    while line:
        page = world.session(OWNER, f"{line} --json").expect(0).json
        read, line = read + page["value"], page["nextLink"]
    equal(read, rows)
    holds(world.session(OWNER, f"timeline {request} --kind watched").expect(0).out, "Nothing of what happened")
    for more in ("--kind x", "--text ''", "--after 1.2", "--after 1.9.3", "--after -1.0.0", "--limit 0", "--export csv",
                 "--export jsonl --json", "--export jsonl --limit 3", "--export jsonl --after 1.0.1"):
        world.session(OWNER, f"timeline {request} {more}").expect(2)


@test
def it_is_exported_whole(world):
    request = new(world)
    for person, more in ((OWNER, ""), (READER, "--kind asked --kind decided"), (ENGINEER, "--text contoso"), (LEAD, "")):
        expected = moments(world, request, more, person)
        lines = world.session(person, f"timeline {request} --export jsonl {more}").expect(0).out.splitlines()
        equal([json.loads(line) for line in lines], [dict(row, requestId=request, test=True) for row in expected])
        assert expected, person


@test
def who_may_not_read_the_request_reads_none_of_it(world):
    request = new(world)
    for person in (FOREIGNER, OTHER_ENGINEER):
        for more in ("", "--json", "--export jsonl", "--kind asked"):
            foreign, unknown = (world.session(person, f"timeline {number} {more}") for number in (request, "LB-999999"))
            equal((foreign.code, foreign.out, foreign.err.replace(request, "LB")),
                  (unknown.code, unknown.out, unknown.err.replace("LB-999999", "LB")), more)
            equal((foreign.code, foreign.out), (4, ""))
