# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the cases of some modules, and prints TAP. Words on the command line choose those whose names have
them. There are several suites of lockboxd's, so that each ends well within its time on a slow machine too."""
import os
import sys
import time

import place


def explain(text):
    for line in str(text).splitlines():
        print(f"# {line}")


def attempt(number, name, function):
    began = time.monotonic()
    try:
        function()
        print(f"ok {number} - {name}")
        return True
    except place.Skip as why:
        print(f"ok {number} - {name} # SKIP {why}")
        return True
    except Exception as error:  # pylint: disable=broad-except
        print(f"not ok {number} - {name}")
        explain(f"{type(error).__name__}: {error}")
        for each in place.running:
            if isinstance(each, place.Daemon):
                explain(f"lockboxd said:\n{each.report()[-3000:]}")
        return False
    finally:
        place.clean()
        print(f"# {time.monotonic() - began:.1f} s", flush=True)


def main(*modules):
    """The exit status. Cases of modules that these import are not theirs."""
    names = [module.__name__ for module in modules]
    # Some programs here run without rights, and have to find what is theirs.
    os.chmod(place.TMP, 0o711)
    chosen = [each for each in place.cases
              if each[1].__module__ in names and all(word in each[0] for word in sys.argv[1:])]
    good = [attempt(number, *each) for number, each in enumerate(chosen, 1)]
    print(f"1..{len(chosen)}")
    return 0 if all(good) else 1
