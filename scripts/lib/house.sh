# shellcheck shell=bash
# Words and ways that the scripts share. Sourced, never run.
#
# A script of this repository starts with a comment which is its help, then:
#
#     set -euo pipefail
#     source "$(dirname "${BASH_SOURCE[0]}")/lib/house.sh"
#     begin "$@"

# Set-up cannot go on; the person at the keyboard has to do something first.
readonly exit_not_ready=2
# A check had nothing to check, or lacks a tool. Its last line says which.
readonly exit_skipped=77

house_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
house_script=$(basename "$0")
house_source=$(cd "$(dirname "$0")" && pwd)/$house_script

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
else
    bold='' red='' green='' yellow='' plain=''
fi
export bold red green yellow plain

# Goes to the repository root and answers --help.
begin() {
    cd "$house_root" || exit
    local word
    for word in "$@"; do
        [[ $word == -- ]] && break
        [[ $word == --help || $word == -h ]] || continue
        help_of "$house_source"
        exit 0
    done
}

# For scripts without options: anything on the command line is a mistake.
takes_nothing() {
    (($# == 0)) || refuse "$house_script takes no argument '$1'; see $house_script --help"
}

# The comment at the head of a script, without its labels (`order:`, `when:`).
help_of() {
    sed -n -e '1{/^#!/d;}' -e '/^#/!q' -e '/^# \(order\|when\):/d' -e 's/^# \{0,1\}//p' "$1" |
        sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

# label_of FILE WORD: the value of `# WORD: value` in the comment at the head of a script, or nothing.
label_of() {
    sed -n -e '1{/^#!/d;}' -e '/^#/!q' -e "s/^# $2: *//p" "$1" | head -n 1
}

say() { printf '%s\n' "$*"; }
note() { printf '%s\n' "$*" >&2; }
refuse() {
    note "$house_script: $*"
    exit "$exit_not_ready"
}

# Ends a check with the reason why it did not run.
skip() {
    say "$*"
    exit "$exit_skipped"
}

have() { command -v "$1" >/dev/null 2>&1; }

# Ends a check unless the tool is there.
need() { have "$1" || skip "$1 is not installed"; }

# Sets `python` to the interpreter with the packages of Tests/requirements.txt, or ends the check.
need_python_packages() {
    python=$house_root/.venv/bin/python3
    [[ -x $python ]] || skip "no .venv with the Python packages of the tests; run scripts/setup --tests"
    export python
}

# The folder for logs. It falls back to a temporary one when the tree is read-only.
logs_folder() {
    local folder=$house_root/.build/logs
    mkdir -p "$folder" 2>/dev/null && [[ -w $folder ]] || folder=$(mktemp -d)
    printf '%s\n' "$folder"
}

# files_of PATTERN…: the files of the project with such names, one per line: what git tracks or would track.
files_of() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
            while IFS= read -r file; do [[ -f $file ]] && printf '%s\n' "$file"; done
    else
        local pattern
        for pattern in "$@"; do
            find . -name '.?*' -not -name .ci -prune -o -type f -name "$pattern" -print | sed 's|^\./||'
        done | sort -u
    fi
}

# Microseconds; whatever the locale's decimal sign is.
microseconds() { printf '%s\n' "${EPOCHREALTIME//[!0-9]/}"; }

# seconds_since MICROSECONDS: "12.3"
seconds_since() {
    local tenths=$((($(microseconds) - $1) / 100000))
    printf '%d.%d\n' $((tenths / 10)) $((tenths % 10))
}

# swift_build ARGUMENTS…: builds and prints diagnostics, not progress.
swift_build() {
    local output code=0
    output=$(mktemp)
    swift build "$@" >"$output" 2>&1 </dev/null || code=$?
    grep -vE '^\[[0-9]+/[0-9]+\] ' "$output" || true
    rm -f "$output"
    return "$code"
}

# shown_build LOG ARGUMENTS…: builds into a log. On a terminal one row says meanwhile how far it is, and goes away.
shown_build() {
    local log=$1 code=0 watcher='' step
    shift
    if [[ -t 2 ]]; then
        # Ends with this script, too, whatever ends that.
        while sleep 1 && kill -0 $$ 2>/dev/null; do
            step=$(grep -aE '^\[[0-9]+/[0-9]+\] ' "$log" 2>/dev/null | tail -n 1) || true
            printf '\r\e[K  %d s  %.60s' "$SECONDS" "${step:-looking what there is to do}" >&2
        done &
        watcher=$!
    fi
    swift build "$@" >"$log" 2>&1 </dev/null || code=$?
    if [[ -n $watcher ]]; then
        { kill "$watcher" && wait "$watcher"; } 2>/dev/null || true
        printf '\r\e[K' >&2
    fi
    return "$code"
}

# The strict debug build. check-build, check-floors and check-tests share its products.
# shellcheck disable=SC2034
strict_build=(--build-path .build-strict -Xswiftc -warnings-as-errors)

# run_tests COMMAND…: runs `swift test` and ends with the runner's closing line, so that it is the last thing read.
run_tests() {
    local output code=0
    output=$(mktemp)
    # Into a file: a crash reporter may wait for ever on a pipe.
    "$@" >"$output" 2>&1 </dev/null || code=$?
    cat "$output"
    if ((code != 0)); then
        printf '\nFailing:\n'
        grep -E '^✘ .*(recorded an issue|failed after)|^.*: error: |Fatal error' "$output" |
            grep -v '^✘ Test run with ' | sort -u | head -n 40 || true
    fi
    printf '\n'
    grep -E '^(✔|✘) Test run with ' "$output" | tail -n 1 || {
        say "The runner printed no closing line; did it crash?"
        ((code != 0)) || code=1
    }
    rm -f "$output"
    return "$code"
}
