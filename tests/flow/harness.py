# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests as functions that assert, and TAP of what became of them. Whoever imports a module of tests has them
run in the order in which they are written."""
import sys
import traceback

tests = []


def test(function):
    """The function is a test; its name says what must hold."""
    tests.append(function)
    return function


def equal(seen, expected, about=""):
    assert seen == expected, f"{about}: {seen!r} instead of {expected!r}"


def holds(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is missing in:\n{text}"


def run(world):
    """Runs all tests. True when none failed."""
    failed = 0
    for number, function in enumerate(tests, 1):
        name = function.__name__.replace("_", " ")
        try:
            function(world)
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # every kind of failure fails this test and no other
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc(limit=-4).splitlines():
                print(f"#   {ascii(line)[1:-1]}", flush=True)
    print(f"1..{len(tests)}")
    sys.stdout.flush()
    return failed == 0
