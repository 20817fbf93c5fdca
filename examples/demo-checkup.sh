#!/bin/bash
# The story of a checkup, on loopback and in a temporary directory: an embedded Octopus Server as freshly installed, a checkup
# without a key and with one, a policy from it, and the nightly check for drift. `make run` runs it; HOLDFAST and SIMULATOR
# name the programs. The story is checked while it is told: it ends with an error where it is not true.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/.."

holdfast=$(realpath "${HOLDFAST:-.build/holdfast}")
simulator=$(realpath "${SIMULATOR:-.build/octopus-simulator}")
uses=$PWD/examples/uses
# What the environment knows of a real server is no part of this story.
unset "${!OCTOPUS_@}" OCTOPUS_ 2>/dev/null || true
export NO_PROXY=127.0.0.1,localhost

fail() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}
for program in "$holdfast" "$simulator"; do
    [ -x "$program" ] || fail "$program is not there; run \`make build simulator\` first"
done

work=$(mktemp --directory "${TMPDIR:-/tmp}/holdfast-demo.XXXXXX")
server=
stop() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
    server=
}
trap 'stop; rm -rf --one-file-system "$work"' EXIT
install -m 0755 "$uses/octopus-drift.sh" "$work"
install -m 0644 "$uses/octopus-drift.yaml" "$work"
cd "$work"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi
headline() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# expecting STATUS COMMAND…: shows the command, runs it, and insists on its exit status.
expecting() {
    local expected=$1 status=0
    shift
    printf '$ %s\n' "$*"
    local words=("$@")
    [ "${words[0]}" != holdfast ] || words[0]=$holdfast
    HOLDFAST=$holdfast "${words[@]}" </dev/null || status=$?
    [ "$status" -eq "$expected" ] || fail "\`$*\` ended with $status where the story says $expected"
}

# serve OPTION…: starts the embedded server and waits until it answers. Its port stays the same.
serve() {
    stop
    rm -f port.new
    "$simulator" serve --port "${port:-0}" --port-file port.new --keys-file keys --record requests "$@" >serve.log 2>&1 &
    server=$!
    for _ in $(seq 100); do
        if [ -s port.new ]; then break; fi
        kill -0 "$server" 2>/dev/null || fail "the embedded server ended: $(cat serve.log)"
        sleep 0.1
    done
    [ -s port.new ] || fail "the embedded server does not answer"
    port=$(cat port.new)
    url=http://127.0.0.1:$port
}

serve --scenario fresh
headline "an Octopus Server as it is after its installation (embedded, $(head -n 1 serve.log)), at $url"

headline "a checkup, without any key: what everybody can see (exit status 2: something differs)"
expecting 2 holdfast checkup "$url"

headline "the same with a key that may only look, and a page to read and to keep"
OCTOPUS_API_KEY=$(awk '$1 == "read-only" { print $2 }' keys)
export OCTOPUS_API_KEY
expecting 2 holdfast checkup "$url" --format html --output checkup.html --record . | sed -u -n '/^\$/p; /^section/,$p'
grep -q "default-src 'none'" checkup.html || fail "there is no page"
grep -rqF "$OCTOPUS_API_KEY" checkup.html ./*.json && fail "a key was written down"
echo "the page: checkup.html, $(wc -c <checkup.html) bytes; the evidence: $(echo ./*.json)"

headline "nothing was done but looking, by the server's own record"
cut -d ' ' -f 1 requests | sort | uniq -c
[ "$(cut -d ' ' -f 1 requests | sort --unique | grep -cvxE 'GET|HEAD')" -eq 0 ] || fail "something else than GET and HEAD was sent"

headline "a policy from it, for all further checks"
expecting 0 holdfast new --from-checkup "$url" --output octopus.yaml
expecting 0 holdfast validate octopus.yaml
sed -n '1,16p' octopus.yaml

headline "months later the server is as the guide wants it, and every night it is checked for drift (exit status 0)"
serve --scenario hardened
expecting 0 ./octopus-drift.sh "$url"

headline "somebody turns the built-in worker on again; the nightly check says so (exit status 2), at the policy's line"
serve --scenario hardened --set featuresconfiguration:IsBuiltInWorkerEnabled=true
expecting 2 ./octopus-drift.sh "$url"
grep -q '"ruleId" : "built-in-worker"' drift.sarif || fail "the findings do not name the drift"

headline "on a real server"
cat <<'END'
holdfast checkup https://octopus.example.com                          # as anybody, from anywhere: needs no key, root or policy
export OCTOPUS_API_KEY=…                                              # of a service account that may only look
holdfast checkup https://octopus.example.com --format html --output checkup.html
END
