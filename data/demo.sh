#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lockbox at work: own temporary test database, a running lockboxd, and the way of a request from the engineer's
# question to the owner's answer. Leaves nothing behind.
#
# On a terminal the owner's part is played by whoever watches, on the screens; elsewhere, and with --plain, everything
# is walked through in plain lines.
#
# Usage: demo.sh BUILD_DIRECTORY [--plain]

set -eu

build=$(cd "${1:?usage: demo.sh BUILD_DIRECTORY [--plain]}" && pwd)
plain=no
[ "${2:-}" != --plain ] || plain=yes
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/lockbox-demo.XXXXXX")
data=$work/data
daemon=
unset LOCKBOX_DATA LOCKBOX_CONFIG SSH_ORIGINAL_COMMAND SSH_USER_AUTH SSH_CONNECTION

clean() {
    trap - EXIT INT TERM HUP
    if [ -n "$daemon" ]; then
        kill "$daemon" 2>/dev/null || :
        wait "$daemon" 2>/dev/null || :
    fi
    rm -rf "$work"
}
trap clean EXIT
trap 'clean; exit 130' INT TERM HUP

headline() { printf '\n== %s\n\n' "$*"; }
say() { printf '%s\n' "$*"; }
indent() { sed 's/^/    /'; }
person() {
    who=$1
    shift
    "$build/lockbox" --data "$data" --config "$work/lockbox.conf" --as "$who" "$@"
}
operator() { "$build/lockboxctl" --data "$data" --config "$work/lockbox.conf" "$@"; }
quietly() { "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; }

# Runs a command until it succeeds, at most 20 seconds.
await() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ]; then
            say "Waited in vain for: $*" >&2
            cat "$work/lockboxd.log" >&2
            operator mail status >&2
            exit 1
        fi
        sleep 0.1
    done
}

# becomes REQUEST STATUS
becomes() { await sh -c "'$build/lockbox' --data '$data' --config '$work/lockbox.conf' --as $owner show $1 --json | grep -q '\"status\" : \"$2\"'"; }

digest() { person "$1" show "$2" --json | sed -n 's/.*"digest" *: *"\([0-9a-f]\{64\}\)".*/\1/p'; }

# The newest mail to $1 whose subject names $2; set in $mail.
find_mail() {
    mail=
    for file in "$data"/Maildir/new/*; do
        [ -f "$file" ] || continue
        if grep -q "^To:.*$1" "$file" && grep -q "$3" "$file" && grep -q "$2" "$file"; then mail=$file; fi
    done
    [ -n "$mail" ]
}

show_mail() {
    grep -E '^(From|To|Subject|Date|Message-ID|Auto-Submitted):' "$mail" | indent
    say
    sed -n '/^Content-Type: text\/plain/,/^--/p' "$mail" | sed -e '/^Content-/d' -e '/^--/d' | indent
}

# submit WHO TICKET SCENARIO LEVEL WHY RESOURCE…: makes a request and sets $id.
submit() {
    who=$1 ticket=$2 scenario=$3 level=$4 why=$5
    shift 5
    for resource; do
        set -- "$@" --resource "$resource"
        shift
    done
    person "$who" submit --ticket "$ticket" --service virtual-machines --scenario "$scenario" --level "$level" \
        --justification "$why" "$@" >"$work/out"
    id=$(sed -n 's/.*\(LB-[0-9]*\).*/\1/p' "$work/out" | head -n 1)
}

engineer=engineer7@fabrikam.example
lead=lead1@fabrikam.example
owner=owner1@contoso.example

cat >"$work/lockbox.conf" <<CONF
[site]
provider=Fabrikam Support
host=lockbox.fabrikam.example
from=lockbox@fabrikam.example

[access]
provisioner=script
script=$work/provision
CONF
# Never root, where nobody says so.
[ "$(id -u)" != 0 ] || echo script-user=root >>"$work/lockbox.conf"

