//! Finds the function's executable, `bootstrap`, and builds it where that is possible.
//!
//! It is looked for beside the running executable. Inside of the workspace Cargo is asked whenever it is missing or older
//! than what it was built from, so that nobody replays with yesterday's handler.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::SystemTime;

use serde::Deserialize;
use tokio::process::Command;

use super::printer;

pub(super) const NAME: &str = "bootstrap";

/// Why there is no handler to run.
#[derive(Debug, thiserror::Error)]
pub(super) enum BootstrapError {
    #[error("there is no file {}", path.display())]
    NotThere { path: PathBuf },
    #[error("there is no {NAME} beside {}", executable.display())]
    NotFound { executable: PathBuf },
    #[error("cargo could not be run")]
    Cargo(#[source] std::io::Error),
    #[error("the handler does not compile: cargo ended with {status}")]
    Build { status: ExitStatus },
    #[error("cargo built no {NAME}")]
    NothingBuilt,
    #[error("the path of this program is not known")]
    Unknown(#[source] std::io::Error),
}

impl BootstrapError {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::NotThere { .. } => Some("--handler wants the path of an executable".to_owned()),
            Self::NotFound { .. } => Some(
                "give it with --handler PATH, or run this inside the workspace, where it is built"
                    .to_owned(),
            ),
            Self::Cargo(_) => Some("is Rust installed? https://rustup.rs".to_owned()),
            Self::Build { .. } | Self::NothingBuilt | Self::Unknown(_) => None,
        }
    }
}

/// The executable of the function: `given`, or the one beside this program, or one that is built now.
pub(super) async fn find(given: Option<&Path>) -> Result<PathBuf, BootstrapError> {
    if let Some(path) = given {
        if !path.is_file() {
            return Err(BootstrapError::NotThere {
                path: path.to_owned(),
            });
        }
        return std::path::absolute(path).map_err(BootstrapError::Unknown);
    }
    let executable = std::env::current_exe().map_err(BootstrapError::Unknown)?;
    let beside = executable.with_file_name(NAME);
    let workspace = workspace();
    match (beside.is_file(), workspace) {
        (true, None) => Ok(beside),
        (true, Some(_)) if !is_outdated(&beside) => Ok(beside),
        (is_there, Some(workspace)) => {
            let why = if is_there {
                "is older than its sources"
            } else {
                "is missing"
            };
            printer::note(&format!("{} {why}: building it", beside.display()));
            build(&workspace, &where_to_build(&executable)).await
        }
        (false, None) => Err(BootstrapError::NotFound { executable }),
    }
}

/// The workspace that the command runs in.
pub(super) fn workspace() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut folders = here.ancestors();
    let found = folders.find(|folder| {
        folder.join("Cargo.toml").is_file() && folder.join("handler/Cargo.toml").is_file()
    });
    found.map(Path::to_owned)
}

/// Whether one of the files that the executable was built from has changed since. Cargo lists them beside it.
fn is_outdated(executable: &Path) -> bool {
    let Ok(list) = std::fs::read_to_string(executable.with_extension("d")) else {
        return false;
    };
    let Some(built) = modified(executable) else {
        return false;
    };
    sources(&list).any(|source| modified(Path::new(&source)).is_none_or(|changed| changed > built))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

/// The paths behind the colon of `executable: source source`. A space inside of a path is written `\ `.
fn sources(list: &str) -> impl Iterator<Item = String> {
    let line = list.lines().next().unwrap_or_default();
    let (_, sources) = line.split_once(": ").unwrap_or_default();
    let sources = sources.replace("\\ ", "\0");
    let paths: Vec<String> = sources
        .split_whitespace()
        .map(|path| path.replace('\0', " "))
        .collect();
    paths.into_iter()
}

/// Builds the handler of a workspace, with Cargo's flags for where and how.
pub(super) async fn build(workspace: &Path, flags: &[String]) -> Result<PathBuf, BootstrapError> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(workspace)
        .args(["build", "--package", "handler", "--bin", NAME])
        .args(["--message-format", "json-render-diagnostics"])
        .args(flags)
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    let output = cargo.output().await.map_err(BootstrapError::Cargo)?;
    if !output.status.success() {
        return Err(BootstrapError::Build {
            status: output.status,
        });
    }
    built_executable(&output.stdout).ok_or(BootstrapError::NothingBuilt)
}

/// The profile and the target folder that this program itself was built with, so that the handler comes to lie beside it. An
/// executable that does not lie in a target folder leaves both to Cargo.
fn where_to_build(executable: &Path) -> Vec<String> {
    match built_in(executable) {
        Some((target, profile)) => vec![
            "--target-dir".to_owned(),
            target.display().to_string(),
            "--profile".to_owned(),
            profile,
        ],
        None => vec!["--release".to_owned()],
    }
}

/// The profile that this program was built with, as Cargo calls it.
pub(super) fn profile() -> String {
    let executable = std::env::current_exe().unwrap_or_default();
    built_in(&executable).map_or_else(|| "release".to_owned(), |(_, profile)| profile)
}

/// The target folder and the profile of an executable that lies in one.
fn built_in(executable: &Path) -> Option<(PathBuf, String)> {
    let profile_folder = executable.parent()?;
    let target = profile_folder.parent()?;
    let profile = profile_folder.file_name()?.to_str()?;
    let profile = if profile == "debug" { "dev" } else { profile };
    let is_target = target.join("CACHEDIR.TAG").is_file();
    is_target.then(|| (target.to_owned(), profile.to_owned()))
}

/// The executable in what Cargo says: a JSON object a line.
fn built_executable(messages: &[u8]) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
    }
    let lines = messages.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .filter_map(|message| message.executable)
        .find(|path| path.file_name().is_some_and(|name| name == NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_of_an_executable_are_listed_behind_the_colon() {
        let list = "/target/release/bootstrap: /a/main.rs /a\\ b/lib.rs\n";
        let sources: Vec<_> = sources(list).collect();
        assert_eq!(sources, ["/a/main.rs", "/a b/lib.rs"]);
        assert_eq!(super::sources("").count(), 0);
    }

    #[test]
    fn the_executable_is_found_in_what_cargo_says() {
        let messages = b"{\"reason\":\"compiler-artifact\",\"executable\":null}\nnot JSON\n\
            {\"reason\":\"compiler-artifact\",\"executable\":\"/t/release/bootstrap\"}\n";
        assert_eq!(
            built_executable(messages),
            Some(PathBuf::from("/t/release/bootstrap"))
        );
    }

    #[test]
    fn an_executable_outside_of_a_target_folder_leaves_the_place_to_cargo() {
        assert_eq!(
            where_to_build(Path::new("/usr/bin/emulator")),
            ["--release"]
        );
    }
}
