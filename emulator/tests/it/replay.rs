//! What a replay takes, what it leaves out, and where it says that something is wrong.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::cli::{emulator, folder, replay, replay_json};
use crate::support::scripted_function;

/// The function logs these lines at each invocation.
fn prints(lines: &[Value]) -> String {
    let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
    format!("SCRIPT_STEP={}", json!({ "print": lines }))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_is_not_counted_is_told_with_its_file_line_and_byte() {
    let folder = folder(&["logs/a.json", "logs/b c.json"]);
    let place = |kind: &str, key: &str, line: u64| json!({"message": "not counted", "kind": kind, "key": key, "line": line, "offset": 10 * line, "reason": "why"});
    let many = (1..=21).map(|line| place("malformed", "logs/a.json", line));
    let mut lines: Vec<_> = many.collect();
    lines.push(place("duplicate", "logs/b c.json", 7));
    lines.push(
        json!({"level": "WARN", "message": "not counted", "kind": "empty", "bucket": "b",
        "key": "logs/b c.json", "reason": "why"}),
    );
    lines.push(json!({"level": "WARN", "message": "further places are not logged", "places": 2, "logged": 20}));
    // One invocation for all messages.
    let step = prints(&lines);
    let arguments = [
        "--batch-size",
        "100",
        "--batch-window",
        "60",
        "--env",
        &step,
    ];
    let file = |name: &str| folder.path().join(name).display().to_string();

    let output = replay(folder.path(), &arguments);
    let told = stderr(&output);
    let first = format!(
        "warning: {}:1 (byte 10): malformed: why\n",
        file("logs/a.json")
    );
    assert!(told.contains(&first), "{told}");
    assert_eq!(told.matches("malformed: why").count(), 20, "{told}");
    assert!(told.contains("more: --verbose tells them all"), "{told}");
    assert!(!told.contains("last error"), "a place is no error: {told}");

    let output = replay(folder.path(), &[&["--verbose"][..], &arguments].concat());
    let told = stderr(&output);
    for line in [
        format!("{}:21 (byte 210): malformed: why", file("logs/a.json")),
        format!("{}:7 (byte 70): duplicate: why", file("logs/b c.json")),
        format!("{}: empty: why", file("logs/b c.json")),
    ] {
        assert!(told.contains(&line), "{line} in {told}");
    }

    let (document, _) = replay_json(folder.path(), &arguments);
    let problems = document["problems"].as_array().expect("a list");
    let expected = json!({"kind": "malformed", "object": "logs/a.json", "file": file("logs/a.json"),
        "line": 1, "offset": 10, "reason": "why"});
    assert_eq!(problems[0], expected);
    let whole = problems.iter().find(|problem| problem["kind"] == "empty");
    assert_eq!(whole.and_then(|problem| problem.get("line")), None);
    assert!(document["problems_untold"].as_u64() >= Some(2));
}

#[test]
fn an_object_that_fails_is_a_problem_with_its_reason() {
    let folder = folder(&["a.json"]);
    let step = r#"SCRIPT_STEP={"fail":"no"}"#;
    let (document, code) = replay_json(folder.path(), &["--env", step]);
    assert_eq!(code, Some(1));
    let problems = document["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0]["kind"], "failed");
    assert_eq!(
        problems[0]["file"],
        folder.path().join("a.json").display().to_string()
    );
    let reason = problems[0]["reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains("a dead letter after 5 receives"),
        "{reason}"
    );
}

#[test]
fn what_is_no_log_is_counted_by_kind_and_not_put() {
    let logs = "AWSLogs/1/BedrockModelInvocationLogs";
    let folder = folder(&[
        ".DS_Store",
        &format!("{logs}/amazon-bedrock-logs-permission-check"),
        &format!("{logs}/us-east-1/2026/04/19/13/20260419T132851421Z_55.json.gz"),
        &format!("{logs}/us-east-1/2026/04/19/13/data/x_input.json.gz"),
        "notes.json~",
    ]);
    let output = replay(folder.path(), &["--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
    let expected =
        json!({"logs": 1, "hidden": 1, "leftover": 1, "offloaded_body": 1, "permission_check": 1});
    assert_eq!(document["inputs"], expected);
    assert_eq!(document["objects"]["skipped"], 2);
    let told = stderr(&output);
    let left_out = "left out: 1 offloaded body, 1 permission check, 1 hidden file, 1 leftover\n";
    assert!(told.contains("replaying 1 object "), "{told}");
    assert!(told.contains(left_out), "{told}");
}

#[test]
fn a_log_comes_through_standard_input_too() {
    let mut command = emulator(&["replay", "-", "--format", "json", "--handler"]);
    command.arg(scripted_function());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let step = prints(&[
        json!({"message": "not counted", "kind": "malformed", "key": "stdin.json.gz",
        "line": 1, "offset": 0, "reason": "why"}),
    ]);
    command.args(["--env", &step]);
    let mut child = command.spawn().expect("the emulator runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"\x1f\x8b\x08").expect("it is read");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
    assert_eq!(document["inputs"], json!({"logs": 1}));
    assert_eq!(document["problems"][0]["file"], "-");
    assert!(stderr(&output).contains("warning: -:1 (byte 0): malformed: why"));
}

#[test]
fn logs_are_selected_by_time_region_and_number_and_never_changed() {
    let path = |region: &str, hour: u8| {
        format!(
            "AWSLogs/1/BedrockModelInvocationLogs/{region}/2026/04/19/{hour}/20260419T{hour}2851421Z_55.json.gz"
        )
    };
    let folder = folder(&[
        &path("us-east-1", 11),
        &path("us-east-1", 13),
        &path("us-east-1", 15),
        &path("eu-west-1", 13),
    ]);
    let changed = |hour| {
        let file = folder.path().join(path("us-east-1", hour));
        std::fs::metadata(file)
            .and_then(|found| found.modified())
            .expect("it is there")
    };
    let before = [11, 13, 15].map(changed);
    for (arguments, logs) in [
        (vec!["--since", "2026-04-19T12:00"], 3),
        (
            vec![
                "--since",
                "2026-04-19T12:00",
                "--until",
                "2026-04-19T14:00Z",
            ],
            2,
        ),
        (vec!["--log-region", "eu-west-1"], 1),
        (vec!["--limit", "3"], 3),
        (vec!["--until", "2026-04-20", "--limit", "5"], 4),
    ] {
        let (document, code) = replay_json(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{arguments:?}");
        let mut expected = json!({ "logs": logs });
        if logs < 4 {
            expected["not_selected"] = json!(4 - logs);
        }
        assert_eq!(document["inputs"], expected, "{arguments:?}");
    }
    assert_eq!([11, 13, 15].map(changed), before);
    let output = replay(folder.path(), &["--since", "2027-01-01"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("(left out: 4 logs not selected)"));
}

#[test]
fn a_pattern_in_quotes_is_matched() {
    let folder = folder(&["logs/a/x.json", "logs/b/x.json", "logs/b/y.txt"]);
    let (document, _) = replay_json(&folder.path().join("logs/**/*.json"), &[]);
    assert_eq!(document["inputs"], json!({"logs": 2}));
    let output = replay(&folder.path().join("logs/*.gz"), &[]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("no file matches") && told.contains("hint:"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_shown_or_selected_is_a_usage_error_with_a_hint() {
    let folder = folder(&["a.json"]);
    for (arguments, text) in [
        (
            vec!["--by", "hour", "--format", "json"],
            "--format json has none",
        ),
        (
            vec!["--by", "model"],
            "METRIC_DIMENSIONS=InferenceProfile;Region;ModelId",
        ),
        (
            vec!["--by", "identity", "--env", "METRIC_DIMENSIONS=ModelId"],
            "does not publish by Identity alone",
        ),
        (
            vec!["--by", "region", "--columns", "max"],
            "--columns max names no column",
        ),
        (
            vec!["--by", "hour", "--columns", "errors,calls"],
            "--columns calls names no column",
        ),
        (
            vec!["--columns", "cache-read"],
            "--columns cache-read names no column",
        ),
        (vec!["--columns", "nonsense"], "cache-read"),
        (vec!["--since", "soon"], "2026-04-19T13:30"),
        (vec!["--limit", "0"], "--limit"),
    ] {
        let output = replay(folder.path(), &arguments);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(text), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "stdout is for data");
    }
}

#[test]
fn the_help_says_where_a_malformed_record_is_told() {
    let output = emulator(&["replay", "--help"]).output().expect("it runs");
    let help = String::from_utf8_lossy(&output.stdout);
    for text in [
        "logs/a.json.gz:13 (byte 4711): malformed: ",
        "--verbose",
        "\"problems\"",
        "METRIC_DIMENSIONS=InferenceProfile;Region;ModelId",
        "--since yesterday --until today",
        "AWSLogs/../2026/04/19/13/20260419T132851421Z_554d.json.gz",
        "COLUMNS",
    ] {
        assert!(help.contains(text), "{text} in {help}");
    }
}

#[test]
fn there_is_no_progress_where_stderr_is_no_terminal() {
    let folder = folder(&["a.json"]);
    let output = replay(folder.path(), &[]);
    let told = stderr(&output);
    assert!(!told.contains('\r') && !told.contains('\u{1b}'), "{told:?}");
}
