//! What people type: `emulator serve` and its siblings.
//!
//! Data goes to stdout, everything else to stderr (`printer`). Each command has its own file; errors end here, with a
//! hint where there is one, and so do exit codes.

mod attach;
mod bootstrap;
mod clock;
mod control;
mod diff;
mod iam;
mod listen_args;
mod policy_args;
mod printer;
mod replay;
mod serve;
mod stack_args;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::StartError;
use crate::aws::travel::NeverIdle;
use crate::runtime::attach::AttachError;
use crate::stack::{FUNCTION, StackError};

/// Everything worked.
const SUCCESS: u8 = 0;
/// The command failed, or some messages of a replay ended in the dead-letter queue.
const FAILURE: u8 = 1;
/// The command was not understood, or what it names is not there. Also clap's own code.
const USAGE: u8 = 2;
/// No record of a replay could be read.
const NOTHING_READ: u8 = 3;
/// A build to compare could not be made or run.
const NOT_RUN: u8 = 3;
/// The output could not be written: `EX_IOERR` of `sysexits.h`.
const OUTPUT: u8 = 74;
/// Ended by Ctrl-C, as a shell tells it.
const INTERRUPTED: u8 = 130;

/// The AWS around the handler, on one port of this machine.
#[derive(Debug, Parser)]
#[command(name = "emulator", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  emulator serve                    an empty AWS on http://127.0.0.1:4566
  emulator serve --port 0           the same, on a free port
  emulator up                       the same, with the deployment guide's stack in it
  emulator attach                   runs a function in a process of yours, a debugger say
  emulator replay fixtures/logs     captured logs in, metrics out
  emulator diff --before-ref main captured/
                                    what a change does to the metrics
  emulator clock advance 5m         moves the clock of a running emulator
  emulator iam explain CALL-ID      why a call was allowed or denied
  emulator iam least-privilege      the policy that a role needs

Exit codes:
  0  everything worked
  1  the command failed, some messages of a replay ended in the dead-letter queue, or two builds differ
  2  the command was not understood, or what it names is not there
  3  no record of a replay could be read, or all were malformed; a build to compare could not be run
  74 the output could not be written
  130 interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Up(up::Up),
    Attach(attach::AttachCommand),
    Replay(replay::Replay),
    Diff(diff::Diff),
    Clock(clock::ClockCommand),
    Iam(iam::IamCommand),
}

