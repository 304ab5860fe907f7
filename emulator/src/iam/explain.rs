//! `emulator iam explain`.

use std::fmt::Write as _;

use aws_endpoint::server::control::iam::{EXPLAIN, Explained};
use aws_world::access::{ExplainedPolicy, ExplainedStatement, Explanation};
use bytes::Bytes;
use clap::Args;
use http::Method;

use super::question::path;
use crate::control::{Endpoint, read};
use crate::error::CliError;
use crate::printer;

/// Say why a call was allowed or denied, policy by policy.
///
/// Of each statement it is told whether it applies to the call and, where it does not, why: another action, another resource, a condition
/// with the value that the request had. The policies are those of the moment of the call, whatever became of them since.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The request id of a client's call, or the number of any line of the log of requests: `42`.
    call: String,
}

impl Explain {
    pub(super) async fn run(self, emulator: &Endpoint) -> Result<(), CliError> {
        let path = path(EXPLAIN, "call", &self.call);
        let answer = emulator.ask(Method::GET, &path, Bytes::new()).await;
        let explained = answer.and_then(read).map_err(CliError::Iam)?;
        printer::text(text(&explained).trim_end()).map_err(CliError::Output)
    }
}

fn text(explained: &Explained) -> String {
    let Explained {
        call,
        unjudged,
        decisions,
        left_out,
    } = explained;
    let mut text = format!("{}\n", call.text());
    if let Some(reason) = &call.reason {
        let _ = writeln!(text, "{reason}");
    }
    if let Some(unjudged) = unjudged {
        let _ = writeln!(text, "\n{unjudged}");
    }
    if unjudged.is_none() && decisions.is_empty() {
        text.push_str("\nNo policy was asked: it was refused, or carried out, before that.\n");
    }
    for decision in decisions {
        write_decision(&mut text, decision);
    }
    if *left_out > 0 {
        let _ = writeln!(text, "\nand {left_out} more decisions, which are not kept");
    }
    text
}

fn write_decision(text: &mut String, decision: &Explanation) {
    let Explanation {
        principal,
        action,
        resource,
        is_allowed,
        because,
        policies,
    } = decision;
    let outcome = if *is_allowed { "allowed" } else { "denied" };
    let _ = writeln!(text, "\n{action} on {resource}: {outcome}, {because}");
    let _ = writeln!(text, "  asked by {principal}");
    if policies.is_empty() {
        text.push_str("  no policy applies\n");
    }
    for policy in policies {
        write_policy(text, policy);
    }
}

fn write_policy(text: &mut String, policy: &ExplainedPolicy) {
    let group = policy.group.as_deref();
    let group = group.map_or_else(String::new, |group| format!(" (of group {group})"));
    let _ = writeln!(text, "  {} {}{group}", policy.kind, policy.name);
    for statement in &policy.statements {
        let ExplainedStatement {
            place,
            sid,
            effect,
            decided,
            otherwise,
        } = statement;
        let mark = if *decided { '>' } else { ' ' };
        let sid = sid.as_deref();
        let sid = sid.map_or_else(String::new, |sid| format!(" ({sid})"));
        let standing = match otherwise {
            Some(otherwise) => otherwise.as_str(),
            None if *decided => "it applies, and decides",
            None => "it applies",
        };
        let _ = writeln!(text, "  {mark} {place}{sid} {effect}: {standing}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_denial_is_told_statement_by_statement() {
        let explained: Explained = serde_json::from_value(json!({
            "call": {
                "number": 7, "time": "1970-01-01T00:00:00Z", "caller": "ASIA", "account": "000000000000",
                "region": "us-east-1", "service": "cloudwatch", "operation": "PutMetricData", "resource": "*",
                "outcome": "AccessDenied", "reason": "User: u is not authorized to perform: it", "requestId": "r-1",
            },
            "decisions": [{
                "principal": "u", "action": "cloudwatch:PutMetricData", "resource": "*", "isAllowed": false,
                "because": "with an explicit deny in an identity-based policy: p, Quiet",
                "policies": [{
                    "kind": "identity-based policy", "name": "p", "group": "team",
                    "statements": [
                        {"place": 1, "effect": "Allow", "decided": false, "otherwise": "its actions leave it out"},
                        {"place": 2, "sid": "Quiet", "effect": "Deny", "decided": true},
                    ],
                }],
            }],
        }))
        .unwrap();
        assert_eq!(
            text(&explained),
            "1970-01-01T00:00:00Z ASIA us-east-1 cloudwatch:PutMetricData * AccessDenied r-1\n\
             User: u is not authorized to perform: it\n\
             \n\
             cloudwatch:PutMetricData on *: denied, with an explicit deny in an identity-based policy: p, Quiet\n  \
             asked by u\n  \
             identity-based policy p (of group team)\n    \
             1 Allow: its actions leave it out\n  \
             > 2 (Quiet) Deny: it applies, and decides\n"
        );
    }
}
