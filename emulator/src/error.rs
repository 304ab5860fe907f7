//! Why a command failed, what the user can do about it, and the code that the program exits with.

use aws_endpoint::StartError;
use aws_endpoint::aws::travel::NeverIdle;
use aws_endpoint::runtime::attach::AttachError;
use aws_endpoint::stack::{FUNCTION, StackError};

use super::bootstrap::BootstrapError;
use super::control::ControlError;
use super::diff::{BuildError, SideError};
use super::exit_code::{FAILURE, INTERRUPTED, NOT_RUN, NOTHING_READ, OUTPUT, USAGE};
use super::replay::{InputError, PictureError, PutError, ViewError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
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
    Bootstrap(#[from] BootstrapError),
    #[error("the stack could not be made")]
    Stack(#[from] StackError),
    #[error("these paths cannot be replayed")]
    Input(#[from] InputError),
    #[error("the table cannot be shaped so")]
    View(#[from] ViewError),
    #[error("the replay stopped")]
    Put(#[from] PutError),
    #[error("the replay does not come to an end")]
    NeverIdle(#[from] NeverIdle),
    #[error("there is no picture")]
    Picture(#[from] PictureError),
    #[error("the clock cannot be used")]
    Clock(#[from] ControlError),
    #[error("no process can be attached")]
    Attach(#[from] AttachError),
    #[error("no process can be attached")]
    AttachTo(#[source] ControlError),
    #[error("IAM has no answer")]
    Iam(#[source] ControlError),
    #[error("the builds cannot be compared")]
    Side(#[from] SideError),
    #[error("there is no build to compare")]
    Build(#[from] BuildError),
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
    pub(super) fn hint(&self) -> Option<String> {
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
            Self::Iam(ControlError::NotThere(text)) if text.starts_with("several") => {
                Some("--role NAME says which".to_owned())
            }
            Self::Attach(AttachError::NoFunction { .. }) => Some(format!(
                "the stack's function is {FUNCTION}; `emulator attach NAME` opens others once they are made"
            )),
            Self::Attach(AttachError::PortTaken { .. }) => Some(OTHER_PORT.to_owned()),
            Self::AttachTo(ControlError::Refused(text)) if text.ends_with("is taken") => {
                Some(OTHER_PORT.to_owned())
            }
            Self::AttachTo(ControlError::NotThere(text)) if text.starts_with("several") => {
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

    pub(super) fn exit_code(&self) -> u8 {
        match self {
            // What was asked for cannot be: other flags or paths would do.
            Self::Input(_)
            | Self::View(_)
            | Self::Stack(_)
            | Self::Start(StartError::Trust(_))
            | Self::Iam(ControlError::NotThere(_))
            | Self::Attach(AttachError::NoFunction { .. })
            | Self::AttachTo(ControlError::NotThere(_))
            | Self::Bootstrap(BootstrapError::NotThere { .. }) => USAGE,
            Self::Picture(error) if error.is_usage() => USAGE,
            Self::Picture(PictureError::NothingPublished) => NOTHING_READ,
            Self::Side(error) if error.is_usage() => USAGE,
            Self::Build(error) if error.is_usage() => USAGE,
            Self::Side(_) | Self::Build(_) => NOT_RUN,
            Self::Output(_) | Self::Save { .. } | Self::Picture(PictureError::Write { .. }) => {
                OUTPUT
            }
            Self::Interrupted | Self::ComparisonInterrupted => INTERRUPTED,
            _ => FAILURE,
        }
    }
}
