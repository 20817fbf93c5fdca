#!/bin/bash
# Builds the root file system of the test containers, once, and prints its directory. The key of the cache is this script:
# Debian with systemd, dbus, sshd, cron, sudo, and an apt that knows one local repository with
#   hf-hello 1.0 2.0  a command, a conffile /etc/hf-hello.conf, and hf-hello.service (reloadable, not enabled)
#   hf-other 1.0 2.0  2.0 depends on hf-hello 2.0
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/lib.sh
. "$here/lib.sh"

# Binaries built here run there only if its C library is no older than ours: a Debian gets its own release.
suite=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}") || true
suite=${HOLDFAST_TEST_SUITE:-${suite:-trixie}}
packages=acl,attr,cron,dbus,iproute2,kmod,libpam-systemd,login,openssh-server,passwd,procps,sudo,systemd,systemd-sysv

require_machine
prepare_cache
key=$(sha256sum "${BASH_SOURCE[0]}" | cut -c 1-16)
image=$cache/image-$suite-$key

exec 9>"$cache/image.lock"
flock 9
if [ -d "$image" ]; then
    echo "$image"
    exit 0
fi
command -v mmdebstrap >/dev/null || cannot "mmdebstrap is missing (apt-get install mmdebstrap)"

work=$(mktemp --directory "$cache/building-XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
# The root of a host is open to all: what runs in the container under other users must be able to reach its files.
chmod 0755 "$work"

# Lays out one package from its control fields (on standard input) and its files, and adds it to the repository.
add_package() {
    local name=$1 version=$2 tree=$work/package
    mkdir -p "$tree/DEBIAN"
    { printf 'Package: %s\nVersion: %s\nArchitecture: all\nSection: misc\n' "$name" "$version"
      printf 'Maintainer: Holdfast tests <tests@holdfast.invalid>\nDescription: test package %s\n' "$name"
      cat; } >"$tree/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$tree" "$work/repository" >/dev/null
    rm -rf "$tree"
}

build_repository() {
    local version
    mkdir -p "$work/repository"
    for version in 1.0 2.0; do
        mkdir -p "$work"/package/{DEBIAN,etc,usr/bin,usr/lib/systemd/system}
        printf '#!/bin/sh\necho hf-hello %s\n' "$version" >"$work/package/usr/bin/hf-hello"
        chmod 0755 "$work/package/usr/bin/hf-hello"
        echo "greeting = hello from $version" >"$work/package/etc/hf-hello.conf"
        echo /etc/hf-hello.conf >"$work/package/DEBIAN/conffiles"
        cat >"$work/package/usr/lib/systemd/system/hf-hello.service" <<'UNIT'
[Unit]
Description=Test service that waits
[Service]
ExecStart=/usr/bin/sleep infinity
ExecReload=/usr/bin/true
[Install]
WantedBy=multi-user.target
UNIT
        add_package hf-hello "$version" </dev/null
        mkdir -p "$work/package/usr/share/hf-other"
        echo "$version" >"$work/package/usr/share/hf-other/version"
        if [ "$version" = 2.0 ]; then echo 'Depends: hf-hello (>= 2.0)'; fi | add_package hf-other "$version"
    done
    (cd "$work/repository" && dpkg-scanpackages --multiversion . 2>/dev/null >Packages)
}

# Runs in mmdebstrap, outside the new root, after the packages are there. Nothing of this machine stays in the image.
cat >"$work/customize.sh" <<'HOOK'
set -eu
root=$1
mkdir -p "$root/srv"
cp -r "$2" "$root/srv/packages"
rm -rf "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/* "$root"/var/lib/apt/lists/*
echo 'deb [trusted=yes] file:/srv/packages ./' >"$root/etc/apt/sources.list"
chroot "$root" apt-get -qq update
echo holdfast-test >"$root/etc/hostname"
printf '127.0.0.1 localhost holdfast-test\n::1 localhost\n' >"$root/etc/hosts"
: >"$root/etc/resolv.conf"
rm -f "$root/etc/machine-id"
chroot "$root" systemd-machine-id-setup >/dev/null
HOOK

build_repository
for attempt in 1 2 3; do
    say "building the $suite image (attempt $attempt)"
    rm -rf --one-file-system "$work/root"
    if mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
        --aptopt='Acquire::Retries "5"' --skip=cleanup/apt/lists \
        --customize-hook="sh '$work/customize.sh' \"\$1\" '$work/repository'" \
        "$suite" "$work/root" >"$work/log" 2>&1 </dev/null; then
        mv "$work/root" "$image"
        echo "$image"
        exit 0
    fi
    sleep $((attempt * 5))
done
cat "$work/log" >&2
fail "mmdebstrap could not build the image (its messages stand above)"
