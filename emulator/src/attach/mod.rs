//! `emulator attach`: the environment in which a process of the user's own takes the place of a function's code, of an emulator that runs.

pub(super) mod format;
pub(super) mod port;
mod told;

use std::ffi::OsString;

use bytes::Bytes;
use clap::Args;
use http::Method;
use serde_json::json;

use super::control::{ControlArgs, read};
use super::error::CliError;
use super::printer;
use aws_endpoint::server::control::attach::{ATTACH, Environment, Wanted};

use format::Format;
pub(super) use told::follow;

/// Run a function of a running emulator in a process of yours: under a debugger, or by `cargo run`.
///
/// Prints the environment to start the process in, with keys of the function's role that are good for as long as the emulator runs. Once the
/// process asks for an invocation it is attached: it gets every invocation of the function, one at a time; others wait. Its time-out is
/// suspended, and the deadline that it is told is a day away. When it ends, an invocation that it had fails as on AWS (a message returns
/// to its queue when its visibility timeout ends), and the deployed code takes over again. The emulator says on stderr who comes and goes.
///
/// Where it fails it prints `false`, so that a shell that evaluates it stops there; nothing on a terminal or in another form than `sh`.
///
/// Keys, names and settings are those of the function at this moment. A process that opens a connection for each request (a script
/// with curl) is seen to be gone only when another one asks.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AttachCommand {
    #[command(flatten)]
    control: ControlArgs,
    /// The function's name; where there is only one function it may be left out.
    function: Option<String>,
    /// The function's Region, where several have one of this name.
    #[arg(long)]
    region: Option<String>,
    #[arg(long, value_name = "PORT", help = port::help())]
    attach_port: Option<u16>,
    /// `sh` is for eval in a shell, `dotenv` for the env files of editors, `json` for programs.
    #[arg(long, default_value = "sh")]
    format: Format,
}

/// Arguments of this command that were not understood: a shell that evaluates what it prints does not go on.
pub(super) fn misunderstood(mut arguments: impl Iterator<Item = OsString>) {
    if arguments.next().is_none_or(|first| first != "attach") {
        return;
    }
    let texts: Vec<_> = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    if !asks_for_other_form(&texts) {
        printer::stop_shell();
    }
}

/// `--format json` and `--format=dotenv`; nothing else that ends so.
fn asks_for_other_form(arguments: &[String]) -> bool {
    let is_form = |form: &str| ["json", "dotenv"].contains(&form);
    let in_two = arguments
        .windows(2)
        .any(|pair| pair[0] == "--format" && is_form(&pair[1]));
    let in_one = |argument: &String| argument.strip_prefix("--format=").is_some_and(is_form);
    in_two || arguments.iter().any(in_one)
}

const EXAMPLES: &str = "\
Examples:
  eval \"$(emulator attach)\" && cargo run -p handler --bin bootstrap
  eval \"$(emulator attach)\" && rust-gdb --args target/debug/bootstrap
  emulator attach --format dotenv > .env        then \"envFile\": \"${workspaceFolder}/.env\" in VS Code's launch.json
  emulator attach orders --port 4567 --attach-port 9002
  (eval \"$(emulator attach)\" && cargo run)      leaves the shell as it was

Ctrl-C of the process detaches it.";

impl AttachCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let is_evaluated = self.format == Format::Sh;
        let told = self.tell().await;
        if told.is_err() && is_evaluated {
            printer::stop_shell();
        }
        told
    }

    async fn tell(self) -> Result<(), CliError> {
        let emulator = self.control.endpoint().map_err(CliError::AttachTo)?;
        let wanted = Wanted {
            function: self.function,
            region: self.region,
            port: self.attach_port,
        };
        let body = Bytes::from(json!(wanted).to_string());
        let answer = emulator.ask(Method::POST, ATTACH, body).await;
        let environment: Environment = answer.and_then(read).map_err(CliError::AttachTo)?;
        printer::data(&self.format.text(&environment.variables)).map_err(CliError::Output)?;
        let Environment { function, .. } = environment;
        printer::note(&format!(
            "A process that is started in this environment is {function}."
        ));
        Ok(())
    }
}
