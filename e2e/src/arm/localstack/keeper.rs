//! One LocalStack for a run of the suite: found, or started in a container and taken away with the run.
//!
//! A container must not outlive the run that started it, whether that ends in success, in failure, or by Ctrl-C. So it belongs
//! to a process of its own, `localstack-keeper`. `e2e/run` starts the whole run inside of it, and the endpoint comes by
//! the environment; without that, a test program starts a keeper that holds the container for as long as its standard
//! input is open: the pipe closes with the program, whatever becomes of it. Only a keeper that is itself killed with SIGKILL leaves
//! its container behind.

use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use crate::{binaries, settings};

/// What the keeper prints in front of the endpoint.
pub const ENDPOINT_LINE: &str = "LOCALSTACK_ENDPOINT=";

/// Where LocalStack answers.
pub async fn endpoint() -> String {
    static KEPT: OnceCell<(String, Option<Child>)> = OnceCell::const_new();
    let (endpoint, _) = KEPT
        .get_or_init(|| async {
            match settings::localstack_endpoint() {
                Some(endpoint) => (endpoint.trim_end_matches('/').to_owned(), None),
                None => keep().await,
            }
        })
        .await;
    endpoint.clone()
}

async fn keep() -> (String, Option<Child>) {
    let mut keeper = Command::new(program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the keeper is built with this suite");
    let output = keeper.stdout.take().expect("the keeper's output is a pipe");
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(endpoint) = line.strip_prefix(ENDPOINT_LINE) {
            return (endpoint.to_owned(), Some(keeper));
        }
    }
    panic!("no LocalStack could be started: the keeper says why, above");
}

fn program() -> PathBuf {
    binaries::profile_folder().join("localstack-keeper")
}
