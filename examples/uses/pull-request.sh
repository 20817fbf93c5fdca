#!/bin/sh
# usage: pull-request.sh [POLICY [ROOT]]
# Checks a policy and writes its plan as Markdown: into the summary of a GitHub job, or to the terminal. Changes nothing.
# HOLDFAST names the program. Ends with 0 when the policy is right and its plan could be made, whatever it plans.
set -eu
here=$(dirname "$0")
holdfast=${HOLDFAST:-holdfast}
policy=${1:-$here/pull-request.yaml}
root=${2:-/}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

# Every mistake of the policy in one pass, each at its place.
"$holdfast" validate "$policy"

"$holdfast" plan "$policy" --root "$root" --state-dir "$state" --format markdown >"$state/plan.md"
cat "$state/plan.md" >>"${GITHUB_STEP_SUMMARY:-/dev/stdout}"
