# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the suites that are shell scripts: counts tests and prints TAP.
#
#     verdict STATUS NAME [REMARKS]   one test; REMARKS are shown when it failed
#     clean NAME FAULTS               one test, passed when FAULTS is empty
#     skip NAME WHY
#     finish                          the plan; the last thing that a suite does

tap_number=0
tap_failed=0

verdict() {
    tap_number=$((tap_number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tap_number - $2"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_number - $2"
        [ -z "${3:-}" ] || printf '%s\n' "$3" | sed 's/^/#   /'
    fi
}

clean() {
    [ -z "$2" ]
    verdict $? "$1" "$2"
}

skip() {
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1 # SKIP $2"
}

finish() {
    echo "1..$tap_number"
    [ "$tap_failed" -eq 0 ]
}
