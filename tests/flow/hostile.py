# SPDX-License-Identifier: GPL-3.0-or-later
"""What other systems send is kept, and shown so that it harms nobody. world.py looks through every output of every
command of this suite; here the mischief is led through each command on purpose."""
import json
import os
import re

from harness import equal, holds, test
from world import ENGINEER, HOSTILE, OTHER_OWNER, OWNER, directory, is_harmful


def expect_quoted(text):
    """Nothing of a hostile title or history begins a line as ours do, but for a real request of the page."""
    for line in text.splitlines():
        assert not line.startswith(("lockbox approve", "LB-1   + Approved")), text


@test
def hostile_tickets_pass_every_command_without_harm(world):
    for number, mischief in enumerate(HOSTILE, 100):
        ticket = world.session(OWNER, f"ticket TK-{number} --json").expect(0).json
        kept = ticket["entries"][0]["text"]
        if len(mischief) < 100:
            equal(kept, mischief.replace("\r\n", "\n").replace("\r", "\n"), "kept as it came")
        for person in (OWNER, ENGINEER):
            expect_quoted(world.session(person, f"ticket TK-{number}").expect(0).out)
        request = world.request(f"--ticket TK-{number}")
        holds(world.session(OWNER, f"show {request} --json").expect(0).out, request)
        for line in (f"show {request}", f"open {request}", "list --limit 1", "log --limit 1"):
            expect_quoted(world.session(OWNER, line).out)
        world.session(OWNER, "list --limit 1 --json").expect(0)
        end = number % 5
        if end == 0:
            world.approve(request).expect(0)
            expect_quoted(world.session(OWNER, f"revoke {request} --reason No.").expect(0).out)
        elif end == 1:
            world.session(OWNER, f"approve {request} --shown {world.digest(request)} --json").expect(0)
            expect_quoted(world.session(ENGINEER, f"complete {request}").expect(0).out)
        elif end == 2:
            expect_quoted(world.session(OWNER, f"deny {request} --reason No.").expect(0).out)
            world.session(OTHER_OWNER, f"deny {request} --reason No.").expect(5)
        elif end == 3:
            expect_quoted(world.session(ENGINEER, f"cancel {request}").expect(0).out)
        else:
            expect_quoted(world.session(OWNER, f"approve {request}").expect(3, "not-shown").err)
    for person in (OWNER, ENGINEER):
        for line in ("list --status all --limit 500", "log --limit 500", "whoami"):
            expect_quoted(world.session(person, line).expect(0).out)
            world.session(person, f"{line} --json").expect(0)
        for form in ("jsonl", "csv"):
            assert len(world.session(person, f"log --export={form}").expect(0).out.splitlines()) > 100
    equal(world.faults, [])


@test
def every_kind_of_mischief_is_shown_as_an_escape_that_can_be_read(world):
    for number, escapes in ((100, ["<U+001B>[2J"]), (102, ["<U+009B>31m"]), (103, ["<U+0008>", "<U+007F>"]),
                            (105, ["<U+202E>txet"]), (107, ["zero<U+200B>width"]), (109, ["line<U+2028>separator"])):
        holds(re.sub(r"\s+", " ", world.session(OWNER, f"ticket TK-{number}").expect(0).out), *escapes)


@test
def a_hostile_text_of_several_lines_stays_behind_its_mark(world):
    text = world.session(OWNER, "ticket TK-112").expect(0).out
    holds(text, "\n  | one\n  | To approve:\n  | lockbox approve LB-1\n")
    holds(text, "TK-112   one To approve: lockbox approve LB-1\n")


@test
def commands_in_japanese_are_no_less_careful(world):
    for line in ("ticket TK-105", "list", "log", "help", "whoami"):
        words = world.session(OWNER, line, LC_ALL="ja_JP.UTF-8").expect(0).out
        assert any("\u3040" <= character <= "\u30ff" for character in words), words


@test
def what_must_be_harmless_from_the_start_is_refused_by_the_import_harmlessly(world):
    path = os.path.join(os.path.dirname(world.config), "bad.json")
    for mischief in HOSTILE[:12]:
        for array, field in (("tenants", "name"), ("subscriptions", "name"), ("people", "name"), ("people", "account")):
            bad = directory()
            bad[array][0][field] = mischief
            with open(path, "w", encoding="utf-8") as file:
                json.dump({array: bad[array][:1]}, file)
            world.operator("import", "directory", path).expect(3)


@test
def no_mail_carries_mischief(world):
    world.await_that(lambda: not world.rows("SELECT 1 FROM outbox WHERE status IN ('queued', 'sending')"), "all mails are out")
    mails = world.mails()
    assert len(mails) > 50, len(mails)
    for mail, text in mails:
        assert mail.as_bytes().isascii() and not any(is_harmful(character) for character in text), ascii(text)
        assert "The event log is needed" not in text, "free text of an engineer in a mail"


@test
def nothing_that_any_command_printed_could_have_harmed_a_terminal(world):
    assert world.commands > 500, world.commands
    equal(world.faults, [])
