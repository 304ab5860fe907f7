//! Functions at work: real processes that speak the runtime API through its usual client.

use aws_endpoint::runtime::{InvokeError, MAX_PAYLOAD_BYTES, Outcome};
use aws_world::function::{DeleteFunction, FunctionError, FunctionName};
use aws_world::origin::{Home, Origin};
use serde_json::{Value, json};

use crate::support::{FUNCTION, Stage, function_name};

async fn invoke(stage: &Stage, event: Value) -> Outcome {
    let event = event.to_string().into();
    let invocation = stage
        .runtime
        .invoke(&Home::default(), &function_name(), event)
        .await;
    invocation.expect("the function can be invoked").outcome
}

/// The function's own description of an invocation.
async fn describe(stage: &Stage) -> Value {
    match invoke(stage, json!("describe")).await {
        Outcome::Response(answer) => serde_json::from_slice(&answer).expect("an answer is JSON"),
        other => panic!("{other:?}"),
    }
}

/// `errorType` and `errorMessage` of an invocation that fails.
async fn failure(stage: &Stage, event: Value) -> (String, String) {
    match invoke(stage, event).await {
        Outcome::Failure(failure) => {
            let payload: Value = serde_json::from_slice(&failure.payload).expect("JSON");
            let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
            (text("errorType"), text("errorMessage"))
        }
        other => panic!("{other:?}"),
    }
}

/// Whether a process of this id runs; one that ended and waits to be reaped does not.
fn is_running(process_id: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/stat"));
    status.is_ok_and(|status| !status.contains(") Z "))
}

#[tokio::test]
async fn a_warm_process_takes_the_next_invocation() {
    let stage = Stage::with_function(30, &[]);
    let first = describe(&stage).await;
    let second = describe(&stage).await;
    assert_eq!(first["process_id"], second["process_id"]);
    assert_ne!(first["request_id"], second["request_id"]);
}

#[tokio::test]
async fn an_invocation_knows_its_function_and_its_deadline_in_real_time() {
    let stage = Stage::with_function(30, &[("LOG_LEVEL", "INFO")]);
    let before = stage.aws.clock().system_now().as_millisecond();
    let description = describe(&stage).await;
    let after = stage.aws.clock().system_now().as_millisecond();
    let deadline = description["deadline_epoch_ms"].as_i64().unwrap();
    assert!(
        (before + 30_000..=after + 30_000).contains(&deadline),
        "{deadline}"
    );
    assert_eq!(
        description["function_arn"],
        "arn:aws:lambda:us-east-1:000000000000:function:scripted"
    );
    assert_eq!(description["environment"]["LOG_LEVEL"], "INFO");
    assert_eq!(description["environment"].get("HOME"), None);
}

#[tokio::test]
async fn each_process_signs_with_a_key_of_its_own() {
    let stage = Stage::with_function(30, &[]);
    let description = describe(&stage).await;
    let key = description["environment"]["AWS_ACCESS_KEY_ID"]
        .as_str()
        .unwrap();
    let process = stage.runtime.process_of(key).expect("the key is known");
    assert_eq!(
        Some(u64::from(process.process_id)),
        description["process_id"].as_u64()
    );
    assert_eq!((process.function, process.running), (function_name(), None));
}

