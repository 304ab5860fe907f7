//! The pictures of a replay that cannot be drawn or written, with the scripted function, which publishes nothing.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::scripted_function;

fn replay(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_emulator"));
    command
        .args(["replay", "--handler"])
        .arg(scripted_function());
    command.arg("a.json").args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).output().expect("it runs")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("a.json"), "a log").expect("a file can be written");
    folder
}

#[test]
fn what_was_not_published_cannot_be_drawn() {
    let folder = folder();
    for flags in [&["--plot"][..], &["--svg", "a.svg"], &["--png", "a.png"]] {
        let output = replay(folder.path(), flags);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{stderr}");
        assert!(stderr.contains("nothing was published"), "{stderr}");
        assert!(!output.stdout.is_empty(), "the table is told all the same");
    }
    let output = replay(folder.path(), &["--html", "a.html"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let page = std::fs::read_to_string(folder.path().join("a.html")).expect("it was written");
    assert!(page.contains("Nothing was published."), "{page}");
}

#[test]
fn a_picture_that_cannot_be_written_is_74_and_a_plot_of_json_a_usage_error() {
    let folder = folder();
    let output = replay(folder.path(), &["--html", "/dev/full"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{stderr}");
    assert!(
        stderr.contains("/dev/full could not be written"),
        "{stderr}"
    );
    let output = replay(folder.path(), &["--plot", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
}
