//! Where `serve` and `up` listen, and how they say so.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use aws_endpoint::Options;
use aws_endpoint::aws::Aws;
use aws_endpoint::wire::unread::Unread;
use aws_world::metrics::MetricAges;
use clap::Args;
use tokio::sync::broadcast::error::RecvError;

use super::error::CliError;
use super::policy_args::PolicyArgs;
use super::printer;

/// Where the port is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Port")]
pub(super) struct ListenArgs {
    /// The port; 0 picks a free one, which is printed.
    #[arg(long, default_value_t = 4566)]
    port: u16,
    /// The address to listen on. Anything but loopback lets others of the network call, and a function is code that runs: the
    /// credentials of requests are not verified.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    host: IpAddr,
    /// A name that clients may call it by, beside addresses, `localhost` and the names below it, `LocalStack`'s and AWS's own: the
    /// name of its container, say. May be given several times.
    #[arg(long = "accept-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Written once the port serves, with the endpoint's URL in it, and removed at the end: what a script waits for.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Take a request with a parameter that this emulator does not read, with a warning, instead of refusing it: for a client
    /// that is newer than this program.
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    policies: PolicyArgs,
    /// Certificates, in PEM, that SNS trusts beside those that this machine trusts when it POSTs to an `https` endpoint: a test server's
    /// authority.
    #[arg(long, value_name = "FILE")]
    sns_ca_file: Option<PathBuf>,
    /// Take metrics of any age, as `replay` does, where CloudWatch takes those of the last two weeks and the next two hours: for a clock
    /// that is moved, while functions stamp their metrics with the machine's time.
    #[arg(long)]
    metrics_of_any_age: bool,
    /// Print each request on stderr, and each call that a service makes: time, caller, Region, operation, resource, outcome, the statement
    /// that decided, duration and id (`emulator iam explain ID` says more). `GET /_emulator/requests` has the last thousand of both.
    #[arg(long)]
    log_requests: bool,
}

impl ListenArgs {
    pub(super) fn options(&self) -> Options {
        Options {
            host: self.host,
            port: self.port,
            hosts: self.hosts.clone(),
            unread: if self.lenient {
                Unread::Told
            } else {
                Unread::Refused
            },
            sns_ca_file: self.sns_ca_file.clone(),
            metric_ages: if self.metrics_of_any_age {
                MetricAges::Any
            } else {
                MetricAges::AsOnAws
            },
            ..self.policies.options()
        }
    }

    /// Prints requests from now on, where that is wanted.
    pub(super) fn log_requests(&self, aws: &Aws) {
        if !self.log_requests {
            return;
        }
        let mut lines = aws.request_log().follow();
        tokio::spawn(async move {
            loop {
                match lines.recv().await {
                    Ok(line) => printer::note(&line.text()),
                    Err(RecvError::Lagged(lost)) => {
                        printer::note(&format!("{lost} requests came too fast to be printed"));
                    }
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }

    /// Says that the port serves, to whoever waits for the file.
    pub(super) fn ready(&self, endpoint: &str) -> Result<Option<ReadyFile>, CliError> {
        if !self.host.is_loopback() {
            let usual =
                "addresses, localhost, *.localhost, *.localhost.localstack.cloud, *.amazonaws.com";
            let hosts = std::iter::once(usual).chain(self.hosts.iter().map(String::as_str));
            printer::note(&format!(
                "warning: {} is not loopback: whoever reaches it can run code here. Hosts that are answered to: {}",
                self.host,
                hosts.collect::<Vec<_>>().join(", "),
            ));
        }
        let ready = self.ready_file.as_deref();
        ready
            .map(|path| ReadyFile::write(path, endpoint))
            .transpose()
    }
}

/// A file that is there while the port serves.
#[derive(Debug)]
pub(super) struct ReadyFile(PathBuf);

impl ReadyFile {
    /// Whole from the moment on at which it is there.
    fn write(path: &Path, endpoint: &str) -> Result<Self, CliError> {
        let unwritable = |source| CliError::ReadyFile {
            path: path.to_owned(),
            source,
        };
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        std::fs::write(&beside, format!("{endpoint}\n")).map_err(unwritable)?;
        std::fs::rename(&beside, path).map_err(unwritable)?;
        Ok(Self(path.to_owned()))
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        listen: ListenArgs,
    }

    #[test]
    fn metrics_of_any_age_are_taken_where_that_is_wanted() {
        for (flags, expected) in [
            (&["serve"][..], MetricAges::AsOnAws),
            (&["serve", "--metrics-of-any-age"], MetricAges::Any),
        ] {
            let command = Command::parse_from(flags);
            assert_eq!(command.listen.options().metric_ages, expected);
        }
    }
}
