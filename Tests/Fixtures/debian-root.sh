#!/bin/bash
# usage: debian-root.sh DIRECTORY
# Makes a throwaway root of a real Debian tree: a copy of this machine's own /etc, units, crontabs and package status.
# Symbolic links stay links and are not followed; what may not be read is left out. This machine is only read.
set -euo pipefail
umask 022 # what is made here is made the same under every umask

root=${1:?which directory?}
mkdir -m 0755 "$root"
mkdir -p "$root"/{dev,home,opt,proc,run,srv,sys,usr/{bin,lib,sbin},var/{lib,log,spool}}
mkdir -m 0700 "$root/root"
mkdir -m 1777 "$root/tmp" "$root/var/tmp"
for name in bin lib sbin; do ln -s "usr/$name" "$root/$name"; done

for path in /etc /usr/lib/os-release /usr/lib/systemd/system /var/lib/dpkg/status /var/spool/cron; do
    [ -e "$path" ] || continue
    mkdir -p "$root$(dirname "$path")"
    cp --archive --one-file-system "$path" "$root$(dirname "$path")/" 2>/dev/null || true
done
[ -s "$root/etc/passwd" ] || { echo "debian-root: /etc/passwd could not be copied to $root" >&2 && exit 1; }

# Shells that accounts may be given: that they are there is all that counts, the tree's programs are never run.
for name in bin/bash bin/false bin/sh sbin/nologin; do install -m 0755 /dev/null "$root/usr/$name"; done
