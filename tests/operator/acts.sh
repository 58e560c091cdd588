# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the suites about acts of the operator: what each leaves in which log, whom it tells, and that one that is
# refused does nothing.

. "$top_srcdir/tests/operator/ctl.sh"

input=/dev/null
bidi=$(printf '\342\200\256')

# The same, with $input as its standard input.
ctl() {
    "$program" --data "$data" "$@" >"$out" 2>"$err" <"$input"
    code=$?
}
sql() { sqlite3 "$data/lockbox.db" "$1"; }
holds() {
    grep -qF -e "$1" "$out"
    verdict $? "$2" "$(cat "$out")"
}
dump() { sqlite3 "$data/lockbox.db" .dump | cksum; }

# act NAME ENTRIES MAILS WORD…: does what the words say, which leaves exactly these entries in these logs, and is told by
# these mails: new ones, or ones that wait.
act() {
    name=$1 entries=$2 mails=$3
    shift 3
    log=$(sql 'SELECT max(sequence) FROM activity')
    ctl "$@"
    expect 0 "$name"
    same "$entries" "$(sql "SELECT group_concat(operation || ' ' || coalesce(tenant, '-'), ', ')
        FROM (SELECT * FROM activity WHERE sequence > $log ORDER BY sequence)")" "$name: the entries of the log"
    same "$mails" "$(sql "SELECT group_concat(event || ' ' || address, ', ')
        FROM (SELECT * FROM outbox WHERE log_sequence > $log ORDER BY address)")" "$name: the mails"
}

# refused REFUSAL WORD…
refused() {
    refusal=$1
    shift
    before=$(dump)
    ctl "$@"
    shown=$(printf '%s ' "$@" | LC_ALL=C tr -c ' -~\n' '?' | cut -c 1-100)
    [ "$code" -eq 3 ] && [ ! -s "$out" ] && grep -q "^lockboxctl: refused ($refusal): " "$err"
    verdict $? "refused ($refusal): $shown" "exit code $code
$(head -c 2000 "$out" "$err")"
    sed 's/…//g' "$err" | LC_ALL=C tr -d '\n -~' >"$TMPDIR/rest"
    [ "$before" = "$(dump)" ] && [ ! -s "$TMPDIR/rest" ]
    verdict $? "nothing was done, and nothing raw said: $shown" "$(cat "$err")"
}

key() { ssh-keygen -q -t "$1" ${3:+-b "$3"} -N '' -C "comment of $2" -f "$TMPDIR/$2"; }
fingerprint() { ssh-keygen -l -f "$TMPDIR/$1.pub" | cut -d ' ' -f 2; }
