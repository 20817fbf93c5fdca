#!/bin/sh
# usage: ci-check.sh [POLICY [ROOT [SARIF]]]
# Checks a host, or the tree at ROOT, and writes the result as SARIF. Changes nothing. HOLDFAST names the program.
# Ends with the exit status of the check: 0 as wanted, 2 differs, 6 nothing differs but something could not be told.
set -eu
here=$(dirname "$0")
holdfast=${HOLDFAST:-holdfast}
policy=${1:-$here/ci-check.yaml}
root=${2:-/}
sarif=${3:-holdfast.sarif}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

status=0
"$holdfast" check "$policy" --root "$root" --state-dir "$state" --format sarif --output "$sarif" || status=$?
echo "check ended with $status; the findings are in $sarif" >&2
exit "$status"
