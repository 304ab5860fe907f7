//! `emulator up --attach` and `emulator attach`, as a shell and an editor use them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::cli::emulator;
use crate::support::scripted_function;

/// A setting of which every shell makes something.
const HOSTILE: &str = "it's \"$(touch hacked)\" `id`; \\ $HOME\n* end ";

/// An emulator to whose function a process may be attached.
struct Up {
    child: Child,
    exports: String,
    said: BufReader<ChildStderr>,
}

impl Up {
    fn start() -> Self {
        let mut command = emulator(&["up", "--port", "0", "--attach", "--attach-port", "0"]);
        command.args(["--env", &format!("HOSTILE={HOSTILE}"), "--handler"]);
        command.arg(scripted_function());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the emulator runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut exports = String::new();
        // The last one, in the order of names.
        while !exports.contains("export _HANDLER=") {
            let read = stdout.read_line(&mut exports).expect("text");
            assert_ne!(read, 0, "it ended: {exports}");
        }
        Self {
            child,
            exports,
            said,
        }
    }

    /// A shell of the user's: what it has evaluated the exports, then does this.
    fn shell(&self, script: &str) -> Command {
        let mut shell = Command::new("sh");
        let script = format!(r#"eval "$1"; {script}"#);
        shell.args(["-c", &script, "sh", &self.exports]);
        shell.arg(scripted_function()).stdin(Stdio::null());
        shell
    }

    fn environment(&self) -> BTreeMap<String, String> {
        let output = self.shell("env -0").output().expect("sh runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Reads what the emulator says until it says this.
    fn hears(&mut self, text: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.said.read_line(&mut line).expect("text");
            assert_ne!(read, 0, "it ended, and did not say: {text}");
            if line.contains(text) {
                return line;
            }
        }
    }

    fn stop(mut self) {
        let id = Pid::from_raw(self.child.id().try_into().expect("an id is small"));
        kill(id, Signal::SIGTERM).expect("it runs");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn a_shell_that_evaluates_what_up_prints_starts_the_function() {
    let mut up = Up::start();
    let environment = up.environment();
    assert_eq!(environment["HOSTILE"], HOSTILE);
    assert_eq!(
        environment["AWS_LAMBDA_FUNCTION_NAME"],
        "bedrock-metrics-aggregator"
    );
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "512");
    assert!(
        environment["AWS_ACCESS_KEY_ID"].starts_with("ASIA"),
        "the role's"
    );
    let mut process = up.shell(r#"exec "$2""#).spawn().expect("sh runs");
    let said = up.hears("attached to bedrock-metrics-aggregator");
    assert!(
        said.contains(&format!("process {}", process.id())),
        "{said}"
    );
    assert!(
        said.contains("the time-out of 300 s is suspended"),
        "{said}"
    );
    process.kill().expect("it runs");
    process.wait().expect("it ends");
    up.hears("detached from bedrock-metrics-aggregator: its deployed code takes over again");
    up.stop();
}

#[test]
fn a_running_emulator_tells_the_same_environment_in_each_form() {
    let up = Up::start();
    let endpoint = up.environment()["AWS_ENDPOINT_URL"].clone();
    let ask = |arguments: &[&str]| {
        let mut command = emulator(&["attach"]);
        command.args(arguments).env("AWS_ENDPOINT_URL", &endpoint);
        let output = command.output().expect("the emulator runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            text(&output.stdout),
            text(&output.stderr),
            output.status.code(),
        )
    };
    let (exports, _, code) = ask(&[]);
    assert_eq!((exports.as_str(), code), (up.exports.as_str(), Some(0)));
    let (json, ..) = ask(&["bedrock-metrics-aggregator", "--format", "json"]);
    let json: BTreeMap<String, Value> = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["HOSTILE"], HOSTILE);
    let (lines, ..) = ask(&["--format", "dotenv"]);
    assert_eq!(lines.lines().count(), json.len());
    let (refused, said, code) = ask(&["absent"]);
    assert_eq!((refused.as_str(), code), ("false\n", Some(2)));
    assert!(
        said.contains(
            "there is no function absent; there are: bedrock-metrics-aggregator in us-east-1"
        ),
        "{said}"
    );
    let (_, said, code) = ask(&["--attach-port", "1"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("are attached at port"), "{said}");
    up.stop();
}

/// `eval ""` succeeds, so that a shell would run the process though nothing is attached.
#[test]
fn a_shell_that_evaluates_a_failure_does_not_go_on() {
    // Nobody listens there.
    let unused = "http://127.0.0.1:1";
    for arguments in [
        "",
        "--bogus",
        "one two",
        "one orders-json",
        "--bogus=settings.json",
    ] {
        let script = format!(r#"eval "$("$0" attach {arguments})" && echo "it went on""#);
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]);
        shell.arg(env!("CARGO_BIN_EXE_emulator"));
        shell.env("AWS_ENDPOINT_URL", unused);
        let output = shell.output().expect("sh runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.stdout.is_empty(), "{arguments}: {output:?}");
        assert!(!output.status.success(), "{arguments}");
        assert!(said.contains("error:"), "{arguments}: {said}");
    }
}

#[test]
fn a_failure_is_no_environment_in_the_other_forms() {
    for arguments in [
        ["--format", "json"],
        ["--format", "dotenv"],
        ["--format=json", "--bogus"],
    ] {
        let mut command = emulator(&["attach"]);
        command.args(arguments);
        command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        let output = command.output().expect("the emulator runs");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        assert!(!output.status.success());
    }
}

#[test]
fn a_port_of_attached_processes_that_is_taken_is_said_with_a_hint() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let mut command = emulator(&["up", "--port", "0", "--attach", "--attach-port", &port]);
    command.arg("--handler").arg(scripted_function());
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let hint = "hint: stop what listens there";
    assert!(
        said.contains(&format!("port {port} is taken")) && said.contains(hint),
        "{said}"
    );
    assert!(output.stdout.is_empty(), "stdout is for what is evaluated");
}

#[test]
fn a_function_that_up_does_not_make_cannot_be_attached_to() {
    let mut command = emulator(&[
        "up",
        "--port",
        "0",
        "--attach",
        "absent",
        "--attach-port",
        "0",
    ]);
    command.arg("--handler").arg(scripted_function());
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("there is no function absent"), "{said}");
    assert!(
        said.contains("the stack's function is bedrock-metrics-aggregator"),
        "{said}"
    );
}