#[tokio::test]
async fn what_a_function_prints_stands_between_start_and_end() {
    let stage = Stage::with_function(30, &[]);
    for lines in [["1", "2"], ["3", "4"]] {
        invoke(&stage, json!({ "print": lines })).await;
    }
    let log = stage.log();
    let shape: Vec<_> = log
        .iter()
        .map(|line| line.split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(
        shape,
        [
            "START", "1", "2", "END", "REPORT", "START", "3", "4", "END", "REPORT"
        ]
    );
    assert!(log[4].contains("Init Duration"), "{}", log[4]);
    assert!(!log[9].contains("Init Duration"), "{}", log[9]);
}

#[tokio::test]
async fn a_thousand_lines_are_all_in_the_log_when_the_answer_is() {
    let stage = Stage::with_function(30, &[]);
    let lines: Vec<_> = (0..1000).map(|number| format!("line {number}")).collect();
    invoke(&stage, json!({ "print": lines })).await;
    let log = stage.log();
    assert_eq!(log[1..1001], lines[..]);
    assert_eq!(log.len(), 1003);
}

#[tokio::test]
async fn an_error_that_the_function_reports_leaves_its_process_warm() {
    let stage = Stage::with_function(30, &[]);
    let before = describe(&stage).await;
    let (_, message) = failure(&stage, json!({ "fail": "out of luck" })).await;
    assert_eq!(message, "out of luck");
    assert_eq!(describe(&stage).await["process_id"], before["process_id"]);
}

#[tokio::test]
async fn a_crash_fails_its_invocation_and_the_next_one_gets_a_new_process() {
    let stage = Stage::with_function(30, &[]);
    let before = describe(&stage).await;
    let (kind, message) = failure(&stage, json!({ "exit": 3 })).await;
    assert_eq!(kind, "Runtime.ExitError");
    assert!(
        message.ends_with("Runtime exited with error: exit status 3"),
        "{message}"
    );
    assert_ne!(describe(&stage).await["process_id"], before["process_id"]);
}

#[tokio::test]
async fn a_function_that_does_not_start_fails_every_invocation() {
    let stage = Stage::with_function(30, &[("SCRIPT_INIT", "exit")]);
    for _ in 0..2 {
        let (kind, message) = failure(&stage, json!("describe")).await;
        assert_eq!(kind, "Runtime.ExitError");
        assert!(message.ends_with("exit status 7"), "{message}");
    }
    assert!(
        stage.log()[0].starts_with("INIT_REPORT"),
        "{:?}",
        stage.log()
    );
    assert_eq!(stage.runtime.processes(), []);
}

#[tokio::test]
async fn a_time_out_ends_the_process_and_what_it_started() {
    let stage = Stage::with_function(1, &[]);
    let (kind, message) = failure(&stage, json!("hang_with_child")).await;
    assert_eq!(kind, "Sandbox.Timedout");
    assert!(
        message.ends_with("Task timed out after 1.00 seconds"),
        "{message}"
    );
    let log = stage.log();
    let child = log.iter().find_map(|line| line.strip_prefix("child "));
    let child = child.expect("the child was started").to_owned();
    stage
        .until(|_| {
            if is_running(&child) {
                Err("the child still runs")
            } else {
                Ok(())
            }
        })
        .await;
    assert!(
        log.iter()
            .any(|line| line.ends_with("Task timed out after 1.00 seconds")),
        "{log:?}"
    );
    assert!(log.last().unwrap().ends_with("Status: timeout"), "{log:?}");
    describe(&stage).await;
}

#[tokio::test]
async fn an_answer_beyond_six_megabytes_is_a_failure() {
    let stage = Stage::with_function(30, &[]);
    let (kind, _) = failure(&stage, json!({ "answer": MAX_PAYLOAD_BYTES + 200 })).await;
    assert_eq!(kind, "Function.ResponseSizeTooLarge");
}

#[tokio::test]
async fn an_event_beyond_six_megabytes_is_refused() {
    let stage = Stage::with_function(30, &[]);
    let event = vec![b' '; MAX_PAYLOAD_BYTES + 1].into();
    let refused = stage
        .runtime
        .invoke(&Home::default(), &function_name(), event)
        .await;
    assert!(
        matches!(
            refused,
            Err(InvokeError::Refused(FunctionError::RequestTooLarge))
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_function_that_is_not_there_is_named() {
    let stage = Stage::new(2);
    let name = FunctionName::new("absent").unwrap();
    let refused = stage
        .runtime
        .invoke(&Home::default(), &name, "{}".into())
        .await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent"
    );
}

#[tokio::test]
async fn invocations_at_once_have_processes_of_their_own_up_to_the_bound() {
    let stage = Stage::with_function(30, &[]);
    let wait = || invoke(&stage, json!({ "wait": 200 }));
    tokio::join!(wait(), wait(), wait());
    assert_eq!(stage.runtime.processes().len(), 2);
}

#[tokio::test]
async fn a_function_made_anew_does_not_run_on_an_old_process() {
    let stage = Stage::with_function(30, &[]);
    let before = describe(&stage).await;
    let delete = DeleteFunction {
        function_name: FUNCTION.to_owned(),
        ..DeleteFunction::default()
    };
    stage.aws.call(&Origin::default(), delete).unwrap();
    stage.create_function(30, &[]);
    assert_ne!(describe(&stage).await["process_id"], before["process_id"]);
    assert_eq!(stage.runtime.processes().len(), 1);
}

#[tokio::test]
async fn stopping_ends_every_process() {
    let stage = Stage::with_function(30, &[]);
    let process_id = describe(&stage).await["process_id"].to_string();
    let (region, name) = (Home::default(), function_name());
    let (hanging, ()) = tokio::join!(
        stage.runtime.invoke(&region, &name, "\"hang\"".into()),
        async {
            stage
                .until(|stage| {
                    let processes = stage.runtime.processes();
                    let runs = processes.iter().any(|process| process.running.is_some());
                    if runs { Ok(()) } else { Err(processes) }
                })
                .await;
            stage.runtime.stop();
        }
    );
    assert_eq!(hanging.unwrap_err().to_string(), "the emulator is stopping");
    stage
        .until(|_| {
            if is_running(&process_id) {
                Err(&process_id)
            } else {
                Ok(())
            }
        })
        .await;
    assert_eq!(stage.runtime.processes(), []);
}
