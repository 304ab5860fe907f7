//! `emulator iam least-privilege`.

use std::fmt::Write as _;

use aws_endpoint::server::control::iam::LEAST_PRIVILEGE;
use aws_world::access::LeastPrivilege;
use bytes::Bytes;
use clap::Args;
use http::Method;

use super::question::path;
use crate::control::{ControlError, Endpoint, read};
use crate::error::CliError;
use crate::printer;

/// Print the least policy for what a role or user needed so far.
///
/// The policy goes to stdout, as IAM takes it: each action that was allowed, on the resources that it was for. Objects are folded to the
/// folder that their keys have in common (`arn:aws:s3:::logs/in/*`), streams of logs to their group. The conditions under which a call was
/// allowed are kept. What else the role may do goes to stderr, and what it was denied, which the policy does not grant.
///
/// It counts from the start of the emulator, every call: let the whole application run first, failures included.
#[derive(Debug, Args)]
pub(super) struct LeastPrivilegeCommand {
    /// The role, by name or ARN [default: the one that asked, where there is one].
    #[arg(long, value_name = "NAME")]
    role: Option<String>,
    /// A user in place of a role.
    #[arg(long, value_name = "NAME", conflicts_with = "role")]
    user: Option<String>,
}

impl LeastPrivilegeCommand {
    pub(super) async fn run(self, emulator: &Endpoint) -> Result<(), CliError> {
        let path = match (&self.role, &self.user) {
            (Some(role), _) => path(LEAST_PRIVILEGE, "role", role),
            (None, Some(user)) => path(LEAST_PRIVILEGE, "user", user),
            (None, None) => LEAST_PRIVILEGE.to_owned(),
        };
        let answer = emulator.ask(Method::GET, &path, Bytes::new()).await;
        let least: LeastPrivilege = answer.and_then(read).map_err(CliError::Iam)?;
        let Some(policy) = &least.policy else {
            let nothing = format!("everything that {} asked for was denied", least.arn);
            printer::note(beyond(&least).trim_end());
            return Err(CliError::Iam(ControlError::NotThere(nothing)));
        };
        let policy = serde_json::to_string_pretty(policy).map_err(|_| ControlError::Unknown);
        printer::data(&policy.map_err(CliError::Iam)?).map_err(CliError::Output)?;
        printer::note(beyond(&least).trim_end());
        Ok(())
    }
}

/// What the policy does not say.
fn beyond(least: &LeastPrivilege) -> String {
    let mut text = String::new();
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{title}\n  {}", lines.join("\n  "));
        }
    };
    let unused = least.unused.iter();
    let unused = unused.map(|one| format!("{} ({})", one.action, one.granted_by));
    section(
        &format!("Granted to {} and never needed:", least.arn),
        unused.collect(),
    );
    let wide = least.wide.iter().map(|one| {
        let needed = match one.needed.as_slice() {
            [] => "nothing of it".to_owned(),
            needed => needed.join(", "),
        };
        format!("{} ({}): needed was {needed}", one.action, one.granted_by)
    });
    section("Granted by a wildcard:", wide.collect());
    let refused = least.refused.iter().map(|one| {
        let times = if one.times == 1 { "once" } else { "times" };
        match one.times {
            1 => format!("{} on {}, {times}", one.action, one.resource),
            count => format!("{} on {}, {count} {times}", one.action, one.resource),
        }
    });
    section(
        "Asked for and denied, which the policy leaves so:",
        refused.collect(),
    );
    if least.overflow > 0 {
        let _ = writeln!(
            text,
            "warning: {} calls were for more different resources than are counted: the policy may lack them",
            least.overflow
        );
    }
    if text.is_empty() {
        let _ = writeln!(text, "{} may do nothing beyond.", least.arn);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_role_may_do_beyond_is_told_apart() {
        let least: LeastPrivilege = serde_json::from_value(json!({
            "arn": "arn:r", "overflow": 0,
            "unused": [{"action": "s3:DeleteObject", "grantedBy": "p, Read"}],
            "wide": [{"action": "sqs:*", "grantedBy": "p, statement 2", "needed": ["sqs:SendMessage"]},
                     {"action": "NotAction", "grantedBy": "q, statement 1", "needed": []}],
            "refused": [{"action": "s3:PutObject", "resource": "arn:o", "times": 2},
                        {"action": "s3:ListBucket", "resource": "arn:b", "times": 1}],
        }))
        .unwrap();
        assert_eq!(
            beyond(&least),
            "Granted to arn:r and never needed:\n  s3:DeleteObject (p, Read)\n\
             Granted by a wildcard:\n  sqs:* (p, statement 2): needed was sqs:SendMessage\n  \
             NotAction (q, statement 1): needed was nothing of it\n\
             Asked for and denied, which the policy leaves so:\n  s3:PutObject on arn:o, 2 times\n  \
             s3:ListBucket on arn:b, once\n"
        );
    }

    #[test]
    fn a_role_that_needs_all_of_its_policy_is_told_so() {
        let least = json!({"arn": "arn:r", "overflow": 0, "unused": [], "wide": [], "refused": []});
        let least: LeastPrivilege = serde_json::from_value(least).unwrap();
        assert_eq!(beyond(&least), "arn:r may do nothing beyond.\n");
    }
}
