//! `emulator diff`, as a shell runs it: two builds are the scripted function behind two scripts that set what it does.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::cli::{child_of, has_ended};
use crate::support::scripted_function;

/// A folder with logs, and builds beside them.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let desk = Self { folder };
        std::fs::create_dir(desk.path("logs")).expect("a folder can be made");
        std::fs::write(desk.path("logs/a.json"), "a log").expect("a file can be written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A build that does this with each message.
    fn build(&self, name: &str, step: &Value) -> PathBuf {
        self.script(
            name,
            &format!(
                "#!/bin/sh\nSCRIPT_STEP='{step}' exec {}\n",
                scripted_function().display()
            ),
        )
    }

    /// A build that tells of so many records with each message.
    fn counting(&self, name: &str, counted: u64) -> PathBuf {
        let summary = serde_json::json!({"message": "invocation summary",
            "summary": {"objects": {"processed": 1}, "records": {"counted": counted}}});
        self.build(name, &serde_json::json!({"print": [summary.to_string()]}))
    }

    /// A build that finds two lines of the log malformed, and tells these.
    fn malformed(&self, name: &str, told: &[u64]) -> PathBuf {
        let mut log: Vec<_> = told
            .iter()
            .map(|line| {
                let place = serde_json::json!({"level": "WARN", "message": "not counted",
                    "kind": "malformed", "key": "a.json", "line": line, "offset": line * 10,
                    "reason": "no modelId"});
                place.to_string()
            })
            .collect();
        // It says so for the log's message and for the notification's test event.
        let summary = serde_json::json!({"message": "invocation summary",
            "summary": {"objects": {"processed": 1}, "records": {"malformed": 1, "counted": 1}}});
        log.push(summary.to_string());
        self.build(name, &serde_json::json!({"print": log}))
    }

    fn script(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file can be written");
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, executable).expect("it is our own file");
        path
    }

    /// `emulator diff` of the logs, within the folder.
    fn diff(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .arg("logs")
            .output()
            .expect("it runs")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_emulator"));
        command.arg("diff").args(arguments);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// A repository in the folder, with a commit of a workspace whose handler is this.
    fn repository(&self, main: &str) {
        let write = |name: &str, text: &str| {
            let path = self.path(name);
            std::fs::create_dir_all(path.parent().expect("it is in the folder"))
                .expect("a folder can be made");
            std::fs::write(path, text).expect("a file can be written");
        };
        write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"handler\"]\nresolver = \"3\"\n",
        );
        write(
            "handler/Cargo.toml",
            "[package]\nname = \"handler\"\nversion = \"0.1.0\"\n[[bin]]\nname = \"bootstrap\"\npath = \"main.rs\"\n",
        );
        write("handler/main.rs", main);
        for arguments in [
            &["init", "--quiet", "--initial-branch=main"][..],
            &["add", "Cargo.toml", "handler"],
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "commit",
                "--quiet",
                "--message=first",
            ],
        ] {
            self.git(arguments);
        }
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(self.folder.path());
        let output = git.output().expect("git runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

#[test]
fn equal_builds_are_0_and_different_ones_1() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    let two = desk.counting("two", 3);
    let (code, stdout, stderr) = said(&desk.diff(&["--before", text(&one), "--after", text(&one)]));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(
        stdout.ends_with("equal: 0 series and all counts are as before\n"),
        "{stdout}"
    );
    let (code, stdout, stderr) = said(&desk.diff(&["--before", text(&one), "--after", text(&two)]));
    assert_eq!(code, Some(1), "{stdout}{stderr}");
    // The object's message and the test event of the notification's configuration: two a build.
    let counted = stdout.lines().find(|line| line.contains("records counted"));
    let counted: Vec<_> = counted.unwrap_or_default().split_whitespace().collect();
    assert_eq!(counted, ["records", "counted", "4", "6", "+2"]);
    assert!(
        stdout.ends_with("\ndifferent: records counted +2\n"),
        "{stdout}"
    );
}

