#!/bin/bash
# usage: build-binary.sh OUTPUT [PRODUCT]
# Builds the one program that is shipped: optimised, stripped, with the Swift runtime and libyaml linked in, so that it needs
# nothing but the C library. It has a scratch directory of its own: the flag changes how every module is compiled.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

output=${1:?which file?}
product=${2:-holdfast}
swift=${SWIFT:-swift}

# The linker takes the first library of a name on its path: a directory that has only the static ones makes it take those.
# SwiftPM puts what pkg-config names before the system's own directories.
libraries=$PWD/.build/static-libraries
mkdir -p "$libraries"
for library in libyaml.a libstdc++.a; do
    archive=$("${CC:-cc}" -print-file-name="$library")
    [ -f "$archive" ] || {
        echo "build-binary: $library is missing; .ci/install-packages.sh run installs it" >&2
        exit 1
    }
    ln -sf "$archive" "$libraries/$library"
done
sed "s|^Libs:|Libs: -L$libraries|" "$(pkg-config --variable=pcfiledir yaml-0.1)/yaml-0.1.pc" >"$libraries/yaml-0.1.pc"
export PKG_CONFIG_PATH=$libraries

arguments=(--configuration release --scratch-path .build/static --static-swift-stdlib --product "$product"
    -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)
"$swift" build "${arguments[@]}"
built=$("$swift" build "${arguments[@]}" --show-bin-path)/$product

# Stripped beside the target and renamed: whoever runs the old binary meanwhile keeps it whole.
strip -o "$output.new" "$built"
mv "$output.new" "$output"
echo "$output: $(stat --format=%s "$output" | numfmt --to=iec-i --suffix=B), needs $(
    ldd "$output" | awk '/=>/ { printf "%s%s", separator, $1; separator = ", " }'
)"
