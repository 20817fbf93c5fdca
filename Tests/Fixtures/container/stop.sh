#!/bin/bash
# usage: stop.sh NAME…   stops these containers and removes all that boot.sh made for them
#        stop.sh --stale stops those whose owner is gone
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/lib.sh
. "$here/lib.sh"

# Waits for a process to end. A zombie has ended: when its parent collects it is not for us to wait for.
ended() {
    local _ state
    for _ in $(seq 100); do
        state=$(awk '{ sub(/^.*\) /, ""); print $1 }' "/proc/$1/stat" 2>/dev/null) || return 0
        [ "$state" != Z ] || return 0
        sleep 0.05
    done
    return 1
}

# The copy is thrown away, so nothing is shut down in order: when process 1 of a namespace is killed, the kernel ends the rest.
stop_processes() {
    local supervisor nspawn leader
    supervisor=$(running_from "$container/supervisor") || return 0
    nspawn=$(nspawn_of "$container") || nspawn=
    leader=$(leader_of "$container") || leader=
    kill -STOP "$supervisor" # it must not boot again
    [ -z "$leader" ] || kill -KILL "$leader" 2>/dev/null || true
    if [ -n "$nspawn" ]; then
        ended "$nspawn" || kill -KILL "$nspawn" 2>/dev/null || true
    fi
    kill -KILL "$supervisor" 2>/dev/null || true
    ended "$supervisor" || fail "process $supervisor does not end"
}

unmount() {
    local _
    for _ in $(seq 50); do
        mountpoint --quiet "$1" || return 0
        umount "$1" 2>/dev/null || sleep 0.1
    done
    mountpoint --quiet "$1" && fail "$1 cannot be unmounted"
    return 0
}

# Whatever still runs in a control group that boot.sh made was started by it. (0 stands for a process that cannot be named here.)
remove_group() {
    local _ pid
    for _ in $(seq 100); do
        [ -d "$1" ] || return 0
        while read -r pid; do [ "$pid" -le 1 ] || kill -KILL "$pid" 2>/dev/null || true; done \
            < <(find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null)
        find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.05
    done
    fail "control group $1 cannot be removed"
}

stop() {
    local group
    name_container "$1"
    [ -d "$container" ] || return 0
    stop_processes
    for group in $(cgroup_hierarchies); do remove_group "$group/holdfast-tests-$1"; done
    unmount "$container/root"
    [ ! -d "$container/disk" ] || unmount "$container/disk"
    rm -rf --one-file-system "$container"
}

[ $# -gt 0 ] || fail "which container?"
if [ "$1" = --stale ]; then
    set --
    for container in "$cache"/run/*/; do
        [ -f "$container/owner" ] || continue
        running_from "$container/owner" >/dev/null || set -- "$@" "$(basename "$container")"
    done
fi
for name in "$@"; do stop "$name"; done
