//! What two builds make of the same logs (`emulator diff`), and the pictures of a replay: with the handler itself.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use e2e::generator::{Generator, Plan};
use e2e::{binaries, files};

fn emulator(arguments: &[&str]) -> Output {
    let mut command = Command::new(binaries::emulator());
    command
        .env("COLUMNS", "80")
        .args(arguments)
        .output()
        .expect("the emulator runs")
}

fn fixtures() -> PathBuf {
    binaries::workspace().join("fixtures/logs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the paths of tests are plain")
}

/// A build that behaves as the handler does with a setting: a script in its place.
fn build_with(folder: &Path, setting: &str) -> PathBuf {
    let path = folder.join("old");
    let script = format!(
        "#!/bin/sh\n{setting} exec {}\n",
        binaries::bootstrap().display()
    );
    std::fs::write(&path, script).expect("the file can be written");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&path, executable).expect("it is our own file");
    path
}

/// A folder of generated logs, some records of which are repeated, cut off or unusable.
fn odd_logs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let plan = Plan {
        total_bytes: 400_000,
        object_bytes: vec![20_000],
        odd_per_mille: 100,
        ..Plan::default()
    };
    for (key, body) in Generator::new(plan).all_in_memory().0 {
        let path = folder.path().join(key);
        let parent = path.parent().expect("a key's file is in a folder");
        std::fs::create_dir_all(parent).expect("the folder can be made");
        std::fs::write(path, body).expect("the file can be written");
    }
    folder
}

#[test]
fn a_build_equals_itself_however_its_work_is_shared_out() {
    let logs = odd_logs();
    let handler = text(binaries::bootstrap());
    let saved = |name: &str, flags: &[&str]| {
        let path = logs.path().with_extension(name);
        let base = [
            "diff",
            "--after",
            handler,
            "--save",
            text(&path),
            text(logs.path()),
        ];
        let output = emulator(&[&base[..], flags].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let result = std::fs::read_to_string(&path).expect("it was written");
        std::fs::remove_file(path).expect("it is our own file");
        result
    };
    let alone = saved("alone", &["--batch-size", "1", "--concurrency", "1"]);
    assert!(alone.contains("\"MalformedRecords\""), "{alone}");
    assert_eq!(
        alone,
        saved("shared", &["--batch-size", "7", "--concurrency", "4"])
    );
    let output = emulator(&[
        "diff",
        "--before",
        handler,
        "--after",
        handler,
        "--concurrency",
        "4",
        text(logs.path()),
    ]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// What the README shows, times and memory apart.
#[test]
fn the_difference_of_two_builds_is_what_the_readme_shows() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let old = build_with(folder.path(), "ENABLE_GLOBAL_CROSS_REGION=false");
    let output = emulator(&[
        "diff",
        "--before",
        text(&old),
        "--after",
        text(binaries::bootstrap()),
        text(&fixtures()),
    ]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let readme = std::fs::read_to_string(binaries::workspace().join("README.md"));
    let readme = readme.expect("there is one");
    let told = String::from_utf8(output.stdout).expect("a text");
    let lines = told.lines().skip(2);
    for line in lines.filter(|line| !line.contains(" time *") && !line.contains(" memory *")) {
        assert!(
            readme.lines().any(|shown| shown == line),
            "{line:?} of\n{told}"
        );
    }
}

#[test]
fn the_same_replay_makes_the_same_pictures() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let pictures = |concurrency: &str| {
        let paths = ["html", "svg", "png"].map(|kind| folder.path().join(kind));
        let [html, svg, png] = &paths;
        let output = emulator(&[
            "replay",
            "--handler",
            text(binaries::bootstrap()),
            "--concurrency",
            concurrency,
            "--html",
            text(html),
            "--svg",
            text(svg),
            "--png",
            text(png),
            "--plot",
            "--metric",
            "InputTokens",
            text(&fixtures()),
        ]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let told = String::from_utf8(output.stdout).expect("a text");
        let (_, plot) = told
            .split_once("\n\nInputTokens by InferenceProfile, sum by 15 minutes\n")
            .expect("a plot");
        let mut made = vec![plot.as_bytes().to_vec()];
        made.extend(
            paths
                .iter()
                .map(|path| std::fs::read(path).expect("it was written")),
        );
        made
    };
    let made = pictures("1");
    assert!(made == pictures("4"), "other bytes");
    let page = String::from_utf8(made[1].clone()).expect("a text");
    for told in [
        "<dd>136</dd>",
        "InputTokens by InferenceProfile",
        "152,763",
        "us-gov-west-1",
    ] {
        assert!(page.contains(told), "{told}");
    }
    assert!(made[3].starts_with(b"\x89PNG"));
}

/// `just picture` makes it again.
#[test]
fn the_picture_of_the_readme_is_what_the_tool_draws() {
    let folder = tempfile::tempdir().expect("the temporary folder takes a folder");
    let logs = folder.path().join("logs");
    let shown = binaries::workspace().join("docs/replay.svg");
    let recipe = std::fs::read_to_string(binaries::workspace().join("justfile"));
    let recipe = recipe.expect("there is one");
    let flags = recipe
        .lines()
        .find_map(|line| line.trim().strip_prefix("flags=\""));
    let flags = flags
        .and_then(|flags| flags.strip_suffix('"'))
        .expect("the flags of the corpus");
    let made = Command::new(env!("CARGO_BIN_EXE_generate"))
        .args(flags.split(' '))
        .arg(&logs)
        .output();
    let made = made.expect("the generator runs");
    assert!(made.status.success(), "{made:?}");
    assert!(!files::read_tree(&logs).expect("just written").is_empty());
    let svg = folder.path().join("replay.svg");
    let output = emulator(&[
        "replay",
        "--handler",
        text(binaries::bootstrap()),
        "--metric",
        "InputTokens",
        "--svg",
        text(&svg),
        text(&logs),
    ]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let [drawn, shown] = [svg, shown].map(|path| std::fs::read(path).expect("it is there"));
    assert!(
        drawn == shown,
        "docs/replay.svg is another picture: `just picture` draws it"
    );
}
