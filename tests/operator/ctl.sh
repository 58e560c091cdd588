# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the suites of lockboxctl: runs it, and judges exit code and outputs.

. "$top_srcdir/tests/tap.sh"

program=$top_builddir/lockboxctl
data=$TMPDIR/data
out=$TMPDIR/out
err=$TMPDIR/err
escape=$(printf '\033')

# ctl WORD…: runs it on $data; its outputs are in $out and $err, its exit code in $code.
ctl() {
    "$program" --data "$data" "$@" >"$out" 2>"$err" </dev/null
    code=$?
}

# expect CODE NAME: also, what went well says nothing on standard error, and what did not nothing on the other, but
# for what was found beside the log.
expect() {
    fault=
    [ "$code" -eq "$1" ] || fault="exit code $code instead of $1"
    if [ "$1" -eq 0 ]; then
        [ ! -s "$err" ] || fault="$fault; words on standard error"
    else
        [ "$1" -eq 7 ] || [ ! -s "$out" ] || fault="$fault; words on standard output"
        [ "$(wc -l <"$err")" -eq 1 ] || fault="$fault; not one line on standard error"
    fi
    [ -z "$fault" ]
    verdict $? "$2" "$fault
$(head -c 2000 "$out" "$err")"
}

# says FILE PATTERN NAME
says() {
    grep -qE -e "$2" "$1"
    verdict $? "$3" "$(head -c 2000 "$1")"
}

# same WANTED FOUND NAME
same() {
    [ "$1" = "$2" ]
    verdict $? "$3" "wanted $1, found $2"
}

value() { "$PYTHON3" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$out" "$1"; }
