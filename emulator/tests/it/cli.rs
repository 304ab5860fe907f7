//! The commands, as a shell runs them, with the scripted function in the handler's place.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::support::scripted_function;

pub(crate) fn emulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_emulator"));
    command.args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn replay(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = emulator(&["replay", "--handler"]);
    command.arg(scripted_function()).arg(folder).args(arguments);
    command.output().expect("the emulator runs")
}

/// Replays and reads the JSON document; gives the exit code too.
pub(crate) fn replay_json(folder: &Path, arguments: &[&str]) -> (Value, Option<i32>) {
    let output = replay(folder, &[&["--format", "json"], arguments].concat());
    let document = serde_json::from_slice(&output.stdout);
    let document = document.unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (document, output.status.code())
}

pub(crate) fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for file in files {
        let path = folder.path().join(file);
        let parent = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        std::fs::write(path, "a log").expect("a file can be written");
    }
    folder
}

/// `emulator up` on a free port, and the endpoint it tells.
fn up() -> (Child, String) {
    let mut command = emulator(&["up", "--port", "0", "--handler"]);
    command.arg(scripted_function());
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the emulator runs");
    let mut line = String::new();
    let stdout = child.stdout.as_mut().expect("it is piped");
    BufReader::new(stdout)
        .read_line(&mut line)
        .expect("a line comes");
    let endpoint = line.trim().strip_prefix("export AWS_ENDPOINT_URL=");
    let endpoint = endpoint.unwrap_or_else(|| panic!("{line}")).to_owned();
    (child, endpoint)
}

#[test]
fn a_replay_ends_well_when_every_message_settled() {
    let folder = folder(&["a.json", "b c+d.json"]);
    let (document, code) = replay_json(folder.path(), &[]);
    assert_eq!(code, Some(0));
    assert_eq!(document["dead_letters"], Value::Array(Vec::new()));
}

#[test]
fn a_replay_tells_where_the_time_went_when_asked() {
    let folder = folder(&["a.json", "b.json"]);
    let (document, _) = replay_json(folder.path(), &[]);
    assert_eq!(document.get("bench"), None);
    // A function that says of itself what the handler says, for each of the three messages: one is the test event.
    let summary =
        r#"{"message":"invocation summary","summary":{"fetch_ms":1500.0,"decode_ms":250.0}}"#;
    let step = format!("SCRIPT_STEP={}", serde_json::json!({ "print": [summary] }));
    let (document, _) = replay_json(
        folder.path(),
        &[
            "--bench",
            "--batch-size",
            "100",
            "--batch-window",
            "60",
            "--env",
            &step,
        ],
    );
    let bench = &document["bench"];
    assert_eq!(bench["stage_seconds"]["fetch"], 4.5);
    assert_eq!(bench["stage_seconds"]["decode"], 0.75);
    for (who, what) in [
        ("stage_seconds", "put"),
        ("processor_seconds", "emulator"),
        ("processor_seconds", "function"),
    ] {
        assert!(
            bench[who][what].as_f64() > Some(0.0),
            "{who} {what}: {bench}"
        );
    }
}

#[test]
fn a_replay_sits_no_visibility_timeout_out_and_tells_what_failed() {
    let folder = folder(&["a.json", "b c+d.json"]);
    let step = r#"SCRIPT_STEP={"fail":"no"}"#;
    let (document, code) = replay_json(folder.path(), &["--env", step, "--batch-window", "60"]);
    assert_eq!(code, Some(1));
    assert_eq!(document["objects"]["failed"], 2);
    let dead_letters = document["dead_letters"].as_array().expect("a list");
    // The third is the test event of the notification's configuration.
    assert_eq!(dead_letters.len(), 3);
    for letter in dead_letters {
        assert_eq!(letter["receive_count"], 5);
    }
}

#[test]
fn a_function_that_does_not_start_fails_the_replay() {
    let folder = folder(&["a.json"]);
    let (document, code) = replay_json(folder.path(), &["--env", "SCRIPT_INIT=exit"]);
    assert_eq!(code, Some(1));
    assert_eq!(document["objects"]["failed"], 1);
}

