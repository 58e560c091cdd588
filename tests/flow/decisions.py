# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job: submit, mail, open, show, approve or deny, log; and whoever comes too late."""
import os
import pty
import re
import select
import subprocess
import time

from harness import equal, holds, test
from world import BUILD, ENGINEER, HOST, OTHER_OWNER, OWNER, PATIENCE, is_harmful


@test
def a_request_goes_from_the_question_to_the_mail_to_the_answer_to_the_log(world):
    said = world.submit("--resource vm-web-01 --resource vm-web-02").expect(0).out
    request = re.search(r"LB-\d+", said)[0]
    mail, text = world.await_that(lambda: world.mails(OWNER, "Approval needed", request), "the mail has come")[0]
    holds(text.splitlines(), f"ssh -t lockbox@{HOST} open {request}")
    assert mail["Message-ID"] and mail["Date"] and mail["Auto-Submitted"] == "auto-generated", mail.as_string()
    opened = world.session(OWNER, f"open {request}").expect(6)
    holds(opened.out, f"{request}   ? Customer Notified", ENGINEER, "vm-web-01", "vm-web-02", "The event log is needed.",
          "Nothing is decided so far.")
    shown = world.session(OWNER, f"show {request}").expect(0)
    digest = world.digest(request)
    holds(shown.out, f"Digest of what is shown: {digest}\n", f"\nssh lockbox@{HOST} approve {request} --shown {digest}\n")
    holds(world.session(OWNER, f"approve {request} --shown {digest}").expect(0).out, f"{request} is approved")
    equal(world.status(request), "Approved")
    log = world.session(OWNER, f"log --request {request} --json").expect(0).json["value"]
    equal([entry["operationName"] for entry in log], ["ApproveLockboxRequest", "CreateLockboxRequest"])
    equal([entry["caller"] for entry in log], [OWNER, ENGINEER])
    holds(world.session(OWNER, f"log --request {request}").expect(0).out, "Approve Lockbox Request", "Create Lockbox Request")
    world.await_that(lambda: world.mails(ENGINEER, request), "the engineer has been told")


@test
def the_id_alone_opens_a_request_and_nothing_at_all_lists(world):
    request = world.request()
    for line in (request, request.lower(), f"open {request}", f" open\t{request.lower()} "):
        holds(world.session(OWNER, line).expect(6).out, f"\n{request}   ? Customer Notified", f"\nNothing is decided so far.")
    for line in (None, "", " \t ", "list"):
        holds(world.session(OWNER, line).expect(0).out, f"\n{request}    ? Customer Notified", "To open one of them")


@test
def a_denial_needs_a_reason_which_the_engineer_reads(world):
    request = world.request()
    world.session(OWNER, f"deny {request}").expect(3, "reason-needed")
    equal(world.status(request), "Pending")
    holds(world.session(OWNER, f"deny {request} --reason 'Not before Monday.'").expect(0).out, f"{request} is denied")
    holds(world.session(ENGINEER, f"show {request}").expect(0).out, f"Denied by {OWNER}", "| Not before Monday.")


@test
def an_approval_with_another_digest_or_none_is_refused(world):
    request, other = world.request(), world.request()
    digest = world.digest(request)
    turned = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    before = world.counts()
    for wrong in (turned, world.digest(other), "0" * 64, digest[:-1], digest + "0", "x"):
        world.session(OWNER, f"approve {request} --shown {wrong}").expect(3, "changed")
        world.session(OWNER, f"deny {request} --shown {wrong} --reason No.").expect(3, "changed")
    refused = world.session(OWNER, f"approve {request}").expect(3, "not-shown")
    holds(refused.err, f"\nssh lockbox@{HOST} approve {request} --shown {digest}\n")
    equal((world.status(request), world.counts()), ("Pending", before))


@test
def who_comes_second_is_told_who_was_first_and_when(world):
    for verb, refused in (("approve", "Approved"), ("deny", "Denied")):
        request = world.request()
        digest = world.digest(request)
        world.session(OWNER, f"{verb} {request} --shown {digest} --reason First.").expect(0)
        for second in (f"approve {request} --shown {digest}", f"deny {request} --reason Second."):
            late = world.session(OTHER_OWNER, second).expect(5, "already-decided")
            assert re.search(rf"\({refused} by {OWNER}, \w+ \d+ \w+ \d{{4}} \d\d:\d\d CES?T\)", late.err), late.err
        world.session(ENGINEER, f"cancel {request}").expect(5, "already-decided")
        world.session(OTHER_OWNER, f"open {request}").expect(0)


