//! How far policies decide: for `serve`, `up` and `replay`.

use aws_endpoint::Options;
use aws_world::access::Enforcement;
use clap::Args;

/// Whose calls policies decide, and what they are told of the connection.
#[derive(Debug, Args)]
#[command(next_help_heading = "Policies")]
pub(super) struct PolicyArgs {
    /// Whose calls the policies of IAM and of resources decide. An access key that nobody made is the root user of its account, who
    /// may do anything there.
    #[arg(long, value_enum, default_value = "all")]
    enforcement: Who,
    /// Make `aws:SecureTransport` tell the truth: this port has no TLS, so a policy that asks for it denies. Without this, it is true for
    /// every client, as such policies are meant for AWS.
    #[arg(long)]
    plain_http_is_insecure: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Who {
    /// Nobody's.
    Off,
    /// Those of services: S3's notifications, and what Lambda does as a function's role.
    Services,
    /// Everybody's.
    All,
}

impl From<Who> for Enforcement {
    fn from(who: Who) -> Self {
        match who {
            Who::Off => Self::Off,
            Who::Services => Self::Services,
            Who::All => Self::All,
        }
    }
}

impl PolicyArgs {
    /// The rest is as it is by default.
    pub(super) fn options(&self) -> Options {
        Options {
            enforcement: self.enforcement.into(),
            plain_http_is_insecure: self.plain_http_is_insecure,
            ..Options::default()
        }
    }
}
