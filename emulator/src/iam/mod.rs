//! `emulator iam`: what the policies of a running emulator decided, and what they were needed for.

mod explain;
mod least_privilege;
mod question;

use clap::{Args, Subcommand};

use super::control::ControlArgs;
use super::error::CliError;

/// Say why calls of a running emulator were allowed or denied, and what a role needs.
///
/// Policies are those of roles, users and groups, permissions boundaries, sessions, queues, buckets and functions. Who signs with a key that
/// nobody made is the account's root user, whom they do not limit: make a role or a user, or run `emulator up`, whose function has one.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct IamCommand {
    #[command(flatten)]
    control: ControlArgs,
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  emulator iam explain 7a1f0c6e-2b5d-4c9e-8f00-3d2a1b4c5e6f
                                    why this call was allowed or denied
  emulator iam explain 42           the same of line 42 of the log of requests: a call that a service made
  emulator iam least-privilege      the policy that the role needs which asked so far
  emulator iam least-privilege --role app > policy.json
  aws iam put-role-policy --role-name app --policy-name least --policy-document file://policy.json

Calls and their ids: `emulator serve --log-requests`, or GET /_emulator/requests.";

#[derive(Debug, Subcommand)]
enum Action {
    Explain(explain::Explain),
    LeastPrivilege(least_privilege::LeastPrivilegeCommand),
}

impl IamCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let emulator = self.control.endpoint().map_err(CliError::Iam)?;
        match self.action {
            Action::Explain(command) => command.run(&emulator).await,
            Action::LeastPrivilege(command) => command.run(&emulator).await,
        }
    }
}