#[test]
fn every_format_tells_the_same() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    let two = desk.counting("two", 3);
    let builds = ["--before", text(&one), "--after", text(&two)];
    let told = |format: &str| said(&desk.diff(&[&builds[..], &["--format", format]].concat()));
    let (code, stdout, _) = told("json");
    assert_eq!(code, Some(1));
    let document: Value = serde_json::from_str(&stdout).expect("one document");
    assert_eq!(document["equal"], false);
    assert_eq!(document["before"]["build"], text(&one));
    assert_eq!(
        document["counts"][3],
        serde_json::json!({"name": "records counted", "before": 4, "after": 6})
    );
    let (code, stdout, _) = told("markdown");
    assert_eq!(code, Some(1));
    assert!(
        stdout.starts_with("### Metrics: different: records counted +2\n"),
        "{stdout}"
    );
}

#[test]
fn which_lines_are_so_in_one_build_only_is_told_where_both_tell_all() {
    let desk = Desk::new();
    let one = desk.malformed("one", &[2, 3]);
    let two = desk.malformed("two", &[3, 4]);
    let (code, stdout, stderr) = said(&desk.diff(&["--before", text(&one), "--after", text(&two)]));
    assert_eq!(code, Some(1), "{stderr}");
    let line = |line: u64| {
        format!(
            "  logs/a.json:{line} (byte {}): malformed: no modelId\n",
            line * 10
        )
    };
    let expected = format!("Only before:\n{}\nOnly after:\n{}\n", line(2), line(4));
    assert!(stdout.contains(&expected), "{stdout}");
    assert!(stdout.ends_with("\ndifferent: the same numbers, of other records\n"));
    // A build that tells of one alone is not taken for one in which the other counts.
    let silent = desk.malformed("silent", &[2]);
    let (code, stdout, stderr) =
        said(&desk.diff(&["--before", text(&one), "--after", text(&silent)]));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(
        stdout.contains(
            "Note: malformed: the places are not compared: the build after told 1 of its 2\n"
        ),
        "{stdout}"
    );
}

#[test]
fn a_result_is_saved_and_compared_with() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    let two = desk.counting("two", 3);
    let save = |build: &Path, file: &str| {
        let (code, stdout, stderr) = said(&desk.diff(&["--after", text(build), "--save", file]));
        assert_eq!((code, stdout.as_str()), (Some(0), ""), "{stderr}");
        std::fs::read_to_string(desk.path(file)).expect("it was written")
    };
    let first = save(&one, "first.json");
    assert!(first.contains(r#""records": {"counted":4,"#), "{first}");
    assert_eq!(first, save(&one, "second.json"), "the same bytes");
    let against =
        |build: &Path| said(&desk.diff(&["--against", "first.json", "--after", text(build)]));
    let (code, stdout, _) = against(&one);
    assert_eq!(code, Some(0), "{stdout}");
    let (code, stdout, _) = against(&two);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stdout.starts_with("before  first.json\n"), "{stdout}");
}

