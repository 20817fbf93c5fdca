#!/bin/bash
# usage: check-formats.sh DIRECTORY...
# Checks the SARIF and JUnit reports in these directories against the published schemas, which .ci/install-packages.sh
# has put into .build/tools/schemas.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly tools=.build/tools
for needed in "$tools/bin/check-jsonschema" "$tools/schemas/sarif-2.1.0-rtm.4.json" "$tools/schemas/junit-10.xsd" "$(command -v xmllint || true)"; do
    [ -s "$needed" ] || { echo "check-formats: ${needed:-xmllint} is not there; run .ci/install-packages.sh test" >&2 && exit 1; }
done
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
checked=0

# Release candidate 4 is older than the `status` of a suppression; all else must be as it says. Its pattern for
# `language` is a regular expression only where a lone bracket is one.
for directory; do
    for file in "$directory"/*.sarif; do
        python3 - "$file" <<'PYTHON' >"$work/$checked.sarif"
import json
import sys

log = json.load(open(sys.argv[1], encoding="utf-8"))
for result in log["runs"][0]["results"]:
    for suppression in result.get("suppressions", []):
        assert suppression.pop("status") == "accepted"
json.dump(log, sys.stdout)
PYTHON
        checked=$((checked + 1))
    done
done
"$tools/bin/check-jsonschema" --regex-variant nonunicode --schemafile "$tools/schemas/sarif-2.1.0-rtm.4.json" "$work"/*.sarif

# That schema is older than `file`, `line` and the properties of a test case, which GitLab and others read:
# everything else must be as it says.
for directory; do
    for file in "$directory"/*.xml; do
        python3 - "$file" <<'PYTHON' >"$work/junit.xml"
import sys
import xml.etree.ElementTree as tree

root = tree.parse(sys.argv[1]).getroot()
for case in root.iter("testcase"):
    for name in ("file", "line"):
        case.attrib.pop(name, None)
    for properties in case.findall("properties"):
        case.remove(properties)
sys.stdout.write(tree.tostring(root, encoding="unicode"))
PYTHON
        xmllint --noout --schema "$tools/schemas/junit-10.xsd" "$work/junit.xml" 2>"$work/answer" || {
            echo "check-formats: $file is no JUnit report:" >&2
            cat "$work/answer" >&2
            exit 1
        }
        checked=$((checked + 1))
    done
done
echo "check-formats: $checked reports are as their schemas want them"
