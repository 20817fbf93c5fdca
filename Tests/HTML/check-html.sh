#!/bin/bash
# Tries the page that --format html writes in a real browser: the recorded ones, whose values are hostile, and one that
# the real program (HOLDFAST) makes. SCREENSHOTS=directory keeps what it looked like.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=${HOLDFAST:-.build/holdfast}
for needed in "$holdfast" "$(command -v chromium || true)" "$(command -v pdftotext || true)"; do
    [ -x "$needed" ] || { echo "check-html: ${needed:-chromium or pdftotext} is not there; run \`make build\` and .ci/install-packages.sh test" >&2 && exit 1; }
done
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

Tests/Fixtures/debian-root.sh "$work/root"
status=0
# The checkout is ours, also where its modes let others write.
"$holdfast" check Tests/Schema/reports.yaml --trust-policy --root "$work/root" --state-dir "$work/state" \
    --format html --output "$work/real.html" --quiet >/dev/null </dev/null || status=$?
[ "$status" -eq 2 ] || { echo "check-html: the check ended with $status, not 2" >&2 && exit 1; }

python3 Tests/HTML/check_html.py "$work" Tests/ReportingTests/Golden/checkup.html Tests/ReportingTests/Golden/*.html "$work/real.html"
