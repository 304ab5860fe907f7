//! `localstack-keeper`: one LocalStack container for as long as it is needed, and not a moment longer.
//!
//! Alone, it prints `LOCALSTACK_ENDPOINT=...` and keeps the container until its standard input closes. With `-- COMMAND`
//! it runs the command with that variable set. Either way the container is removed at the end, also on Ctrl-C and SIGTERM;
//! when the command failed, the container's log is shown first.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use e2e::arm::localstack::keeper::ENDPOINT_LINE;
use e2e::{binaries, settings};
use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

/// LocalStack's one port, inside of the container.
const PORT: u16 = 4566;

/// Exit code when no LocalStack can be had.
const NO_LOCALSTACK: u8 = 3;

/// Lines of the container's log that are shown after a failure.
const LOG_LINES: usize = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command: Vec<OsString> = std::env::args_os()
        .skip_while(|argument| argument != "--")
        .skip(1)
        .collect();
    match keep(&command).await {
        Ok(code) => code,
        Err(error) => {
            say(&format!("error: {error}"));
            say(
                "hint: LOCALSTACK_ENDPOINT names one that runs already, LOCALSTACK_IMAGE another image",
            );
            ExitCode::from(NO_LOCALSTACK)
        }
    }
}

async fn keep(command: &[OsString]) -> Result<ExitCode, String> {
    let image = settings::localstack_image();
    provide(&image).await?;
    let container = start(&image)
        .await
        .map_err(|error| format!("{image} does not start: {error}"))?;
    let code = until_done(&container, command).await;
    if code != 0 {
        show_log(&container).await;
    }
    container
        .rm()
        .await
        .map_err(|error| format!("the container could not be removed: {error}"))?;
    Ok(ExitCode::from(code))
}

/// The image is here, can be pulled, or is made from packages.
async fn provide(image: &str) -> Result<(), String> {
    if docker(&["image", "inspect", image]).await {
        return Ok(());
    }
    say(&format!("pulling {image}"));
    if docker(&["pull", "--quiet", image]).await {
        return Ok(());
    }
    say("no registry has it for us: making it from packages, which takes some minutes");
    let script = binaries::workspace().join("e2e/localstack/build-image");
    let made = Command::new(script)
        .arg(image)
        .stdin(std::process::Stdio::null())
        .stdout(io::stderr())
        .status()
        .await;
    match made {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the image could not be made: {status}")),
        Err(error) => Err(format!("the image could not be made: {error}")),
    }
}

async fn docker(arguments: &[&str]) -> bool {
    let mut docker = Command::new("docker");
    docker.args(arguments).stdin(std::process::Stdio::null());
    docker
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    docker.status().await.is_ok_and(|status| status.success())
}

async fn start(image: &str) -> testcontainers::core::error::Result<ContainerAsync<GenericImage>> {
    let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
    let image = GenericImage::new(name, tag)
        .with_exposed_port(PORT.tcp())
        .with_wait_for(WaitFor::message_on_stdout("Ready."));
    let mut request = image
        .with_env_var("DISABLE_EVENTS", "1")
        .with_env_var("SKIP_SSL_CERT_DOWNLOAD", "1");
    if let Some(token) = settings::localstack_auth_token() {
        request = request.with_env_var("LOCALSTACK_AUTH_TOKEN", token);
    }
    request.start().await
}

/// Runs the command, or waits for the end of standard input; a signal ends both. The exit code.
async fn until_done(container: &ContainerAsync<GenericImage>, command: &[OsString]) -> u8 {
    let port = match container.get_host_port_ipv4(PORT).await {
        Ok(port) => port,
        Err(error) => {
            say(&format!(
                "error: the container's port is not mapped: {error}"
            ));
            return NO_LOCALSTACK;
        }
    };
    let endpoint = format!("http://127.0.0.1:{port}");
    let interrupted = signal(SignalKind::interrupt());
    let terminated = signal(SignalKind::terminate());
    let (Ok(mut interrupted), Ok(mut terminated)) = (interrupted, terminated) else {
        say("error: signals cannot be caught: the container would outlive an interrupt");
        return NO_LOCALSTACK;
    };
    tokio::select! {
        code = work(&endpoint, command) => code,
        _ = interrupted.recv() => 130,
        _ = terminated.recv() => 143,
    }
}

async fn work(endpoint: &str, command: &[OsString]) -> u8 {
    let Some((program, arguments)) = command.split_first() else {
        let announced =
            writeln!(io::stdout(), "{ENDPOINT_LINE}{endpoint}").and_then(|()| io::stdout().flush());
        if announced.is_ok() {
            end_of_input().await;
        }
        return 0;
    };
    let status = Command::new(program)
        .args(arguments)
        .env("LOCALSTACK_ENDPOINT", endpoint)
        .kill_on_drop(true)
        .status()
        .await;
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
        Err(error) => {
            say(&format!(
                "error: {} cannot be run: {error}",
                program.display()
            ));
            2
        }
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

async fn show_log(container: &ContainerAsync<GenericImage>) {
    say("---- the last lines of LocalStack's log ----");
    for log in [
        container.stdout_to_vec().await,
        container.stderr_to_vec().await,
    ] {
        let log = String::from_utf8_lossy(&log.unwrap_or_default()).into_owned();
        let lines: Vec<&str> = log.lines().collect();
        for line in &lines[lines.len().saturating_sub(LOG_LINES)..] {
            say(line);
        }
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
