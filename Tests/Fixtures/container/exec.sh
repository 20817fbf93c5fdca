#!/bin/bash
# usage: exec.sh NAME COMMAND [ARGUMENT…]
# Runs a command inside a booted container, in all its namespaces, and ends with the command's exit status.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/lib.sh
. "$here/lib.sh"

name_container "${1:-}"
leader=$(leader_of "$container") || fail "$1 is not running"
shift
[ $# -gt 0 ] || fail "which command?"
inside "$leader" "$@"