#[test]
fn what_cannot_be_compared_is_a_usage_error() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    let one = text(&one);
    std::fs::write(desk.path("other.json"), "{}").expect("a file can be written");
    for (arguments, words) in [
        (&["--after", one][..], "required"),
        (
            &["--before", "absent", "--after", one],
            "there is no file absent",
        ),
        (
            &["--before", one, "--after", "absent"],
            "there is no file absent",
        ),
        (
            &["--before", one, "--before-ref", "main"],
            "cannot be used with",
        ),
        (
            &["--against", "absent.json", "--after", one],
            "absent.json cannot be read",
        ),
        (
            &["--against", "other.json", "--after", one],
            "it is not what --save writes",
        ),
        (&["--before", one, "--after", one, "-"], "read twice"),
        (
            &["--before", one, "--after", one, "absent"],
            "there is no file or folder absent",
        ),
        (
            &["--before", one, "--after", one, "--visibility-timeout=60"],
            "Queue visibility timeout: 60 seconds",
        ),
        (
            &["--before-ref", "main", "--after", one],
            "only be built inside of the workspace",
        ),
    ] {
        let (code, stdout, stderr) = said(&desk.diff(arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
        assert_eq!(stdout, "");
    }
}

#[test]
fn a_build_that_cannot_run_is_3_and_told_by_its_side_with_the_cause() {
    let desk = Desk::new();
    let sound = desk.counting("sound", 2);
    let ends = desk.script("ends", "#!/bin/sh\nexit 7\n");
    for (before, after, side) in [(&sound, &ends, "after"), (&ends, &sound, "before")] {
        let (code, _, stderr) =
            said(&desk.diff(&["--before", text(before), "--after", text(after)]));
        assert_eq!(code, Some(3), "{stderr}");
        let told = format!("the build {side} settled nothing: its message is a dead letter");
        assert!(stderr.contains(&told), "{stderr}");
        assert!(stderr.contains("hint: "), "{stderr}");
    }
}

#[test]
fn a_revision_is_built_once_and_its_worktree_removed() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    desk.repository("fn main() {}");
    for builds in [true, false] {
        // Its function does not ask for a message: it is built all the same, and runs.
        let output = desk.diff(&["--before-ref", "main", "--after", text(&one)]);
        let (code, _, stderr) = said(&output);
        assert_eq!(code, Some(3), "{stderr}");
        assert!(
            stderr.contains("the build before settled nothing"),
            "{stderr}"
        );
        assert_eq!(stderr.contains("building main"), builds, "{stderr}");
        let worktrees = desk.git(&["worktree", "list"]);
        assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
    }
}

#[test]
fn a_revision_that_is_not_there_is_2_and_one_that_does_not_compile_3() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    desk.repository("no Rust");
    let before =
        |reference: &str| said(&desk.diff(&["--before-ref", reference, "--after", text(&one)]));
    let (code, _, stderr) = before("absent");
    assert_eq!(code, Some(2), "{stderr}");
    assert!(
        stderr.contains("there is no revision absent: fatal: Needed a single revision"),
        "{stderr}"
    );
    let (code, _, stderr) = before("main");
    assert_eq!(code, Some(3), "{stderr}");
    assert!(
        stderr.contains("the revision main cannot be built"),
        "{stderr}"
    );
    let worktrees = desk.git(&["worktree", "list"]);
    assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
}

#[test]
fn output_that_cannot_be_written_is_74() {
    let desk = Desk::new();
    let one = desk.counting("one", 2);
    let (code, _, stderr) = said(&desk.diff(&["--after", text(&one), "--save", "/dev/full"]));
    assert_eq!(code, Some(74), "{stderr}");
    for format in ["json", "markdown"] {
        let mut command = desk.command(&["--before", text(&one), "--after", text(&one)]);
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let output = command
            .args(["--format", format, "logs"])
            .stdout(full.expect("Linux has it"))
            .output();
        let (code, _, stderr) = said(&output.expect("it runs"));
        assert_eq!(code, Some(74), "{stderr}");
    }
}

#[test]
fn an_interrupted_comparison_is_130_and_leaves_no_process() {
    let desk = Desk::new();
    let hangs = desk.build("hangs", &serde_json::json!("hang"));
    let mut command = desk.command(&["--before", text(&hangs), "--after", text(&hangs)]);
    command
        .arg("logs")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().expect("it runs");
    let replay = child_of(child.id());
    let function = child_of(replay);
    let id = Pid::from_raw(child.id().try_into().expect("a process id"));
    kill(id, Signal::SIGINT).expect("it runs");
    // Its pipes are closed by the last process that has them.
    let (code, stdout, stderr) = said(&child.wait_with_output().expect("it ends"));
    assert_eq!(code, Some(130), "{stderr}");
    assert_eq!(stdout, "");
    assert!(
        stderr.contains("the comparison was interrupted"),
        "{stderr}"
    );
    for process in [replay, function] {
        has_ended(process);
    }
}
