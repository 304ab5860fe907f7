//! The binaries under test: found in the target folder of the running test, built when they are missing or old.
//!
//! `cargo test --workspace` has built both before any test runs, so that nothing is built here then.
//! `cargo test -p e2e` alone has not: then the sources are newer, and cargo is asked (it holds no
//! lock while tests run).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use crate::settings;

/// The function as it is deployed, in this build's profile.
///
/// # Panics
/// When it cannot be built: nothing can be tested then.
pub fn bootstrap() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| settings::bootstrap().unwrap_or_else(|| binary("handler", "bootstrap")))
}

/// The emulator's command line.
///
/// # Panics
/// When it cannot be built: nothing can be tested then.
pub fn emulator() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| binary("emulator", "emulator"))
}

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("e2e is a folder of the workspace")
}

/// The folder of this build's profile: `<target>/debug` for a test in `<target>/debug/deps`.
pub(crate) fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a running program has a path");
    let folder = test.parent().expect("a file has a folder");
    let inside = folder.file_name().is_some_and(|name| name == "deps");
    let folder = if inside {
        folder.parent().unwrap_or(folder)
    } else {
        folder
    };
    folder.to_path_buf()
}

fn binary(package: &str, name: &str) -> PathBuf {
    let folder = profile_folder();
    let path = folder.join(name);
    let sources = workspace().join(package);
    let built = fs::metadata(&path).and_then(|found| found.modified());
    if built.is_ok_and(|built| built >= newest(&sources.join("src"))) {
        return path;
    }
    build(package, name, &folder);
    path
}

fn build(package: &str, name: &str, folder: &Path) {
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let target = folder
        .parent()
        .expect("a profile's folder is in the target folder");
    let status = Command::new("cargo")
        .args([
            "build",
            "--quiet",
            "--package",
            package,
            "--bin",
            name,
            "--profile",
            profile,
            "--target-dir",
        ])
        .arg(target)
        .current_dir(workspace())
        .status()
        .expect("cargo runs where cargo test runs");
    assert!(status.success(), "cargo could not build {name}");
}

/// When the last of the files below a folder was changed.
fn newest(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let times = entries.map(|entry| {
        let path = entry.path();
        let modified = || {
            entry
                .metadata()
                .and_then(|found| found.modified())
                .unwrap_or(SystemTime::UNIX_EPOCH)
        };
        if path.is_dir() {
            newest(&path)
        } else {
            modified()
        }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}
