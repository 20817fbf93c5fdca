#!/bin/sh
# Fuzzes the reading of policies for SECONDS_EACH seconds (default 60). Corpus and findings stay under
# .build/fuzz; a finding ends the run with an error and its file is named.
set -eu
cd "$(dirname "$0")/../.."

seconds=${SECONDS_EACH:-60}
out=.build/fuzz
corpus=$out/policy-text
mkdir -p "$corpus" "$out/findings"

# Seeds: every policy of the project, and what its tests write.
find policies examples -name '*.yaml' -size -64k -exec cp {} "$corpus/" \; 2>/dev/null || true
awk '/"""$/ { inside = !inside; next } inside { sub(/^    /, ""); print }' \
    Tests/PolicyTextTests/Samples.swift >"$corpus/sample.yaml"

module_flags="-Xcc -fmodule-map-file=Sources/CLibYAML/module.modulemap $(pkg-config --cflags yaml-0.1)"
# shellcheck disable=SC2046,SC2086
swiftc -O -g -parse-as-library -sanitize=fuzzer,address -swift-version 6 -package-name holdfast \
    -module-name PolicyTextFuzzer $module_flags -I Sources/CLibYAML \
    Sources/PolicyText/*.swift Tests/Fuzz/PolicyTextFuzzer.swift \
    $(pkg-config --libs yaml-0.1) -o "$out/policy-text-fuzzer"

# Swift's own crash handler would take the signal before libFuzzer writes its finding.
SWIFT_BACKTRACE=enable=no "$out/policy-text-fuzzer" "$corpus" \
    -dict=Tests/Fuzz/yaml.dict -artifact_prefix="$out/findings/" \
    -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1