/// The function's own account of an invocation that counted so many records and found so many malformed.
fn summary_step(counted: u64, malformed: u64) -> String {
    let summary = serde_json::json!({"message": "invocation summary",
        "summary": {"records": {"counted": counted, "malformed": malformed}}});
    let step = serde_json::json!({"print": [summary.to_string()]});
    format!("SCRIPT_STEP={step}")
}

#[test]
fn a_replay_of_which_no_record_can_be_read_says_so() {
    let folder = folder(&["random.bin"]);
    for (counted, malformed, expected) in [(0, 5, 3), (0, 0, 3), (1, 5, 0)] {
        let step = summary_step(counted, malformed);
        let output = replay(folder.path(), &["--env", &step]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{stderr}");
        assert_eq!(stderr.contains("no record could be read"), expected == 3);
    }
}

#[test]
fn output_that_cannot_be_written_fails_the_replay() {
    let folder = folder(&["a.json"]);
    let replay_into = |format: &str, stdout: Stdio| {
        let mut command = emulator(&["replay", "--format", format, "--handler"]);
        command.arg(scripted_function()).arg(folder.path());
        let output = command.stdout(stdout).stderr(Stdio::piped()).output();
        output.expect("the emulator runs").status.code()
    };
    let full = || {
        let device = std::fs::OpenOptions::new().write(true).open("/dev/full");
        Stdio::from(device.expect("Linux has it"))
    };
    let closed = || {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        Stdio::from(writer)
    };
    assert_eq!(replay_into("json", full()), Some(74));
    assert_eq!(replay_into("table", full()), Some(74));
    assert_eq!(replay_into("json", closed()), Some(74));
    assert_eq!(replay_into("table", closed()), Some(0), "as `head` expects");
}

#[test]
fn an_interrupted_replay_tells_what_was_counted_until_then() {
    let folder = folder(&["a.json"]);
    let mut command = emulator(&["replay", "--format", "json", "--handler"]);
    command.arg(scripted_function()).arg(folder.path());
    command.args(["--env", r#"SCRIPT_STEP="hang""#]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the emulator runs");
    let _function = child_of(child.id());
    let id = Pid::from_raw(child.id().try_into().expect("a process id"));
    kill(id, Signal::SIGINT).expect("it runs");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let document: Value = serde_json::from_slice(&output.stdout).expect("the document is whole");
    assert_eq!(document["records"]["counted"], 0);
    assert_eq!(document["interrupted"], true);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("warning: interrupted: figures lag behind each other"),
        "{told}"
    );
    assert!(!told.contains("LOG_LEVEL"), "{told}");
}

#[test]
fn what_cannot_be_replayed_is_a_usage_error() {
    let empty = folder(&[]);
    let one = folder(&["a.json"]);
    let two = folder(&["a.json"]);
    let twice = two.path().to_str().expect("a text");
    for (output, text) in [
        (replay(empty.path(), &[]), "there is nothing to replay"),
        (
            replay(Path::new("/absent"), &[]),
            "there is no file or folder /absent",
        ),
        (
            replay(one.path(), &[twice]),
            "would have the same key, a.json",
        ),
        (
            replay(one.path(), &["--visibility-timeout", "60"]),
            "Queue visibility timeout: 60 seconds",
        ),
        (replay(one.path(), &["--env", "LOG_LEVEL"]), "NAME=VALUE"),
    ] {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(text), "{stderr}");
        assert!(output.stdout.is_empty(), "stdout is for data");
    }
}

#[test]
fn a_file_says_when_the_port_serves_and_goes_with_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let ready = folder.path().join("ready");
    let mut command = emulator(&["serve", "--port", "0", "--host", "0.0.0.0"]);
    command
        .args(["--accept-host", "aws", "--ready-file"])
        .arg(&ready);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the emulator runs");
    let mut line = String::new();
    let stdout = child.stdout.as_mut().expect("it is piped");
    let mut lines = BufReader::new(stdout);
    // The four exports; the file is written after them.
    for _ in 0..4 {
        line.clear();
        lines.read_line(&mut line).expect("a line comes");
    }
    let endpoint = until("the ready file", || std::fs::read_to_string(&ready).ok());
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    kill(
        Pid::from_raw(child.id().try_into().expect("an id is small")),
        Signal::SIGTERM,
    )
    .expect("it runs");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(!ready.exists(), "it went with the port");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("not loopback") && said.contains("*.localhost") && said.contains(", aws"),
        "{said}"
    );
}

