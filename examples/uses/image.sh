#!/bin/sh
# usage: image.sh ROOT [POLICY]
# Holds the tree of an image to a policy, as root, and proves that it is as wanted. HOLDFAST names the program.
# Ends with 0 when the tree is as the policy says; the record of the run stays outside the image.
set -eu
here=$(dirname "$0")
holdfast=${HOLDFAST:-holdfast}
root=${1:?which tree?}
policy=${2:-$here/image.yaml}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

"$holdfast" validate "$policy"
"$holdfast" apply "$policy" --root "$root" --state-dir "$state" --yes
"$holdfast" check "$policy" --root "$root" --state-dir "$state"
