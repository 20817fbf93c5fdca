#!/bin/bash
# usage: boot.sh NAME [OWNER-PID]
# Boots a fresh copy of the image with systemd as process 1, own namespaces, own control groups and no network but
# loopback. Prints "PID ROOT": its process 1 seen from here, and its / as a directory here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/lib.sh
. "$here/lib.sh"

require_machine
prepare_cache
name=${1:-}
name_container "$name"
image=$("$here/image.sh")
mkdir "$container" 2>/dev/null || fail "$name is there already; stop.sh $name removes it"
trap '"$here/stop.sh" "$name" || true' EXIT
[ -z "${2:-}" ] || identify "$2" >"$container/owner"

mount_copy() {
    local under=$1
    mkdir -p "$under/upper" "$under/work" "$container/root"
    mount -t overlay "holdfast-$name" -o "lowerdir=$image,upperdir=$under/upper,workdir=$under/work" "$container/root" \
        2>/dev/null
}
if ! mount_copy "$container"; then
    mkdir "$container/disk"
    mount -t tmpfs -o size=1g "holdfast-$name" "$container/disk"
    mount_copy "$container/disk" || cannot "overlay file systems cannot be mounted"
fi
chmod 0755 "$container/root"

# Runs until the container is off; 133 is nspawn's way of saying that it asked for a reboot.
supervise() {
    local group
    for group in $(cgroup_hierarchies); do
        mkdir -p "$group/holdfast-tests-$name"
        echo "$BASHPID" >"$group/holdfast-tests-$name/cgroup.procs"
    done
    while :; do
        local status=0
        SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --boot --directory="$container/root" \
            --machine="$name" --register=no --keep-unit --private-network --capability=CAP_NET_ADMIN \
            --drop-capability=CAP_SYS_TIME --resolv-conf=off --timezone=off --link-journal=no --console=pipe || status=$?
        [ "$status" -eq 133 ] || return "$status"
    done
}
export -f supervise cgroup_hierarchies
export container name
setsid bash -c 'set -euo pipefail; supervise' </dev/null >"$container/console.log" 2>&1 9>&- &
identify "$!" >"$container/supervisor"

state=none
for _ in $(seq 600); do
    running_from "$container/supervisor" >/dev/null || break
    if leader=$(leader_of "$container"); then
        state=$(inside "$leader" systemctl is-system-running 2>/dev/null) || true
        case $state in running | degraded) break ;; esac
    fi
    sleep 0.1
done
case $state in
running) ;;
degraded) say "$name is degraded: $(inside "$leader" systemctl --failed --no-legend --plain | tr '\n' ';')" ;;
*)
    cat "$container/console.log" >&2
    fail "$name did not boot (state: $state); its console stands above"
    ;;
esac
trap - EXIT
echo "$leader $container/root"