# What opens and closes, as doc/provisioner.md has it: a host that does what it is told, but for the requests that have a
# file in "troubled", whose content is the rest of the answer.
mkdir "$work/troubled"
cat >"$work/provision" <<'SCRIPT'
#!/bin/sh
order=$(cat)
member() { printf '%s\n' "$order" | sed -n 's/^  "'"$1"'" : "\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p'; }
grant=$(member grant)
trouble=${0%/*}/troubled/$(member request)
if [ -e "$trouble" ]; then
    printf '{"grant": %s, "status": "failed", "words": "the host does not answer"%s}\n' "$grant" "$(cat "$trouble")"
elif [ "$1" = open ]; then
    printf '{"grant": %s, "status": "opened", "login": "lockbox-%s"}\n' "$grant" "$grant"
else
    printf '{"grant": %s, "status": "closed"}\n' "$grant"
fi
SCRIPT
chmod 755 "$work/provision"

# trouble REQUEST [MORE]: its host does not answer from now on.
trouble() { printf '%s' "${2:-}" >"$work/troubled/$1"; }

# So many minutes ago, with a zone of its own.
moment() { date -u -d "@$(($(date +%s) - 60 * $1))" +%Y-%m-%dT%H:%M:%SZ; }

say 'Lockbox, a walk through. Fabrikam runs systems for Contoso and for 日本精密株式会社.'
quietly operator init --test
quietly operator import directory "$here/examples/directory.json"
"$build/lockboxd" --data "$data" --config "$work/lockbox.conf" 2>"$work/lockboxd.log" &
daemon=$!
await test -S "$data/lockboxd.sock"

headline 'Requests in every status'
say 'By what people and time really do:'
windows=remote-desktop-windows
submit $engineer TK-7 $windows read 'Will expire.' vm-web-01; expires=$id
quietly operator clock advance 4d
await sh -c "'$build/lockbox' --data '$data' --as $owner show $expires --json | grep -q Expired"
submit $engineer TK-7 $windows read 'Is denied.' vm-web-01
quietly person $owner deny "$id" --reason 'Not before the weekend.'
submit $engineer TK-7 $windows read 'Is canceled.' vm-web-01
quietly person $engineer cancel "$id"
submit $engineer TK-7 $windows operate 'Is revoked.' vm-web-02
quietly person $owner approve "$id" --shown "$(digest $owner "$id")"
quietly person owner2@contoso.example revoke "$id" --reason 'We found it ourselves.'
submit $engineer TK-7 $windows operate 'Is handed back.' vm-web-02
quietly person $owner approve "$id" --shown "$(digest $owner "$id")" --hours 2
quietly person $engineer complete "$id"
submit $engineer TK-7 remote-desktop-linux read 'Is open.' vm-db-01
quietly person $owner approve "$id" --shown "$(digest $owner "$id")"
submit $engineer TK-9 $windows read '工場の端末を調べます。' vm-kojo-01
person admin1@fabrikam.example list --status all | indent
say
submit $engineer TK-7 $windows read 'Rehearsed: Initializing.' vm-web-01
quietly operator rehearse "$id" Initializing
say 'From here on Lockbox knows where vm-web-02 and vm-db-01 are reached, and opens and closes access there. Here is what'
say 'it looks like when a host does not answer:'
quietly operator import directory "$here/examples/targets.json"
for status in Approving Error Revoking Completing; do
    submit $engineer TK-7 $windows read "Its host is in trouble: $status." vm-web-02
    case $status in
    Approving) trouble "$id" ;;
    Error) trouble "$id" ', "retry": false' ;;
    esac
    quietly person $owner approve "$id" --shown "$(digest $owner "$id")"
    case $status in
    Revoking | Completing)
        becomes "$id" Approved
        trouble "$id"
        ;;
    esac
    case $status in
    Revoking) quietly person $owner revoke "$id" --reason 'That is enough.' ;;
    Completing) quietly person $engineer complete "$id" ;;
    esac
    becomes "$id" $status
done
person admin1@fabrikam.example list --status all --limit 5 | indent

headline 'Work that could not wait for a request is recorded, not hidden'
say "\$ lockbox exclude --kind outside-procedure --scope /subscriptions/contoso-production/resourceGroups/rg-web --since … --until … --text '…'"
person $engineer exclude --kind outside-procedure --scope /subscriptions/contoso-production/resourceGroups/rg-web \
    --since "$(moment 60)" --until "$(moment 20)" --text 'A disk of the platform was full, and nothing answered any more.
We emptied it, and saw names of your files by the way.' | indent

headline 'An engineer asks'
say "\$ lockbox submit --ticket TK-7 --service virtual-machines --scenario $windows --resource vm-web-01 --resource vm-web-02 --level operate --justification '…'"
submit $engineer TK-7 $windows operate 'The web role stops answering after the update of 18 November.
Telemetry ends at the crash; we need the event log on the machine.' vm-web-01 vm-web-02
indent <"$work/out"
first=$id

headline 'The mail that arrived'
await find_mail $owner "$first" 'Auto-Submitted'
find_mail $owner "open $first" 'Auto-Submitted'
show_mail

in_lines() {
    headline 'Its owner pastes the command and reads the request'
    say "\$ ssh -t lockbox@lockbox.fabrikam.example open $first"
    SSH_ORIGINAL_COMMAND="open $first" "$build/lockbox" --data "$data" --config "$work/lockbox.conf" session --key-id 1 | indent || :

    headline 'The ticket behind it'
    person $owner ticket TK-7 | indent

    headline 'The owner approves what was shown'
    shown=$(digest $owner "$first")
    say "\$ lockbox approve $first --shown $shown"
    person $owner approve "$first" --shown "$shown" | indent

    headline 'Now there is a way for the engineer, until it ends'
    becomes "$first" Approved
    say "\$ lockbox access $first"
    person $engineer access "$first" | indent

    headline 'Somebody else is too late, and is told so'
    person owner2@contoso.example deny "$first" --reason 'No.' 2>&1 | indent || :

    headline 'The owner reads of the work without a request, and acknowledges it'
    person $owner exclusion EX-1 | indent
    shown=$(person $owner exclusion EX-1 --json | sed -n 's/.*"digest" *: *"\([0-9a-f]\{64\}\)".*/\1/p')
    person $owner acknowledge EX-1 --shown "$shown" --reason 'We have talked about it.' | indent
    say 'For the second owner nothing of it waits any more:'
    person owner2@contoso.example exclusions | indent

    headline 'A second one asks for so much that a lead has to endorse it first'
    submit $engineer TK-7 $windows administer 'A dump of the whole memory would help.' vm-web-02
    indent <"$work/out"
    shown=$(digest $lead "$id")
    say "\$ lockbox endorse $id --shown $shown"
    person $lead endorse "$id" --shown "$shown" | indent

    headline 'Only now is the customer asked, who denies it'
    say "\$ lockbox deny $id --reason 'The event log has to do.'"
    person $owner deny "$id" --reason 'The event log has to do.' | indent
    await find_mail $engineer "$id" 'Auto-Submitted'
    find_mail $engineer "$id" 'Auto-Submitted'
    show_mail

    headline 'A third one nobody answers: four days pass on the test clock'
    submit $engineer TK-7 $windows read 'One more look.' vm-web-01
    quietly operator clock advance 4d
    third=$id
    await sh -c "'$build/lockbox' --data '$data' --as $owner show $third --json | grep -q Expired"
    await find_mail $owner "$third" 'Auto-Submitted'
    person $owner show "$third" | indent
}

# The person is the owner, and may walk about, come back, and be another owner.
on_screen() {
    headline 'Now you are its owner, and paste the command'
    say "\$ ssh -t lockbox@lockbox.fabrikam.example open $first"
    say
    say 'Enter opens it here. Its keys stand in its last line; q leaves.'
    read -r answer || return 0
    SSH_ORIGINAL_COMMAND="open $first" "$build/lockbox" --data "$data" --config "$work/lockbox.conf" session --key-id 1 || :
    while :; do
        say
        printf '%s' 'Enter opens it again, 2 opens it as the second owner, e shows the engineer, q ends the demo: '
        read -r answer || return 0
        case $answer in
        q*) return 0 ;;
        2*) person owner2@contoso.example open "$first" || : ;;
        e*) person $engineer || : ;;
        *) person $owner open "$first" || : ;;
        esac
    done
}

if [ -t 0 ] && [ -t 1 ] && [ "$plain" = no ]; then on_screen; else in_lines; fi

headline 'Everything is in the log'
person $owner log --limit 12 | indent
say
operator log verify | indent

headline 'That was Lockbox'
say 'README says how to install it for people of your own.'
