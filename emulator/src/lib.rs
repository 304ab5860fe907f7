//! What people type: `emulator serve` and its siblings.
//!
//! Data goes to stdout, everything else to stderr (`printer`). Each command has its own file; errors (`error`) end here, with a
//! hint where there is one, and so do exit codes.

mod attach;
mod bootstrap;
mod clock;
mod control;
mod diff;
mod error;
mod exit_code;
mod iam;
mod listen_args;
mod numbers;
mod policy_args;
mod printer;
mod replay;
mod rust_log;
mod serve;
mod stack_args;
mod stop_signal;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit_code::{FAILURE, NOTHING_READ, SUCCESS};

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
    rust_log::init();
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
