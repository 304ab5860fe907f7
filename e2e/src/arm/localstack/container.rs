//! A LocalStack in a container of the local engine.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use testcontainers::core::logs::LogFrame;
use testcontainers::core::{IntoContainerPort, Mount, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt, TestcontainersError};
use tokio::process::Command;

use crate::binaries;

/// LocalStack's one port, inside of the container.
const PORT: u16 = 4566;

/// It takes two or three seconds on an idle machine.
const STARTED_WITHIN: Duration = Duration::from_secs(180);

/// How much of the end of the container's log is kept for a failure.
const LOG_BYTES: usize = 64 << 10;

/// The end of what the container has written.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn push(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        let too_many = kept.len().saturating_sub(LOG_BYTES);
        kept.drain(..too_many);
    }

    pub fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// A running container.
#[derive(Debug)]
pub struct Container {
    container: ContainerAsync<GenericImage>,
    endpoint: String,
}

/// Sees to it that the engine has the image: found, pulled, or made from packages.
///
/// # Errors
/// When the script cannot be run.
pub async fn provide(image: &str) -> std::io::Result<ExitStatus> {
    let script: PathBuf = binaries::workspace().join("e2e/localstack/provide-image");
    let mut provide = Command::new(script);
    // Standard output is the keeper's own.
    provide
        .arg(image)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    provide.status().await
}

impl Container {
    /// Starts one and waits until it says that it is ready.
    ///
    /// # Errors
    /// When the engine refuses, or LocalStack is not ready in time; `log` says what it wrote until then.
    pub async fn start(
        image: &str,
        auth_token: Option<String>,
        log: &Log,
    ) -> Result<Self, TestcontainersError> {
        let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let image = GenericImage::new(name, tag)
            .with_exposed_port(PORT.tcp())
            .with_wait_for(WaitFor::message_on_stdout("Ready."));
        let log = log.clone();
        let mut request = image
            .with_env_var("DISABLE_EVENTS", "1")
            .with_env_var("SKIP_SSL_CERT_DOWNLOAD", "1")
            // Seconds between two reports of how many messages a queue has, a minute as on AWS unless it is said.
            .with_env_var("SQS_CLOUDWATCH_METRICS_REPORT_INTERVAL", "10")
            // Its metrics are a SQLite file below /tmp, written through to the disk datum by datum: seconds a request.
            .with_mount(Mount::tmpfs_mount("/tmp"))
            .with_startup_timeout(STARTED_WITHIN)
            .with_log_consumer(move |frame: &LogFrame| log.push(frame.bytes()));
        if let Some(token) = auth_token {
            request = request.with_env_var("LOCALSTACK_AUTH_TOKEN", token);
        }
        let container = request.start().await?;
        let port = container.get_host_port_ipv4(PORT).await?;
        Ok(Self {
            container,
            endpoint: format!("http://127.0.0.1:{port}"),
        })
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// # Errors
    /// When the engine does not remove it.
    pub async fn remove(self) -> Result<(), TestcontainersError> {
        self.container.rm().await
    }
}
