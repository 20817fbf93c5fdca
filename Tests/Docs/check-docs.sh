#!/bin/bash
# Checks what the documents show with the real program (HOLDFAST): every ```yaml block that is a whole policy must validate,
# and every `holdfast` command of a ```console or ```sh block must name a command and options that there are.
# A ```yaml block that is only a part of a policy says so in the line before it: <!-- fragment -->
set -euo pipefail
umask 022 # what is made here is made the same under every umask
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

holdfast=$(realpath "${HOLDFAST:-.build/holdfast}")
[ -x "$holdfast" ] || { echo "check-docs: $holdfast is not there; run \`make build\` first" >&2 && exit 1; }
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
failed='' policies=0 commands=0

wrong() {
    printf '%s: error: %s\n' "$1" "$2" >&2
    failed=yes
}

# Writes every fenced block of a document to $work/blocks/LINE.LANGUAGE, with .fragment behind it where it is marked so.
# LINE is the number of the block's first line.
cut_blocks() {
    rm -rf "$work/blocks"
    mkdir "$work/blocks"
    awk -v directory="$work/blocks" '
        !inside && match($0, /^ *```[a-z]/) {
            indent = index($0, "`") - 1; language = substr($0, indent + 4); sub(/[ {].*/, "", language)
            inside = 1; file = directory "/" NR + 1 "." language (previous ~ /<!-- fragment -->/ ? ".fragment" : "")
            printf "" > file; next }
        inside && /^ *``` *$/ { inside = 0; previous = ""; close(file); next }
        inside { print substr($0, indent + 1) > file; next }
        NF { previous = $0 }
        END { if (inside) { print FILENAME ": a block is not closed" > "/dev/stderr"; exit 1 } }' "$1"
}

# Says of a message about the cut-out file where it stands in the document.
check_policy() {
    local document=$1 block=$2 line
    line=$(basename "$block")
    line=${line%%.*}
    if ! grep -q '^holdfast: 1' "$block"; then
        wrong "$document:$line" "this YAML is no whole policy (no \`holdfast: 1\`); mark it with <!-- fragment --> or complete it"
        return
    fi
    policies=$((policies + 1))
    cp "$block" "$work/place/policy.yaml"
    if ! (cd "$work/place" && "$holdfast" validate policy.yaml) >"$work/answer" 2>&1 </dev/null; then
        wrong "$document:$line" "the policy of this block (lines counted from here) is refused:"
        sed 's/^/    /' "$work/answer" >&2
    fi
}

# The help of a command is asked once.
help_of() {
    [ -f "$work/help/$1" ] || "$holdfast" help "$1" >"$work/help/$1" 2>&1 </dev/null ||
        { rm -f "$work/help/$1" && return 1; }
    cat "$work/help/$1"
}

# Of every command, the options and the files of ours that it names must exist. Those that only read are run as well, in a
# directory with our policies and examples and the document's latest policy as policy.yaml.
check_command() {
    local place=$1 words word verb help
    read -r -a words <<<"$2"
    verb=${words[1]:-}
    commands=$((commands + 1))
    case $verb in
    '' | -*) help=$("$holdfast" --help) ;;
    *)
        # Without help of its own, the program shows the general one: the usage line tells.
        help=$(help_of "$verb") || help=
        if ! grep -q "USAGE: holdfast $verb" <<<"$help"; then
            wrong "$place" "holdfast has no command \`$verb\`"
            return
        fi
        ;;
    esac
    for word in "${words[@]:1}"; do
        case $word in
        --generate-completion-script) ;; # the argument parser's own, in no help
        --*) grep -qE -- "(^|[ /,(])${word%%=*}([ =,/)]|$)" <<<"$help" || wrong "$place" "holdfast $verb has no option ${word%%=*}" ;;
        -[a-zA-Z]) grep -qE -- "(^|[ ,])$word([ ,]|$)" <<<"$help" || wrong "$place" "holdfast $verb has no option $word" ;;
        policies/*.yaml | examples/*.yaml) [ -f "$word" ] || wrong "$place" "there is no file $word" ;;
        esac
    done
    case $verb in
    validate | explain | kinds | schema | help | --help | --version)
        [[ ! $2 =~ [\<\>\|\$] ]] || return 0
        if ! (cd "$work/place" && "$holdfast" "${words[@]:1}") >"$work/answer" 2>&1 </dev/null; then
            wrong "$place" "\`$2\` ends with an error:"
            sed 's/^/    /' "$work/answer" >&2
        fi
        ;;
    esac
}

# In a ```console block a command follows "$ " or "# "; what stands there else is output. In ```sh every line is a command.
check_commands() {
    local document=$1 block=$2 line=$3 console=$4 text
    while IFS= read -r text || [ -n "$text" ]; do
        if [ "$console" = yes ] && [[ ! $text =~ ^[\$#]\  ]]; then
            line=$((line + 1))
            continue
        fi
        [ "$console" = yes ] && text=${text:2}
        text=${text%% #*}
        text=${text#sudo }
        if [[ $text =~ (^|[\ /])holdfast\  ]]; then
            text="holdfast ${text#*holdfast }"
            check_command "$document:$line" "${text%%[|;&]*}"
        fi
        line=$((line + 1))
    done <"$block"
}

mkdir "$work/place" "$work/help"
cp -r policies examples "$work/place/" 2>/dev/null || true
mapfile -t documents < <(find README.md ARCHITECTURE.md CONTRIBUTING.md docs examples -name '*.md' 2>/dev/null | sort)
for document in "${documents[@]}"; do
    cut_blocks "$document" || failed=yes
    for block in "$work"/blocks/*; do
        [ -e "$block" ] || continue
        line=$(basename "$block")
        line=${line%%.*}
        case $block in
        *.yaml.fragment) ;;
        *.yaml | *.yml) check_policy "$document" "$block" ;;
        *.console) check_commands "$document" "$block" "$line" yes ;;
        *.sh | *.bash) check_commands "$document" "$block" "$line" no ;;
        esac
    done
done
[ -z "$failed" ] || exit 1
echo "check-docs: $policies policies and $commands commands in ${#documents[@]} documents are as the program wants them"
