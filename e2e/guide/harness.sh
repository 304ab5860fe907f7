# What as-promised.sh is written in: steps, what they must answer, and the three commands that are stood in for. Sourced.
#
# A step is a function. It runs in a shell of its own under `set -e`, so that a command that fails ends it, and what it prints is kept for a
# failure. What a later step needs it keeps by name (`keep`). After a step that failed the others run all the same: one run tells all.
# shellcheck shell=bash disable=SC2154 # cli, emulator, endpoint and work are the caller's

# The AWS CLI with the emulator's endpoint and credentials that are good for nothing, and its answer kept for `expect`. Nothing else: no command
# can reach AWS, and none is changed.
aws() {
    local status=0
    printf '%s\n' "aws $*" >"$work/command"
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test "$cli" "$@" --endpoint-url "$endpoint" \
        >"$work/answer" 2>"$work/refusal" || status=$?
    cat "$work/answer"
    cat "$work/refusal" >&2
    return "$status"
}

# The guide asks for the last hour, and time is the emulator's: `date` reads its clock, with or without `-d`.
date() {
    local arguments=() moment=''
    while [ "$#" -gt 0 ]; do
        case $1 in
        -d) moment=$2; shift ;;
        *) arguments+=("$1") ;;
        esac
        shift
    done
    command date "${arguments[@]}" -d "$(clock now) $moment"
}

# `zip -r ARCHIVE FOLDER`, which not every machine has.
zip() { python3 -m zipfile -c "$2" "$3"; }

# The emulator's clock, which stands still until it is moved.
clock() { "$emulator" clock --endpoint-url "$endpoint" "$@"; }

# Real time, in milliseconds.
real_time() { command date +%s%3N; }

# keep VARIABLE: for the steps to come.
keep() { printf '%s=%q\n' "$1" "${!1}" >>"$work/kept"; }

# differs EXPECTED GOT: ends the step, with the beginning of what came.
differs() {
    printf '  expected: %s\n  got:      %s\n' "$1" "${2:0:600}" >"$work/difference"
    exit 1
}

# is WHAT EXPECTED GOT
is() { [ "$2" = "$3" ] || differs "$1 is $2" "$3"; }

# has WHAT PART GOT
has() { [[ $3 == *"$2"* ]] || differs "$1 has $2" "$3"; }

# at PATH: what the last answer has there, by names and indices. JSON in a text is read on; what is absent is nothing, `#` is how many there are.
at() {
    python3 -c '
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
found = json.loads(text) if text.strip() else None
for part in sys.argv[2].split("."):
    if isinstance(found, str):
        found = json.loads(found)
    if part == "#":
        found = len(found or [])
    elif isinstance(found, list):
        found = found[int(part)] if int(part) < len(found) else None
    else:
        found = (found or {}).get(part)
print("" if found is None else found if isinstance(found, str) else json.dumps(found))' "$work/answer" "$1"
}

# expect PATH VALUE: of the last answer.
expect() { is "$1" "$2" "$(at "$1")"; }

# expect_part PATH PART: of the last answer.
expect_part() { has "$1" "$2" "$(at "$1")"; }

# refuses CODE WORDS COMMAND...: AWS does not do it, and says why.
refuses() {
    local code=$1 words=$2
    shift 2
    if "$@"; then
        differs "refused with $code" "accepted: $(<"$work/answer")"
    fi
    has "the refusal" "($code)" "$(<"$work/refusal")"
    has "the refusal" "$words" "$(<"$work/refusal")"
}

# eventually PATH VALUE COMMAND...: what takes AWS a while, it may take the emulator a while.
eventually() {
    local path=$1 value=$2
    shift 2
    for _ in {1..50}; do
        "$@" >/dev/null
        [ "$(at "$path")" != "$value" ] || return 0
        sleep 0.2
    done
    expect "$path" "$value"
}

passed=0
failed=()

# heading TEXT: of the guide.
heading() { printf '%s\n' "$1" >&3; }

# step FUNCTION: one line of what became of it, and a few more where it failed.
step() {
    local begun status=0 name=${1//_/ }
    begun=$(real_time)
    rm -f "$work"/{command,answer,refusal,difference}
    set +e
    (
        set -e
        [ ! -f "$work/kept" ] || . "$work/kept"
        "$1"
    ) >"$work/output" 2>&1
    status=$?
    set -e
    if [ "$status" = 0 ]; then
        passed=$((passed + 1))
        printf '  ok      %s (%d ms)\n' "$name" "$(($(real_time) - begun))" >&3
        return
    fi
    failed+=("$name")
    printf '  FAILED  %s\n' "$name" >&3
    explain >&3
}

# The command, what was expected of it, and what came.
explain() {
    [ ! -f "$work/command" ] || printf '  command:  %s\n' "$(<"$work/command")"
    if [ -f "$work/difference" ]; then
        cat "$work/difference"
    else
        printf '  expected: success\n  got:      %s\n' "$(tail -n 5 "$work/output")"
    fi
}
