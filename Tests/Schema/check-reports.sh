#!/bin/bash
# Makes SARIF and JUnit reports with the real program (HOLDFAST): plan, apply and check on a throwaway copy of a Debian tree,
# with a policy that has waivers, audits, work by hand and what could not be told. Then checks them, and the recorded
# ones, against the published schemas.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=${HOLDFAST:-.build/holdfast}
[ -x "$holdfast" ] || { echo "check-reports: $holdfast is not there; run \`make build\`" >&2 && exit 1; }
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
Tests/Fixtures/debian-root.sh "$work/root"
mkdir "$work/reports"

# run STATUS NAME COMMAND...: both formats of one command, which must end with that status.
run() {
    local wanted=$1 name=$2 extension status
    shift 2
    for extension in sarif xml; do
        local format=$extension
        [ "$extension" = sarif ] || format=junit
        status=0
        # The checkout is ours, also where its modes let others write.
        "$holdfast" "$@" --trust-policy --root "$work/root" --state-dir "$work/state" --format "$format" \
            >"$work/reports/$name.$extension" 2>"$work/complaints" </dev/null || status=$?
        [ "$status" -eq "$wanted" ] || {
            echo "check-reports: $name as $format ended with $status, not $wanted:" >&2
            cat "$work/complaints" >&2
            exit 1
        }
    done
}

run 2 plan plan --detailed-exitcode Tests/Schema/reports.yaml
run 2 check-before check Tests/Schema/reports.yaml
run 2 apply apply --yes Tests/Schema/reports.yaml
run 2 check-after check Tests/Schema/reports.yaml
run 6 unknown check --only not-told Tests/Schema/reports.yaml
run 0 right check --only right Tests/Schema/reports.yaml
run 2 baseline check policies/linux-host.yaml

for word in suppressions '"open"'; do
    grep -q "$word" "$work/reports/plan.sarif" || {
        echo "check-reports: the plan has nothing of: $word" >&2
        exit 1
    }
done
Tests/Schema/check-formats.sh Tests/ReportingTests/Golden "$work/reports"
