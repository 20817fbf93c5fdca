#!/bin/bash
# Checks the format of the Swift sources, the shell scripts, and that no source file outgrows its reader.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly longest=400
failed=

"${SWIFT:-swift}" format lint --strict --parallel --recursive Package.swift Sources Tests || failed=yes

mapfile -t scripts < <(find .ci Tests examples -name '*.sh' -o -path .ci/run | sort)
if command -v shellcheck >/dev/null; then
    shellcheck --external-sources "${scripts[@]}" || failed=yes
else
    echo "lint: shellcheck is missing; the shell scripts were not checked (apt-get install shellcheck)" >&2
fi

while read -r file; do
    lines=$(wc -l <"$file")
    if [ "$lines" -gt "$longest" ]; then
        echo "$file:$longest: error: $lines lines; a file has at most $longest, split it by responsibility" >&2
        failed=yes
    fi
done < <(find Package.swift Makefile .ci Sources Tests examples -type f \
    \( -name '*.swift' -o -name '*.sh' -o -name '*.c' -o -name '*.h' -o -name '*.py' -o -name Makefile \) | sort)

[ -z "$failed" ]
