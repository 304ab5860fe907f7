//! `localstack-keeper`: one LocalStack container for as long as it is needed, and not a moment longer.
//!
//! Alone, it prints `LOCALSTACK_ENDPOINT=...` and keeps the container until its standard input closes. With `-- COMMAND`
//! it runs the command with that variable set. Either way the container is removed at the end, also on Ctrl-C and SIGTERM;
//! when the command failed, the end of the container's log is shown.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use e2e::arm::localstack::container::{Container, Log, provide};
use e2e::arm::localstack::keeper::ENDPOINT_LINE;
use e2e::settings;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::signal::unix::{self, SignalKind};

/// Exit code when no LocalStack can be had.
const NO_LOCALSTACK: u8 = 3;

/// Exit code when the command cannot be run.
const NO_COMMAND: u8 = 2;

/// Exit codes from here on say which signal ended the program: nothing failed then.
const INTERRUPTED: u8 = 128;

/// How long an interrupted command may take to end by itself.
const GRACE: Duration = Duration::from_secs(15);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command: Vec<OsString> = std::env::args_os()
        .skip_while(|argument| argument != "--")
        .skip(1)
        .collect();
    let log = Log::default();
    let code = keep(&command, &log).await.unwrap_or_else(|error| {
        say(&format!("error: {error}"));
        NO_LOCALSTACK
    });
    if code != 0 && code < INTERRUPTED {
        say("---- the end of LocalStack's log ----");
        say(&log.text());
    }
    ExitCode::from(code)
}

/// The exit code of what the container is kept for.
async fn keep(command: &[OsString], log: &Log) -> Result<u8, String> {
    let image = settings::localstack_image();
    let provided = provide(&image).await;
    if !provided.is_ok_and(|status| status.success()) {
        return Err(format!("there is no {image} to start"));
    }
    // From here on a signal is taken note of: the container is removed before this program ends.
    let mut interrupts = Interrupts::catch().map_err(|error| error.to_string())?;
    let container = Container::start(&image, settings::localstack_auth_token(), log)
        .await
        .map_err(|error| format!("{image} does not start: {error}"))?;
    let code = match command.split_first() {
        None => stand_by(container.endpoint(), &mut interrupts).await,
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .env("LOCALSTACK_ENDPOINT", container.endpoint());
            run(command, &mut interrupts).await
        }
    };
    container
        .remove()
        .await
        .map_err(|error| format!("the container could not be removed: {error}"))?;
    Ok(code)
}

/// The signals that end a run.
struct Interrupts {
    interrupt: unix::Signal,
    terminate: unix::Signal,
}

impl Interrupts {
    fn catch() -> io::Result<Self> {
        Ok(Self {
            interrupt: unix::signal(SignalKind::interrupt())?,
            terminate: unix::signal(SignalKind::terminate())?,
        })
    }

    /// The exit code of a program that the next of them ends.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}

/// Says where LocalStack answers, until nobody wants to know any more.
async fn stand_by(endpoint: &str, interrupts: &mut Interrupts) -> u8 {
    let announced =
        writeln!(io::stdout(), "{ENDPOINT_LINE}{endpoint}").and_then(|()| io::stdout().flush());
    if announced.is_err() {
        return 0;
    }
    tokio::select! {
        () = end_of_input() => 0,
        code = interrupts.next() => code,
    }
}

/// Returns when standard input is closed, or cannot be read, which is an end as well. A thread of its own reads, since a read
/// cannot be called off and must not hold up the end of the program.
async fn end_of_input() {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        let _ = tell.send(());
    });
    let _ = told.await;
}

/// Runs a command to its end; a signal is passed on to it.
async fn run(mut command: Command, interrupts: &mut Interrupts) -> u8 {
    let mut child = match command.kill_on_drop(true).spawn() {
        Ok(child) => child,
        Err(error) => {
            let program = command.as_std().get_program().display();
            say(&format!("error: {program} cannot be run: {error}"));
            return NO_COMMAND;
        }
    };
    tokio::select! {
        status = child.wait() => status
            .ok()
            .and_then(|status| status.code())
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
        code = interrupts.next() => {
            end(&mut child).await;
            code
        }
    }
}

/// Asks the command to end, so that it ends what it has started; past [`GRACE`] it is killed.
async fn end(child: &mut Child) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id {
        // It may have ended by itself: a terminal sends Ctrl-C to both.
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
    if tokio::time::timeout(GRACE, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
