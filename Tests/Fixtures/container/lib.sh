# shellcheck shell=bash
# Shared by the scripts of this folder; sourced, never run. Needs bash with `set -euo pipefail`.
#
# A container is a directory of our own below $cache/run, named after it:
#   upper work root   the overlay over the image; root is the mount point, the container's /
#   disk              a tmpfs under upper and work, only where the file system cannot carry an overlay
#   supervisor        process id and start time of the process that runs systemd-nspawn (and runs it again on a reboot)
#   owner             process id and start time of whoever asked for it; `stop.sh --stale` stops it when they are gone
#   console.log       what systemd and nspawn say

# What is made here is made the same under every umask.
umask 022
cache=${HOLDFAST_TEST_CACHE:-/var/tmp/holdfast-tests}
readonly cache

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
fail() {
    say "$*"
    exit 1
}
# 77: this machine cannot do it at all, which is no failure of what is tested.
cannot() {
    say "this machine cannot run the container tests: $*"
    exit 77
}

require_machine() {
    [ "$(uname -s)" = Linux ] || cannot "they need Linux"
    [ "$(id -u)" -eq 0 ] || cannot "they need root"
    command -v systemd-nspawn >/dev/null || cannot "systemd-nspawn is missing (apt-get install systemd-container)"
    command -v nsenter >/dev/null || cannot "nsenter is missing (apt-get install util-linux)"
    [ -n "$(cgroup_hierarchies)" ] || cannot "/sys/fs/cgroup has neither a cgroup2 nor a systemd hierarchy"
    unshare --mount --pid --fork true 2>/dev/null || cannot "it may not make mount and process namespaces"
}

# The cache lies in a directory that others may write to: use it only if it is root's own and closed to others.
prepare_cache() {
    [ -e "$cache" ] || (umask 077 && mkdir -p "$cache")
    if [ -L "$cache" ] || [ "$(stat --format='%u %a' "$cache")" != "0 700" ]; then
        fail "$cache must be a directory of root's with mode 700; remove it or set HOLDFAST_TEST_CACHE"
    fi
    mkdir -p "$cache/run"
}

# Sets `container` to the directory of the named one.
name_container() {
    [[ ${1:-} =~ ^[a-z][a-z0-9-]{0,40}$ ]] || fail "a container's name is made of a-z, 0-9 and '-': '${1:-}'"
    # shellcheck disable=SC2034 # the scripts use it
    container=$cache/run/$1
}

# Mount points of the hierarchies systemd uses: one on a pure cgroup2 machine, else the named v1 one and, if there, cgroup2.
cgroup_hierarchies() {
    awk '$3 == "cgroup2" && $2 ~ "^/sys/fs/cgroup(/unified)?$" { print $2 }
         $3 == "cgroup" && $4 ~ "(^|,)name=systemd(,|$)" { print $2 }' /proc/self/mounts
}

# "PID START": the start time tells a process from a later one with the same number.
identify() { awk -v pid="$1" '{ sub(/^.*\) /, ""); print pid, $20 }' "/proc/$1/stat" 2>/dev/null; }

# Prints the process id written in a file by `identify`, if that very process still runs.
running_from() {
    local pid start
    read -r pid start 2>/dev/null <"$1" || return 1
    [ "$(identify "$pid")" = "$pid $start" ] && echo "$pid"
}

nspawn_of() {
    local supervisor
    supervisor=$(running_from "$1/supervisor") || return 1
    pgrep --parent "$supervisor" --exact systemd-nspawn
}

# The container's process 1, by its id out here: the child of our nspawn that is number 1 in the innermost namespace.
leader_of() {
    local nspawn pid
    nspawn=$(nspawn_of "$1") || return 1
    for pid in $(pgrep --parent "$nspawn"); do
        awk '/^NSpid:/ { found = (NF > 2 && $NF == 1) } END { exit !found }' "/proc/$pid/status" 2>/dev/null || continue
        echo "$pid"
        return 0
    done
    return 1
}

# Runs a command inside, with a clean environment; like any caller of nsenter it stays in our own control group.
inside() {
    local leader=$1
    shift
    nsenter --target "$leader" --all -- /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