/// Runs the command of the process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        if error.use_stderr() {
            attach::misunderstood(std::env::args_os().skip(1));
        }
        error.exit()
    });
    init_tracing();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            printer::error(&error, Some("is the machine out of threads?"));
            return ExitCode::from(FAILURE);
        }
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Serve(command) => command.run().await.map(|()| SUCCESS),
            Command::Up(command) => command.run().await.map(|()| SUCCESS),
            Command::Attach(command) => command.run().await.map(|()| SUCCESS),
            Command::Clock(command) => command.run().await.map(|()| SUCCESS),
            Command::Iam(command) => command.run().await.map(|()| SUCCESS),
            Command::Diff(command) => command.run().await.map(|compared| match compared {
                diff::Compared::Equal => SUCCESS,
                diff::Compared::Different => FAILURE,
            }),
            Command::Replay(command) => command.run().await.map(|replayed| match replayed {
                replay::Replayed::EveryMessageSettled => SUCCESS,
                replay::Replayed::SomeDeadLetters => FAILURE,
                replay::Replayed::NothingRead => NOTHING_READ,
            }),
        }
    });
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            printer::error(&error, error.hint().as_deref());
            ExitCode::from(error.exit_code())
        }
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("the emulator did not start")]
    Start(#[source] StartError),
    #[error("{} cannot be written", path.display())]
    ReadyFile {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot listen for signals")]
    Signals(#[source] std::io::Error),
    #[error("there is no handler to run")]
    Bootstrap(#[from] bootstrap::BootstrapError),
    #[error("the stack could not be made")]
    Stack(#[from] StackError),
    #[error("these paths cannot be replayed")]
    Input(#[from] replay::InputError),
    #[error("the table cannot be shaped so")]
    View(#[from] replay::ViewError),
    #[error("the replay stopped")]
    Put(#[from] replay::PutError),
    #[error("the replay does not come to an end")]
    NeverIdle(#[from] NeverIdle),
    #[error("there is no picture")]
    Picture(#[from] replay::PictureError),
    #[error("the clock cannot be used")]
    Clock(#[from] control::ControlError),
    #[error("no process can be attached")]
    Attach(#[from] AttachError),
    #[error("no process can be attached")]
    AttachTo(#[source] control::ControlError),
    #[error("IAM has no answer")]
    Iam(#[source] control::ControlError),
    #[error("the builds cannot be compared")]
    Side(#[from] diff::SideError),
    #[error("there is no build to compare")]
    Build(#[from] diff::BuildError),
    #[error("{} could not be written", path.display())]
    Save {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the replay was interrupted: what was counted until then is told")]
    Interrupted,
    #[error("the comparison was interrupted")]
    ComparisonInterrupted,
    #[error("the output could not be written")]
    Output(#[source] std::io::Error),
}

/// What to do where the port of attached processes is taken.
const OTHER_PORT: &str = "stop what listens there (another emulator?), or give another port with --attach-port: 0 picks a free one";

impl CliError {
    /// What the user can do about it.
    fn hint(&self) -> Option<String> {
        match self {
            Self::Start(StartError::PortTaken { port }) => Some(format!(
                "stop what listens on {port} (another emulator?), or give another port: --port 0 picks a free one"
            )),
            Self::Start(StartError::Bind { .. }) => {
                Some("ports below 1024 need privileges; --port 0 picks a free one".to_owned())
            }
            Self::Start(StartError::Trust(_)) => Some(
                "--sns-ca-file is a file of certificates in PEM: -----BEGIN CERTIFICATE-----"
                    .to_owned(),
            ),
            Self::Bootstrap(error) => error.hint(),
            Self::Stack(StackError::Mapping(_)) => Some(
                "see --batch-size, --batch-window, --visibility-timeout and --function-timeout"
                    .to_owned(),
            ),
            Self::Input(error) => error.hint(),
            Self::Side(error) => error.hint(),
            Self::Build(error) => error.hint(),
            Self::View(error) => error.hint(),
            Self::Iam(control::ControlError::NotThere(text)) if text.starts_with("several") => {
                Some("--role NAME says which".to_owned())
            }
            Self::Attach(AttachError::NoFunction { .. }) => Some(format!(
                "the stack's function is {FUNCTION}; `emulator attach NAME` opens others once they are made"
            )),
            Self::Attach(AttachError::PortTaken { .. }) => Some(OTHER_PORT.to_owned()),
            Self::AttachTo(control::ControlError::Refused(text)) if text.ends_with("is taken") => {
                Some(OTHER_PORT.to_owned())
            }
            Self::AttachTo(control::ControlError::NotThere(text))
                if text.starts_with("several") =>
            {
                Some("NAME and --region say which".to_owned())
            }
            Self::Clock(error) | Self::Iam(error) | Self::AttachTo(error) => error.hint(),
            Self::Signals(_)
            | Self::ReadyFile { .. }
            | Self::Stack(_)
            | Self::Put(_)
            | Self::NeverIdle(_)
            | Self::Picture(_)
            | Self::Attach(_)
            | Self::Output(_)
            | Self::Save { .. }
            | Self::Interrupted
            | Self::ComparisonInterrupted => None,
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            // What was asked for cannot be: other flags or paths would do.
            Self::Input(_)
            | Self::View(_)
            | Self::Stack(_)
            | Self::Start(StartError::Trust(_))
            | Self::Iam(control::ControlError::NotThere(_))
            | Self::Attach(AttachError::NoFunction { .. })
            | Self::AttachTo(control::ControlError::NotThere(_))
            | Self::Bootstrap(bootstrap::BootstrapError::NotThere { .. }) => USAGE,
            Self::Picture(error) if error.is_usage() => USAGE,
            Self::Picture(replay::PictureError::NothingPublished) => NOTHING_READ,
            Self::Side(error) if error.is_usage() => USAGE,
            Self::Build(error) if error.is_usage() => USAGE,
            Self::Side(_) | Self::Build(_) => NOT_RUN,
            Self::Output(_)
            | Self::Save { .. }
            | Self::Picture(replay::PictureError::Write { .. }) => OUTPUT,
            Self::Interrupted | Self::ComparisonInterrupted => INTERRUPTED,
            _ => FAILURE,
        }
    }
}

/// Logs for whoever asks for them, on stderr: `RUST_LOG=emulator=debug`.
fn init_tracing() {
    let (targets, fault) = log_targets(log_directives().as_deref());
    let ansi = printer::has_colour();
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(ansi);
    // Fails only where a subscriber is set already, which then is the better one.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init();
    if let Some(fault) = fault {
        tracing::warn!("RUST_LOG is not used: {fault}; hint: RUST_LOG=emulator=debug,warn");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much is logged is no option of any command, and is known by this name"
)]
fn log_directives() -> Option<String> {
    std::env::var("RUST_LOG").ok()
}

/// Whose lines of which level are written; warnings and errors where nothing else is said. And what is wrong with the
/// directives, if they can't be read.
fn log_targets(directives: Option<&str>) -> (Targets, Option<String>) {
    let default = Targets::new().with_default(LevelFilter::WARN);
    let (targets, fault) = match directives.map(str::parse::<Targets>) {
        None => (default, None),
        Some(Ok(asked)) if asked.default_level().is_some() => (asked, None),
        Some(Ok(asked)) => (asked.with_default(LevelFilter::WARN), None),
        Some(Err(error)) => (default, Some(error.to_string())),
    };
    // It calls every refusal an error, which is the client's to see and no fault of ours.
    (targets.with_target("s3s", LevelFilter::OFF), fault)
}

/// Ctrl-C and SIGTERM, listened for from the moment it is made: before a command starts what it has to stop in order.
#[derive(Debug)]
struct StopSignal {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignal {
    fn listen() -> Result<Self, CliError> {
        let listen = |kind| signal(kind).map_err(CliError::Signals);
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    /// Returns when one of them came.
    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use tracing::Level;

    use super::*;

    #[test]
    fn who_asks_for_logs_gets_them_and_who_misspells_it_is_told() {
        let enabled = |directives, target: &str, level| {
            log_targets(directives).0.would_enable(target, &level)
        };
        assert!(enabled(None, "emulator", Level::WARN));
        assert!(!enabled(None, "emulator", Level::INFO));
        assert!(enabled(
            Some("emulator=debug"),
            "emulator::server",
            Level::DEBUG
        ));
        assert!(enabled(Some("emulator=debug"), "hyper", Level::WARN));
        assert!(!enabled(Some("emulator=debug"), "hyper", Level::INFO));
        assert!(enabled(Some("info"), "hyper", Level::INFO));
        assert!(!enabled(Some("trace"), "s3s", Level::ERROR));
        assert!(log_targets(Some("emulator=loud")).1.is_some());
        assert!(log_targets(Some("emulator=debug,warn")).1.is_none());
    }

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
