//! One build's way through the chain: a replay in a process of this program, so that what it costs is its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::{Child, Command};

use super::figures::{Figures, Run, SavedError};
use crate::exit_code::{INTERRUPTED, USAGE};

/// Reasons that are told of a build that settled nothing, at most.
const MAX_REASONS: usize = 3;

const SAID_NOTHING: &str = "it said nothing";

/// Why a side has no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SideError {
    #[error("{} cannot be compared with", path.display())]
    Saved {
        path: PathBuf,
        #[source]
        source: SavedError,
    },
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} cannot be read twice, once for each build", path.display())]
    Pipe { path: PathBuf },
    #[error("the replay of the build {side} could not be started")]
    Spawn {
        side: String,
        #[source]
        source: std::io::Error,
    },
    /// The replay itself says what it did not understand.
    #[error("the replay was not understood: {words}")]
    Usage { words: String },
    #[error("the replay of the build {side} ended with {status}: {words}")]
    Ended {
        side: String,
        status: ExitStatus,
        words: String,
    },
    #[error("the build {side} settled nothing: {words}")]
    SettledNothing { side: String, words: String },
}

impl SideError {
    pub(super) fn pipe(path: &Path) -> Self {
        let path = path.to_owned();
        Self::Pipe { path }
    }

    /// Whether another command would do; else the build is to blame.
    pub(crate) fn is_usage(&self) -> bool {
        match self {
            Self::Saved { .. }
            | Self::Unreadable { .. }
            | Self::Pipe { .. }
            | Self::Usage { .. } => true,
            Self::Spawn { .. } | Self::Ended { .. } | Self::SettledNothing { .. } => false,
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Saved { .. } => {
                Some("write it with --save, with this version of the program".to_owned())
            }
            Self::Pipe { .. } => Some("write it to a file, and give the file".to_owned()),
            Self::SettledNothing { .. } => Some(
                "does it start? `emulator replay --handler BOOTSTRAP PATH` shows what it does alone"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// What `--save` wrote.
pub(super) fn saved(path: &Path) -> Result<Figures, SideError> {
    let json = std::fs::read(path).map_err(|source| SideError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Figures::of_saved(&json).map_err(|source| SideError::Saved {
        path: path.to_owned(),
        source,
    })
}

/// Runs the logs through a build, with the flags of `emulator replay` that say which logs, and of the stack.
pub(super) async fn run(
    side: &str,
    executable: &Path,
    arguments: &[OsString],
) -> Result<Run, SideError> {
    let spawned = |source| SideError::Spawn {
        side: side.to_owned(),
        source,
    };
    let mut command = Command::new(this_program().map_err(spawned)?);
    command
        .args(["replay", "--format", "json", "--bench", "--handler"])
        .arg(executable)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = Stopping(Some(command.spawn().map_err(spawned)?));
    let progress = Progress::start(side);
    let output = child.output().await.map_err(spawned)?;
    progress.finish();
    read(side, &output)
}

/// This very program, also when another one was built in its place meanwhile.
fn this_program() -> std::io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    std::env::current_exe()
}

fn read(side: &str, output: &Output) -> Result<Run, SideError> {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let is_interrupted = output.status.code() == Some(i32::from(INTERRUPTED));
    let run = Run::of_document(&output.stdout).ok();
    // Half of the logs would be compared with all of them.
    let Some(run) = run.filter(|_| !is_interrupted) else {
        let words = last_words(&stderr);
        if output.status.code() == Some(i32::from(USAGE)) {
            return Err(SideError::Usage { words });
        }
        return Err(SideError::Ended {
            side: side.to_owned(),
            status: output.status,
            words,
        });
    };
    if run.figures.has_settled_nothing() {
        return Err(SideError::SettledNothing {
            side: side.to_owned(),
            words: why_nothing(&run),
        });
    }
    Ok(run)
}

/// What a reader is told of a build that settled nothing: why its objects failed, then what the replay warned of. Most fail alike.
fn why_nothing(run: &Run) -> String {
    let failed = run.figures.problems.iter();
    let failed = failed.filter(|problem| problem.kind == "failed");
    let reasons = failed.filter_map(|problem| problem.reason.as_ref());
    let reasons = reasons.chain(&run.warnings);
    let mut told: Vec<&str> = Vec::new();
    for reason in reasons.filter(|reason| !reason.is_empty()) {
        if told.len() < MAX_REASONS && !told.contains(&reason.as_str()) {
            told.push(reason);
        }
    }
    if told.is_empty() {
        SAID_NOTHING.to_owned()
    } else {
        told.join("; ")
    }
}

/// What the replay said last of what went wrong: its error and its hint, else its last line.
fn last_words(stderr: &str) -> String {
    const ERROR: &str = "error: ";
    let lines: Vec<_> = stderr.lines().filter(|line| !line.is_empty()).collect();
    let from = lines.iter().position(|line| line.starts_with(ERROR));
    match from {
        Some(from) => lines[from..]
            .join("\n")
            .trim_start_matches(ERROR)
            .to_owned(),
        None => (*lines.last().unwrap_or(&SAID_NOTHING)).to_owned(),
    }
}

/// A replay that is told to end when nobody waits for it any more. It stops its functions then.
struct Stopping(Option<Child>);

impl Stopping {
    async fn output(mut self) -> std::io::Result<Output> {
        let Some(child) = &mut self.0 else {
            unreachable!("it is taken when it is dropped");
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        tokio::try_join!(read_all(stdout, &mut out), read_all(stderr, &mut err))?;
        let status = child.wait().await?;
        Ok(Output {
            status,
            stdout: out,
            stderr: err,
        })
    }
}

async fn read_all<R: tokio::io::AsyncRead + Unpin>(
    pipe: Option<R>,
    bytes: &mut Vec<u8>,
) -> std::io::Result<()> {
    use tokio::io::AsyncReadExt as _;
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(bytes).await?;
    }
    Ok(())
}

impl Drop for Stopping {
    fn drop(&mut self) {
        let id = self.0.as_ref().and_then(Child::id);
        if let Some(Ok(id)) = id.map(i32::try_from) {
            // It may have ended just now.
            let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
    }
}

/// How long a side has been running. On a terminal only.
struct Progress(ProgressBar);

impl Progress {
    fn start(side: &str) -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(format!("the logs through the build {side}"));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    fn read_document(code: u8, problems: &str) -> Result<Run, SideError> {
        let document = format!(
            r#"{{"objects":{{"processed":0,"skipped":0,"failed":4}},
            "records":{{"counted":0,"malformed":0,"duplicate":0,"expired":0}},
            "bytes":{{"compressed":0,"uncompressed":0}},"metrics":[],"dead_letters":[{{"body":"{{}}"}}],
            "problems":[{problems}],"warnings":["a warning"]}}"#
        );
        let output = Output {
            status: ExitStatus::from_raw(i32::from(code) << 8),
            stdout: document.into_bytes(),
            stderr: b"replaying\nerror: it was stopped\n".to_vec(),
        };
        read("after", &output)
    }

    #[test]
    fn a_build_that_settled_nothing_is_told_with_the_reasons_of_its_objects() {
        let problem = |object: &str, reason: &str| {
            format!(r#"{{"kind":"failed","object":"{object}","reason":"{reason}"}}"#)
        };
        let problems = [
            problem("a", "BATCH_SIZE is no number"),
            problem("b", "BATCH_SIZE is no number"),
            problem("c", "it was killed"),
            problem("d", ""),
        ];
        let error = read_document(1, &problems.join(",")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the build after settled nothing: BATCH_SIZE is no number; it was killed; a warning"
        );
    }

    #[test]
    fn a_side_that_was_interrupted_has_no_figures() {
        let error = read_document(INTERRUPTED, "").unwrap_err().to_string();
        assert!(
            error.contains("the build after ended with") && error.ends_with("it was stopped"),
            "{error}"
        );
    }
}
