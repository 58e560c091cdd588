# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what sshd runs, as the account of the door, under strace: which programs and processes it asks the kernel for."""
import concurrent.futures
import os
import shutil
import subprocess

# A question mark: not every architecture has it.
CALLS = "execve,execveat,?fork,?vfork,clone,?clone3"


def environment(door, key, line):
    """What sshd gives a session of @key that was asked for @line."""
    variables = {"PATH": "/usr/bin:/bin", "HOME": door.home, "LC_ALL": "C.UTF-8", "SSH_ORIGINAL_COMMAND": line,
                 "SSH_CONNECTION": "127.0.0.1 50000 127.0.0.1 22", "SSH_USER_AUTH": f"{door.root}/trace/proof-{key}"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            variables[name] = os.environ[name]
    # LeakSanitizer cannot look at a process that is traced; it does look when the same lines come over ssh.
    variables["ASAN_OPTIONS"] = variables.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    return variables


def trace(door, number, command, variables):
    """Runs @command as the account; returns how it ended and the calls of CALLS that it made, its own start included."""
    path = f"{door.root}/trace/{number}"
    strace = [shutil.which("strace"), "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", path]
    done = subprocess.run([*strace, *command], user=door.uid, group=door.gid, extra_groups=[], env=variables, cwd="/",
                          timeout=60, capture_output=True, stdin=subprocess.DEVNULL)
    with open(path, encoding="utf-8", errors="replace") as file:
        calls = [line.split(maxsplit=1)[1].rstrip() for line in file if line.strip()]
    return done, calls


def session(door, key):
    """The forced command of @key."""
    return [f"{door.root}/bin/lockbox", "--data", door.data, "--config", door.site, "session", "--key-id",
            str(door.ids[key])]


def start(door, key):
    """Makes ready for sessions of @key."""
    os.makedirs(f"{door.root}/trace", mode=0o700, exist_ok=True)
    os.chown(f"{door.root}/trace", door.uid, door.gid)
    with open(f"{door.root}/trace/proof-{key}", "w", encoding="ascii") as file:
        file.write(f"publickey {door.keys[key]}\n")


def only_starts(door, calls):
    """Whether these are those of a session that began and did nothing of the kind after that."""
    return len(calls) == 1 and calls[0].startswith(f'execve("{door.root}/bin/lockbox", ') and calls[0].endswith(" = 0")


def play(door, key, lines):
    """A session for each of @lines; what came of each, in their order: how it ended, and its calls."""
    start(door, key)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda each: trace(door, each[0], session(door, key), environment(door, key, each[1])),
                             enumerate(lines)))
