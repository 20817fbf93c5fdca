#!/bin/bash
# Tries the schema that the real program (HOLDFAST) prints: it is a schema, it accepts every policy that we ship and every
# whole policy in README.md, and it refuses every sample in broken/, as the program itself does.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=${HOLDFAST:-.build/holdfast}
checker=.build/tools/bin/check-jsonschema
for program in "$holdfast" "$checker"; do
    [ -x "$program" ] || { echo "check-schema: $program is not there; run \`make build\` and .ci/install-packages.sh test" >&2 && exit 1; }
done
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
failed='' refused=0

wrong() {
    echo "check-schema: $1" >&2
    failed=yes
}

"$holdfast" schema >"$work/schema.json"
"$checker" --check-metaschema "$work/schema.json" >"$work/answer" || {
    wrong "what \`holdfast schema\` prints is no schema:"
    cat "$work/answer" >&2
}

# Blocks of README.md that are whole policies, each named after its first line.
mkdir "$work/readme"
[ ! -f README.md ] || awk -v directory="$work/readme" '
    !inside && /^ *```yaml/ { inside = 1; file = directory "/line-" NR + 1 ".yaml"; next }
    inside && /^ *``` *$/ { inside = 0; close(file); next }
    inside { print > file }' README.md

mapfile -t good < <(find policies examples "$work/readme" -name '*.yaml' -exec grep -l '^holdfast: 1' {} + 2>/dev/null | sort)
[ "${#good[@]}" -gt 0 ] || wrong 'there is no policy to accept'
[ "${#good[@]}" -eq 0 ] || "$checker" --schemafile "$work/schema.json" "${good[@]}" >"$work/answer" || {
    wrong 'the schema refuses what is right:'
    cat "$work/answer" >&2
}

for sample in Tests/Schema/broken/*.yaml; do
    if "$checker" --schemafile "$work/schema.json" "$sample" >/dev/null 2>&1; then
        wrong "the schema accepts $sample"
    elif "$holdfast" validate "$sample" >/dev/null 2>&1 </dev/null; then
        wrong "holdfast accepts $sample"
    else
        refused=$((refused + 1))
    fi
done
[ -z "$failed" ] || exit 1
echo "check-schema: ${#good[@]} policies are accepted, $refused broken ones refused"
