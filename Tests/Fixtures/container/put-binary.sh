#!/bin/bash
# usage: put-binary.sh NAME BINARY
# Copies a program into a booted container as /BASENAME, with those shared libraries that it misses there, each at the very
# path where it is found here: the program finds them by its own run path, and its children see no changed environment.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/lib.sh
. "$here/lib.sh"

name_container "${1:-}"
binary=${2:-}
[ -f "$binary" ] || fail "no such program: '$binary'"
leader=$(leader_of "$container") || fail "$1 is not running"
program=/$(basename "$binary")
install -m 0755 "$binary" "$container/root$program"

missing() { inside "$leader" ldd "$program" 2>&1 | awk '/=> not found/ { print $1 }' | sort --unique; }

# A library that is added can need others: ask again until a round adds nothing.
while names=$(missing) && [ -n "$names" ]; do
    added=
    while read -r library; do
        path=$(ldd "$binary" | awk -v name="$library" '$1 == name && $3 ~ "^/" { print $3; exit }')
        if [ -z "$path" ] || [ -e "$container/root$path" ]; then continue; fi
        install -D -m 0755 "$path" "$container/root$path"
        added=yes
    done <<<"$names"
    [ -n "$added" ] || fail "$program misses in $1: $(tr '\n' ' ' <<<"$names")"
done
echo "$program"
