#!/bin/bash
# The whole story on a throwaway root: plan, apply, check, tamper, check, undo. `make run` runs it; HOLDFAST names the program.
# The root is a copy of this machine's own /etc and package status in a private temporary directory. Nothing else is changed,
# and the story is checked while it is told: it ends with an error where it is not true.
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/.."

holdfast=$(realpath "${HOLDFAST:-.build/holdfast}")
fixtures=$PWD/Tests/Fixtures
shipped=$PWD/policies/linux-host.yaml

fail() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}
[ "$(id -u)" -eq 0 ] || fail "run it as root: it sets owners and accounts in its copy of /etc, and only root may do that"
[ -x "$holdfast" ] || fail "$holdfast is not there; run \`make build\` first"

work=$(mktemp --directory "${TMPDIR:-/tmp}/holdfast-demo.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
state=$work/state
# A copy that only its owner can write: root is refused a policy that others could change, and a checkout may be open to them.
policy=linux-host.yaml
install -m 0644 "$shipped" "$work/$policy"
cd "$work"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi
headline() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# holdfast_expecting STATUS ARGUMENT…: shows the command, runs it, and insists on its exit status.
holdfast_expecting() {
    local expected=$1 status=0
    shift
    printf '$ holdfast %s\n' "$*"
    "$holdfast" "$@" </dev/null || status=$?
    [[ " $expected " == *" $status "* ]] || fail "\`holdfast $*\` ended with $status where the story says $expected"
}

# One line for every file: what undo promises to bring back. Not times, and not the copies that the tools of the account
# database keep of it for themselves.
picture() {
    (
        cd "$root"
        find . -printf '%P\t%y %m %U:%G %l\n'
        find . -type f -print0 | xargs -0 sha256sum | sed -E 's/^([0-9a-f]+)  \.\/(.*)$/\2\tcontent \1/'
    ) | grep -vE '^etc/(\.pwd\.lock|(passwd|shadow|group|gshadow|subuid|subgid)-)'$'\t' | LC_ALL=C sort
}

# The paths whose lines of kind $1 (a pattern) differ between the pictures $2 and $3.
paths_that_differ() {
    LC_ALL=C comm -3 "$2" "$3" | sed 's/^\t//' | awk -F '\t' -v kind="$1" '$2 ~ kind { print $1 }' | sort --unique
}

was_there() { grep -qF "$1"$'\tf ' "$work/before"; }

# Somebody edits a file that holdfast wrote, and opens another whose mode it set (or, where there is none, wrote).
choose_victims() {
    local path
    edited='' opened=''
    while read -r path; do
        if [ -z "$edited" ] && ! was_there "$path"; then edited=$path; fi
    done < <(paths_that_differ '^content ' "$work/before" "$work/after")
    while read -r path; do
        if [ ! -f "$root/$path" ] || [ "$path" = "$edited" ]; then continue; fi
        if [ -z "$opened" ] || was_there "$path"; then opened=$path; fi
    done < <(paths_that_differ '^f ' "$work/before" "$work/after")
    [ -n "$edited" ] || fail "apply wrote no new file that somebody could edit"
    [ -n "$opened" ] || fail "apply set no second file's mode that somebody could change"
}

"$fixtures/debian-root.sh" "$root"
picture >"$work/before"
headline "a machine: a copy of this one's /etc and package status, $(wc -l <"$work/before") lines of picture, in $root"
headline "what would be done to hold it to $policy (nothing is changed)"
holdfast_expecting 0 plan "$policy" --root "$root" --state-dir "$state"
picture | cmp --silent - "$work/before" || fail "plan changed the tree"

headline "do it"
holdfast_expecting 0 apply "$policy" --root "$root" --state-dir "$state" --yes
picture >"$work/after"
cmp --silent "$work/before" "$work/after" && fail "apply changed nothing"

headline "is it as the policy says? (exit status 0)"
holdfast_expecting 0 check "$policy" --root "$root" --state-dir "$state"

headline "plan again: there is nothing to do"
holdfast_expecting 0 plan "$policy" --root "$root" --state-dir "$state" --detailed-exitcode

choose_victims
headline "somebody edits /$edited and opens /$opened to everyone"
echo '# just for tonight' >>"$root/$edited"
chmod 0666 "$root/$opened"
picture >"$work/tampered"

headline "the check finds both (exit status 2)"
holdfast_expecting 2 check "$policy" --root "$root" --state-dir "$state" | tee "$work/drift"
for path in "$edited" "$opened"; do
    grep -qF "/$path" "$work/drift" || fail "the check does not name /$path"
done

headline "take the run back; what somebody changed since is theirs and is left alone"
holdfast_expecting 0 history --state-dir "$state" | tee "$work/history"
run=$(sed 1d "$work/history" | awk '/[0-9]/ { print $1; exit }')
holdfast_expecting "0 2" undo "$run" --root "$root" --state-dir "$state" --yes

# Both files stay as somebody left them, with the directories they are in; all else is as before the run.
picture >"$work/undone"
left=$(paths_that_differ . "$work/before" "$work/undone" | while read -r path; do
    [[ "$edited/" == "$path"/* || "$opened/" == "$path"/* ]] || echo "$path"
done)
[ -z "$left" ] || fail "undo did not bring back: $(tr '\n' ' ' <<<"$left")"
for path in "$edited" "$opened"; do
    diff <(grep -F "$path"$'\t' "$work/tampered") <(grep -F "$path"$'\t' "$work/undone") || fail "undo touched /$path"
done
echo "the tree is as it was before the run, byte for byte, but for what somebody changed"

headline "on a real host"
cat <<'END'
sudo make install                                                     # /usr/local/bin/holdfast and its policies
holdfast plan /usr/local/share/holdfast/policies/linux-host.yaml      # as any user: looks only, lists what it could not see
sudo holdfast apply /usr/local/share/holdfast/policies/linux-host.yaml
sudo holdfast check /usr/local/share/holdfast/policies/linux-host.yaml
END