@test
def a_request_is_canceled_by_who_made_it_alone(world):
    request = world.request()
    world.session(OWNER, f"cancel {request}").expect(3, "not-the-requester")
    world.session(ENGINEER, f"cancel {request} --reason 'Found it.'").expect(0)
    equal(world.status(request), "Canceled")
    world.session(OWNER, f"deny {request} --reason No.").expect(5, "already-decided")


@test
def access_is_handed_back_or_ended_early_and_only_while_it_is_open(world):
    done, ended = world.request(), world.request()
    world.session(OWNER, f"revoke {done} --reason Early.").expect(5, "no-access-open")
    holds(world.session(ENGINEER, f"access {done}").expect(0).out, f"Nothing is opened by {done} before it is approved.")
    for request in (done, ended):
        world.approve(request).expect(0)
    said = world.session(ENGINEER, f"access {done}").expect(0).out
    holds(" ".join(said.split()), "none of its resources had a target")
    world.session(OWNER, f"complete {done}").expect(3, "not-the-requester")
    world.session(ENGINEER, f"complete {done}").expect(0)
    world.session(ENGINEER, f"revoke {ended} --reason No.").expect(3, "not-an-approver")
    world.session(OTHER_OWNER, f"revoke {ended} --reason 'Found it.'").expect(0)
    equal([world.status(done), world.status(ended)], ["Completed", "Revoked"])
    world.session(ENGINEER, f"complete {ended}").expect(5, "no-access-open")


def converse(world, command, talk, person=OWNER):
    """Runs a command of a person on a terminal. talk is pairs of what to wait for (None: nothing) and what to type then. Returns
    exit code and text."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["SSH_ORIGINAL_COMMAND"] = command
        os.execv(f"{BUILD}/lockbox", ["lockbox", "--data", world.data, "--config", world.config, "session", "--key-id",
                                      str(world.keys[person])])
    text, talk, deadline = b"", list(talk), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        while talk and (talk[0][0] is None or talk[0][0] in text):
            os.write(terminal, talk.pop(0)[1])
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    world.codes.add(code)
    shown = text.decode().replace("\r\n", "\n")
    assert not any(is_harmful(character) for character in shown), shown
    return code, shown


@test
def on_a_terminal_the_number_has_to_be_typed_to_approve(world):
    request = world.request()
    question = b"press Enter: "
    for answer in (b"\n", b"y\n", b"LB-999999\n", b"\x04"):
        code, text = converse(world, f"approve {request}", [(question, answer)])
        equal(code, 6, text)
        holds(text, "That is not its number. Nothing is decided.")
    equal(world.status(request), "Pending")
    code, text = converse(world, f"approve {request}", [(question, request[3:].encode() + b"\n")])
    equal(code, 0, text)
    holds(text, f"{request}   ? Customer Notified", ENGINEER, f"{request} is approved")


@test
def what_was_typed_ahead_approves_nothing(world):
    request = world.request()
    ahead = request[3:].encode() + b"\n"
    code, text = converse(world, f"approve {request}", [(None, ahead), (b"Customer Notified", ahead), (b"press Enter: ", b"\n")])
    equal(code, 6, text)
    equal(world.status(request), "Pending")


@test
def four_days_without_an_answer_are_an_expiry_and_open_access_ends(world):
    waits, runs = world.request(), world.request()
    world.approve(runs).expect(0)
    world.operator("clock", "advance", "4d").expect(0)
    # Even before lockboxd has noticed.
    world.approve(waits).expect(5)
    world.await_that(lambda: world.status(waits) == "Expired" and world.status(runs) == "Completed", "time has acted")
    late = world.session(OWNER, f"deny {waits} --reason Late.").expect(5)
    assert late.refusal in ("already-decided", "expired"), late.err
    world.await_that(lambda: world.mails(OWNER, waits, "xpired"), "the owner has been told of the expiry")
    entry = world.session(OWNER, f"log --request {waits} --operation expiry --json").expect(0).json["value"][0]
    equal((entry["displayName"], entry["caller"]), ("Lockbox Request Expiry", None))


@test
def what_the_screen_could_not_take_is_a_failure_and_not_an_answer(world):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([f"{BUILD}/lockbox", "--data", world.data, "--as", OWNER, "list"], stdout=full,
                              stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    equal(done.returncode, 1)
    world.codes.add(1)
    world.run("lockbox", "--data", "/nonexistent", "--as", OWNER, "list").expect(1)
