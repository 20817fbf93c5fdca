#!/bin/bash
# Validates every policy that is shipped or shown, with the real program (HOLDFAST) and with the schema that it prints.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=${HOLDFAST:-.build/holdfast}
checker=.build/tools/bin/check-jsonschema
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

mapfile -t policies < <(find policies examples -name '*.yaml' -not -path '*/.*' | sort)
[ "${#policies[@]}" -gt 0 ] || { echo "check-examples: there is no policy in policies/ or examples/" >&2 && exit 1; }
failed=
for policy in "${policies[@]}"; do
    # A workflow of a continuous integration is YAML too, but no policy.
    grep -q '^holdfast:' "$policy" || continue
    # The checkout is ours, also where its modes let others write.
    "$holdfast" validate --trust-policy "$policy" >"$work/answer" 2>&1 </dev/null || {
        cat "$work/answer" >&2
        failed=yes
    }
done
if [ -x "$checker" ]; then
    "$holdfast" schema >"$work/schema.json"
    mapfile -t policies < <(grep -l '^holdfast:' "${policies[@]}")
    "$checker" --schemafile "$work/schema.json" "${policies[@]}" || failed=yes
else
    echo "check-examples: the schema was not tried: run .ci/install-packages.sh test first" >&2
fi
[ -z "$failed" ] && echo "check-examples: ${#policies[@]} policies are right"
