# Sourced by `run`: AWS's own runtime client for Python, awslambdaric, as a function of `provided.al2023` whose bootstrap starts it, and
# attached in the place of that one. Skipped, loudly, where it cannot be installed.

ric_version=4.2.2 # of awslambdaric, from PyPI

# Its Python, in a virtual environment of its own; kept between runs.
install_ric() {
    local venv
    venv=$(mkdir -p "$target/tools" && cd "$target/tools" && pwd)/awslambdaric-$ric_version
    if ! "$venv/bin/python" -c 'import awslambdaric' 2>/dev/null; then
        say "installing awslambdaric $ric_version into $venv"
        rm -rf "$venv"
        { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "awslambdaric==$ric_version"; } >&2 || return 1
    fi
    printf '%s\n' "$venv/bin/python"
}

# ric_function NAME HANDLER: a function of the code in $work/ric.
ric_function() {
    aws lambda create-function --function-name "$1" --runtime provided.al2023 --handler "$2" --timeout 20 --memory-size 256 \
        --role arn:aws:iam::000000000000:role/ric-role --zip-file "fileb://$work/ric.zip" >/dev/null
}

# ric_invoke NAME EVENT: what the function answers; "error" before it where it failed.
ric_invoke() {
    local failed
    printf '%s' "$2" >"$work/event.json"
    failed=$(aws lambda invoke --function-name "$1" --payload "fileb://$work/event.json" --query FunctionError "$work/answer.json")
    [ "$failed" = None ] || printf '%s ' "$failed"
    cat "$work/answer.json"
}

# ric_expect WHAT TEXT ANSWER: the text is in the answer.
ric_expect() { [[ $3 == *"$2"* ]] || fail "awslambdaric, $1: no $2 in $3"; }

run_ric() {
    local python answer attached
    python=$(install_ric) || { say "SKIPPED: awslambdaric $ric_version cannot be installed here (no PyPI?)"; return 0; }
    say "awslambdaric $ric_version, deployed"
    mkdir "$work/ric"
    printf '#!/bin/sh\ncd "$LAMBDA_TASK_ROOT" && exec "%s" -m awslambdaric "$_HANDLER"\n' "$python" >"$work/ric/bootstrap"
    chmod +x "$work/ric/bootstrap"
    cat >"$work/ric/app.py" <<'PYTHON'
import os


def handler(event, context):
    if "fail" in event:
        raise ValueError(event["fail"])
    print("the number is", event["number"])
    return {
        "twice": event["number"] * 2,
        "process": os.getpid(),
        "function": context.function_name,
        "memory": context.memory_limit_in_mb,
        "arn": context.invoked_function_arn,
        "has_id": len(context.aws_request_id) == 36,
        "has_time": context.get_remaining_time_in_millis() > 0,
    }
PYTHON
    aws iam create-role --role-name ric-role --assume-role-policy-document file://deploy/iam/trust.json >/dev/null
    aws iam put-role-policy --role-name ric-role --policy-name logs --policy-document '{"Version": "2012-10-17", "Statement":
        [{"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}]}'
    (cd "$work/ric" && python3 -m zipfile -c ../ric.zip bootstrap app.py)
    ric_function ric app.handler
    answer=$(ric_invoke ric '{"number": 21}')
    for text in '"twice": 42' '"function": "ric"' '"memory": "256"' ':function:ric"' '"has_id": true' '"has_time": true'; do
        ric_expect "an answer" "$text" "$answer"
    done
    aws logs filter-log-events --log-group-name /aws/lambda/ric --query 'events[].message' | lists "the number is 21" ||
        fail "what the function printed is not in its log"
    answer=$(ric_invoke ric '{"fail": "out of luck"}')
    for text in 'Unhandled ' '"errorMessage": "out of luck"' '"errorType": "ValueError"' 'raise ValueError(event['; do
        ric_expect "an error of the handler" "$text" "$answer"
    done
    ric_function ric-broken absent.handler
    answer=$(ric_invoke ric-broken '{}')
    for text in 'Unhandled ' '"errorType": "Runtime.ImportModuleError"' "No module named 'absent'"; do
        ric_expect "an init that fails" "$text" "$answer"
    done

    say "awslambdaric $ric_version, attached"
    "$target/debug/emulator" attach ric --attach-port 0 >"$work/attached.env" 2>/dev/null || fail "nothing can be attached"
    (
        # shellcheck source=/dev/null
        . "$work/attached.env"
        cd "$work/ric" && exec "$python" -m awslambdaric app.handler
    ) >"$work/attached.log" 2>&1 &
    attached=$!
    until_ok 20 grep -q '^attached to ric' "$work/serve.log" >/dev/null || { kill "$attached"; fail "awslambdaric was not attached: $(cat "$work/attached.log")"; }
    answer=$(ric_invoke ric '{"number": 4}')
    ric_expect "attached" "\"process\": $attached," "$answer"
    kill "$attached"
    wait "$attached" 2>/dev/null || true
    lists "the number is 4" <"$work/attached.log" || fail "what the attached process printed is not on its own output"
    until_ok 20 grep -q '^detached from ric' "$work/serve.log" >/dev/null || fail "that the attached process ended was not seen"
    answer=$(ric_invoke ric '{"number": 5}')
    ric_expect "detached" '"twice": 10' "$answer"
    [[ $answer != *"\"process\": $attached,"* ]] || fail "an invocation ran on a process that had ended"
}