#[test]
fn a_ready_file_that_cannot_be_written_is_said_with_its_path() {
    let output = emulator(&["serve", "--port", "0", "--ready-file", "/absent/ready"])
        .output()
        .expect("the emulator runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("/absent/ready cannot be written"), "{said}");
}

#[test]
fn the_clock_is_found_where_the_sdks_find_the_emulator() {
    let (mut child, endpoint) = up();
    let clock = |arguments: &[&str]| {
        let mut command = emulator(&["clock"]);
        command.args(arguments).env("AWS_ENDPOINT_URL", &endpoint);
        let output = command.output().expect("the emulator runs");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (text, output.status.code())
    };
    // S3's test event is on its way to the function at first.
    let (went, code) = clock(&["run-until-idle"]);
    assert!(
        went.contains("idle at ") && went.ends_with(" later"),
        "{went}"
    );
    assert_eq!(code, Some(0));
    assert_eq!(clock(&["next"]), ("nothing is due".to_owned(), Some(0)));
    let elsewhere = clock(&["now", "--port", "1"]);
    assert_eq!(elsewhere, (String::new(), Some(1)), "the port goes before");
    stop_with(&mut child, &endpoint, Signal::SIGTERM);
}

#[test]
fn the_help_of_the_clock_says_that_a_function_has_the_machines_time() {
    let output = emulator(&["clock", "--help"]).output();
    let help = output.expect("the emulator runs").stdout;
    let help = String::from_utf8_lossy(&help);
    for text in [
        "the machine's time",
        "--env METRIC_MAX_FUTURE_HOURS=unlimited",
        "two weeks ahead",
    ] {
        assert!(help.contains(text), "{text}: {help}");
    }
}

#[test]
fn a_signal_stops_the_emulator_and_its_functions() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let (mut child, endpoint) = up();
        let (process, answer) = stop_with(&mut child, &endpoint, signal);
        assert_eq!(answer, Some(0), "{signal}");
        let left = std::fs::read_to_string(format!("/proc/{process}/cmdline"));
        assert!(left.is_err(), "{signal}: {left:?}");
    }
}

/// Waits for a function's process, the emulator's only child, and then stops the emulator.
fn stop_with(child: &mut Child, endpoint: &str, signal: Signal) -> (u32, Option<i32>) {
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    let id = child.id();
    // The test event of the notification's configuration starts the function.
    let process = child_of(id);
    kill(Pid::from_raw(id.try_into().expect("a process id")), signal).expect("it runs");
    let status = child.wait().expect("it ends");
    (process, status.code())
}

/// Looks until there is something.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..2_000 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("did not come: {what}");
}

/// Waits for a process to have a child. Linux lists children by the thread that started them.
pub(crate) fn child_of(id: u32) -> u32 {
    until(&format!("a child of process {id}"), || {
        let threads = std::fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
        threads.into_iter().find_map(|thread| {
            let path = thread.expect("a thread").path().join("children");
            let children = std::fs::read_to_string(path).unwrap_or_default();
            children.split_whitespace().next()?.parse().ok()
        })
    })
}

/// Waits until a process is gone.
pub(crate) fn has_ended(id: u32) {
    until(&format!("the end of process {id}"), || {
        // A process that nobody has waited for yet has no command line any more.
        let left = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        left.is_empty().then_some(())
    });
}

#[test]
fn a_port_that_is_taken_is_said_with_a_hint() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let output = emulator(&["serve", "--port", &port])
        .output()
        .expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("is taken") && stderr.contains("hint:"),
        "{stderr}"
    );
}
