//! A function that does what its event says, for the tests of the runtime and of the delivery.
//!
//! It speaks the runtime API through `lambda_runtime`, as the handler does. An event of its own names one [`Step`]; in an
//! SQS event each body does, or the setting `SCRIPT_STEP` for every body.

use std::process::{Command, exit};
use std::time::Duration;

use lambda_runtime::{Context, Error, LambdaEvent, run, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the function is told to do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// Answers with the event and with what is known of the invocation.
    Describe,
    Print(Vec<String>),
    /// Fails by its own word; in an SQS event the message alone.
    Fail(String),
    Exit(i32),
    /// Never answers.
    Hang,
    /// Never answers, and has a child that does not either, whose process id it prints.
    HangWithChild,
    /// Answers with so many bytes.
    Answer(usize),
    /// Answers after this many milliseconds.
    Wait(u64),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if setting("SCRIPT_INIT").as_deref() == Some("exit") {
        exit(7);
    }
    run(service_fn(handle)).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "a function's settings are its environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    match event.payload.get("Records").and_then(Value::as_array) {
        Some(records) => handle_records(records, &event.context).await,
        None => take(serde_json::from_value(event.payload)?, &event.context).await,
    }
}

async fn handle_records(records: &[Value], context: &Context) -> Result<Value, Error> {
    let mut failures = Vec::new();
    for record in records {
        let body = record["body"].as_str().unwrap_or_default();
        say(&format!(
            "message {} receive {}",
            body,
            record["attributes"]["ApproximateReceiveCount"]
                .as_str()
                .unwrap_or("?")
        ));
        let text = setting("SCRIPT_STEP").unwrap_or_else(|| body.to_owned());
        let step = serde_json::from_str(&text).unwrap_or(Step::Describe);
        if take(step, context).await.is_err() {
            failures.push(json!({ "itemIdentifier": record["messageId"] }));
        }
    }
    Ok(json!({ "batchItemFailures": failures }))
}

async fn take(step: Step, context: &Context) -> Result<Value, Error> {
    match step {
        Step::Describe => return Ok(describe(context)),
        Step::Print(lines) => lines.iter().for_each(|line| say(line)),
        Step::Fail(message) => return Err(message.into()),
        Step::Exit(code) => exit(code),
        Step::Hang => wait(Duration::MAX).await,
        Step::HangWithChild => {
            let child = Command::new("sleep").arg("1000").spawn()?;
            say(&format!("child {}", child.id()));
            wait(Duration::MAX).await;
        }
        Step::Answer(bytes) => return Ok("x".repeat(bytes).into()),
        Step::Wait(milliseconds) => wait(Duration::from_millis(milliseconds)).await,
    }
    Ok(Value::Null)
}

fn describe(context: &Context) -> Value {
    let environment: serde_json::Map<String, Value> = std::env::vars()
        .map(|(name, value)| (name, value.into()))
        .collect();
    json!({
        "process_id": std::process::id(),
        "request_id": context.request_id,
        "deadline_epoch_ms": context.deadline,
        "function_arn": context.invoked_function_arn,
        "environment": environment,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "there is no clock to step in a process of its own"
)]
async fn wait(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[expect(
    clippy::print_stdout,
    reason = "what a function prints is what is tested"
)]
fn say(line: &str) {
    println!("{line}");
}
