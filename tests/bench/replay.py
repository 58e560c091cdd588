# SPDX-License-Identifier: GPL-3.0-or-later
"""How quickly a long recording is gone through, beside plain reading of the same files, in how much memory; and how far behind a
session somebody is who watches it."""
import os
import random
import re
import select
import subprocess
import time

import recordings
from ptys import OWNER

PARTS, PART = 7, 15 << 20  # a little more than 100 MiB
LINES = 300                # that are watched
DEADLINE = 300.0
HEADER = b'{"version": 2, "width": 80, "height": 24, "timestamp": 1764000000, "env": {"TERM": "xterm-256color"}}\n'
CLEAR = r"\u001b[2J\u001b[H"
# Nothing else on the screen has these characters, so each is drawn where it comes.
BEGINNING, END = "§¶§¶§¶§¶", "¶§¶§¶§¶§"


def event(at, text):
    return f'[{at:.6f}, "o", "{text}"]\n'.encode()


def parts_of_long():
    """What a build shows for two days, line by line in colours."""
    chance, at, parts = random.Random(7), 0.0, []
    words = ["gcc", "-O2", "-Wall", "src/store/store.o", "warning:", "unused", "variable", "linking", "lockboxd", "ok", "0.031s"]
    for part in range(PARTS):
        events = [HEADER, event(0, CLEAR + ascii_of(BEGINNING))] if part == 0 else [HEADER]
        size = sum(map(len, events))
        while size < PART:
            # Before the first one stands still for a while, to be found again.
            at += 60.0 if at == 0 else chance.expovariate(4)
            shown = " ".join(rf"\u001b[{chance.randrange(31, 38)}m{chance.choice(words)}\u001b[0m" for _ in range(9))
            events.append(event(at, shown + r"\r\n"))
            size += len(events[-1])
        parts.append(events)
    parts[-1].append(event(at + 1, CLEAR + ascii_of(END)))
    return [b"".join(events) for events in parts]


def ascii_of(text):
    """As JSON has it in a recording."""
    return "".join(f"\\u{ord(each):04x}" for each in text)


def take(program, wanted):
    """Milliseconds until the terminal has got it."""
    begun = time.perf_counter()
    while wanted.encode() not in program.raw:
        if not program.read(begun + DEADLINE):
            raise SystemExit(f"{program.name} has ended before {wanted!r} came: {program.raw[-2000:]!r}")
    return (time.perf_counter() - begun) * 1000


def press(program, key, wanted):
    program.raw = b""
    os.write(program.master, key)
    return take(program, wanted)


def most_memory(program):
    """MiB of all, at its most."""
    with open(f"/proc/{program.pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmHWM:\s+(\d+) kB", file.read(), re.M).group(1)) / 1024


def read_plainly(command, paths):
    begun = time.perf_counter()
    subprocess.run([*command, *paths], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begun) * 1000


def jump(start, paths):
    """Milliseconds: to the end for the first time, back to the beginning, to the end again, and of plain reading; the memory."""
    program = start("--session", "1")
    try:
        take(program, BEGINNING)
        jumps = [press(program, b"\x1b[F", END), press(program, b"\x1b[H", BEGINNING), press(program, b"\x1b[F", END)]
        memory = most_memory(program)
    finally:
        program.end()
    return jumps, [read_plainly(command, paths) for command in (["cat"], ["wc", "-l"])], memory


def follow(start, path):
    """Milliseconds from a line in the file until the terminal of who watches has it."""
    chance, lags = random.Random(8), []
    program = start("--session", "2")
    try:
        take(program, BEGINNING)
        with open(path, "ab", buffering=0) as file:
            for number in range(LINES):
                # Each of its characters differs from the one before in the same place.
                marker = "".join(chance.sample("abcdefghijklm" if number % 2 else "nopqrstuvwxyz", 10))
                select.select([], [], [], chance.uniform(0.03, 0.2))
                while program.is_waiting():
                    program.read(time.perf_counter() + DEADLINE)
                program.raw = b""
                file.write(event(1 + number / 10, r"\u001b[H" + marker))
                lags.append(take(program, marker))
    finally:
        program.end()
    return lags


def measure(world, spawn):
    """Jumps, plain reading and memory of a session of 100 MiB, and the lags of watching another; @spawn starts a program."""
    if world.submit() != 1:
        raise SystemExit("the first request is not LB-1")
    world.decide(OWNER, 1, "approve", "Yes.")
    short = HEADER + event(0, CLEAR + ascii_of(BEGINNING))
    directory = recordings.install(world, 1, [(parts_of_long(), False), ([short], True)])
    paths = [f"{directory}/100-{part:02}.cast" for part in range(1, PARTS + 1)]

    def start(*words):
        verb = "replay" if words[1] == "1" else "watch"
        return spawn(world.command(OWNER, verb, "LB-1", *words))
    return (*jump(start, paths), follow(start, f"{directory}/101-01.cast"))
