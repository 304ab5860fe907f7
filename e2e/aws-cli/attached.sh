# Sourced by `run`: the handler's own binary, started by hand in the place of the function's deployed code, counts a log.

run_attached() {
    local function=bedrock-metrics-aggregator attached answered
    say "the handler, attached"
    "$target/debug/emulator" attach "$function" --attach-port 0 >"$work/handler.env" 2>/dev/null || fail "nothing can be attached"
    (
        # shellcheck source=/dev/null
        . "$work/handler.env"
        exec "$target/debug/bootstrap"
    ) >"$work/handler.log" 2>&1 &
    attached=$!
    until_ok 20 grep -q "^attached to $function: process $attached;" "$work/serve.log" >/dev/null || {
        kill "$attached"
        fail "the handler was not attached: $(cat "$work/handler.log")"
    }
    sed 's/cli-/attached-/' "$work/log.json" >"$work/attached.json"
    aws s3 cp --quiet "$work/attached.json" "s3://$bucket/bedrock-logs/us-east-1/attached.json"
    until_ok 30 expect 246 InputTokens InferenceProfile CrossRegion >"$work/found" || {
        kill "$attached"
        fail "InputTokens is $(cat "$work/found"), not 246: $(tail -c 2000 "$work/handler.log")"
    }
    answered=$(grep -c "invocation summary" "$work/handler.log")
    kill -KILL "$attached"
    wait "$attached" 2>/dev/null || true
    [ "$answered" = 1 ] || fail "the attached process had $answered invocations, not one"
    until_ok 20 grep -q "^detached from $function" "$work/serve.log" >/dev/null || fail "that the attached process ended was not seen"
}
