#!/bin/bash
# Checks the recorded SARIF and JUnit reports against the published schemas. The schemas are not ours, so they are
# taken from packages that carry them: SARIF 2.1.0-rtm.4 from the source package of `sarif-om`, and that of Jenkins'
# xUnit plugin from the source package of `pytest`.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly golden=Tests/ReportingTests/Golden
readonly tools=.build/tools/schema
mkdir -p "$tools"

if [[ ! -x $tools/venv/bin/check-jsonschema ]]; then
    python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" install --quiet check-jsonschema==0.39.0
fi

# fetch NAME VERSION FILE: one file out of a source package, once.
fetch() {
    local kept=$tools/${3##*/}
    [[ -s $kept ]] && return
    local folder=$tools/$1
    "$tools/venv/bin/pip" download --quiet --no-deps --no-binary :all: --dest "$folder" "$1==$2"
    tar --extract --to-stdout --wildcards --file "$folder"/*.tar.gz "*/$3" >"$kept.part"
    mv "$kept.part" "$kept"
}
fetch sarif-om 1.0.4 sarif-2.1.0-rtm.4.json
fetch pytest 9.2.0 testing/example_scripts/junit-10.xsd

# Release candidate 4 is older than the `status` of a suppression; all else must be as it says. Its pattern for
# `language` is a regular expression only where a lone bracket is one.
for file in "$golden"/*.sarif; do
    "$tools/venv/bin/python" - "$file" <<'PYTHON' >"$tools/${file##*/}"
import json
import sys

log = json.load(open(sys.argv[1], encoding="utf-8"))
for result in log["runs"][0]["results"]:
    for suppression in result.get("suppressions", []):
        assert suppression.pop("status") == "accepted"
json.dump(log, sys.stdout)
PYTHON
done
"$tools/venv/bin/check-jsonschema" --regex-variant nonunicode \
    --schemafile "$tools/sarif-2.1.0-rtm.4.json" "$tools"/*.sarif

if ! command -v xmllint >/dev/null; then
    echo 'skipped: xmllint (libxml2-utils) is not installed, so JUnit was not checked'
    exit 0
fi
for file in "$golden"/*.xml; do
    # That schema is older than `file`, `line` and the properties of a test case, which GitLab and others read:
    # everything else must be as it says.
    "$tools/venv/bin/python" - "$file" <<'PYTHON' | xmllint --noout --schema "$tools/junit-10.xsd" -
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
    echo "ok -- $file"
done
