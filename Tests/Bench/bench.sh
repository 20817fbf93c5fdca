#!/bin/bash
# Measures the release binary (HOLDFAST) on workloads made here, beside a floor in C. `make bench` runs it.
#   N=3              fewer runs for every figure (7)
#   BENCH_DIR=DIR    where the workloads lie (/var/tmp): the file system that is measured
#   STRICT=1         end with 1 when a target is not reached
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=$(realpath "${HOLDFAST:-.build/holdfast}")
[ -x "$holdfast" ] || { echo "bench: $holdfast is not there; run \`make build\` first" >&2 && exit 1; }
work=$(mktemp --directory "${BENCH_DIR:-/var/tmp}/holdfast-bench.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

read -ra yaml < <(pkg-config --cflags --libs yaml-0.1)
"${CC:-cc}" -O2 -Wall -Wextra -pthread -o "$work/floor" Tests/Bench/floor.c "${yaml[@]}"
for count in 1 100 1000 10000; do python3 Tests/Bench/workload.py "$work/$count" "$count"; done
Tests/Fixtures/debian-root.sh "$work/debian"
echo "$(grep -m 1 'model name' /proc/cpuinfo | cut -d : -f 2 | xargs), $(nproc) cores," \
    "$(stat --file-system --format=%T "$work"), Linux $(uname -r)"
python3 Tests/Bench/measure.py "$holdfast" "$work/floor" "$work" "${N:-7}" policies/linux-host.yaml | tee "$work/table"
[ -z "${STRICT:-}" ] || ! grep -q 'NOT REACHED' "$work/table"
