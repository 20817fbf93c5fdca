#!/bin/bash
# usage: build-binary.sh OUTPUT
# Builds the one program that is shipped: optimised, stripped, with the Swift runtime and libyaml linked in, so that it needs
# nothing but the C library. It has a scratch directory of its own: the flag changes how every module is compiled.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

output=${1:?which file?}
swift=${SWIFT:-swift}

# The linker takes the first libyaml on its path: a directory that has only the static one makes it take that.
mkdir -p .build/static-libraries
archive=$("${CC:-cc}" -print-file-name=libyaml.a)
[ -f "$archive" ] || {
    echo "build-binary: libyaml.a is missing (apt-get install libyaml-dev)" >&2
    exit 1
}
ln -sf "$archive" .build/static-libraries/libyaml.a

arguments=(--configuration release --scratch-path .build/static --static-swift-stdlib --product holdfast
    -Xlinker "-L$PWD/.build/static-libraries")
"$swift" build "${arguments[@]}"
built=$("$swift" build "${arguments[@]}" --show-bin-path)/holdfast

# Stripped beside the target and renamed: whoever runs the old binary meanwhile keeps it whole.
strip -o "$output.new" "$built"
mv "$output.new" "$output"
echo "$output: $(stat --format=%s "$output" | numfmt --to=iec-i --suffix=B), needs $(
    ldd "$output" | awk '/=>/ { printf "%s%s", separator, $1; separator = ", " }'
)"
