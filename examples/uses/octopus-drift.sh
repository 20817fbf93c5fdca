#!/bin/sh
# usage: octopus-drift.sh URL [POLICY [SARIF [EVIDENCE]]]
# Checks an Octopus Server for drift, as a nightly job does: the findings as SARIF, the result kept in the directory
# EVIDENCE. Changes nothing. OCTOPUS_API_KEY holds a key that may only look; HOLDFAST names the program.
# Ends with the exit status of the check: 0 as wanted, 2 differs, 6 nothing differs but something could not be told.
set -eu
here=$(dirname "$0")
holdfast=${HOLDFAST:-holdfast}
url=${1:?which server?}
policy=${2:-$here/octopus-drift.yaml}
sarif=${3:-drift.sarif}
evidence=${4:-evidence}
mkdir -p "$evidence"

status=0
"$holdfast" check "$policy" --var "octopus-url=$url" --format sarif --output "$sarif" --record "$evidence" || status=$?
echo "check ended with $status; the findings are in $sarif, the evidence in $evidence" >&2
exit "$status"
