//! The policy of a queue: how one is read, and how much it may say.
//!
//! Source of the quotas: guide SQS, "Amazon SQS policy quotas"
//! (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html>). Texts as users report them, but for
//! principals and conditions, which are unverified.

use std::sync::Arc;

use super::error::QueueError;
use crate::policy::{DocumentKind, Policy, ResourceRules, Statement};

/// Bytes of the document.
const MAX_BYTES: usize = 8192;
/// Statements of a policy.
const MAX_STATEMENTS: usize = 20;
/// Principals of a policy, of all statements together (unverified).
const MAX_PRINCIPALS: usize = 50;
/// Actions of a statement.
pub(super) const MAX_ACTIONS: usize = 7;
/// Conditions of a statement. The guide does not say of what, and policies of twenty statements with a condition each are reported.
const MAX_CONDITIONS: usize = 10;

/// AWS does not say why.
pub(super) const INVALID: QueueError = QueueError::InvalidAttributeValue {
    attribute: "Policy",
};

/// # Errors
/// It is none of a queue, or says more than one may.
pub(super) fn read(text: &str) -> Result<Arc<Policy>, QueueError> {
    if text.len() > MAX_BYTES {
        let text = "Submitted policy is over max allowed size.";
        return Err(QueueError::OverLimit(text.to_owned()));
    }
    let policy = Policy::parse(text, DocumentKind::Resource(ResourceRules::SQS));
    let policy = policy.map_err(|_| INVALID)?;
    check_quotas(policy.statements())?;
    Ok(Arc::new(policy))
}

fn check_quotas(statements: &[Statement]) -> Result<(), QueueError> {
    let principals = statements.iter().flat_map(Statement::principals).count();
    let of_policy = "the submitted policy";
    check(statements.len(), MAX_STATEMENTS, "statements", of_policy)?;
    check(principals, MAX_PRINCIPALS, "principals", of_policy)?;
    for statement in statements {
        let (actions, conditions) = (statement.actions().len(), statement.condition_count());
        let of_statement = "a statement from the submitted policy";
        check(actions, MAX_ACTIONS, "actions", of_statement)?;
        check(conditions, MAX_CONDITIONS, "conditions", of_statement)?;
    }
    Ok(())
}

fn check(found: usize, most: usize, what: &str, place: &str) -> Result<(), QueueError> {
    if found > most {
        return Err(QueueError::OverLimit(format!(
            "{found} {what} were found in {place}, max allowed is {most}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn statement() -> Value {
        json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage"})
    }

    /// The refusal, or nothing.
    fn refusal(statements: &Value) -> String {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let refused = read(&text).err();
        refused.map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_statement_has_seven_actions_at_most() {
        let of = |actions: usize| {
            let mut statement = statement();
            statement["Action"] = json!(vec!["sqs:SendMessage"; actions]);
            refusal(&statement)
        };
        assert_eq!(of(7), "");
        assert_eq!(
            of(10),
            "10 actions were found in a statement from the submitted policy, max allowed is 7"
        );
    }

    #[test]
    fn a_policy_has_twenty_statements_at_most() {
        let of = |statements: usize| refusal(&json!(vec![statement(); statements]));
        assert_eq!(of(20), "");
        assert_eq!(
            of(21),
            "21 statements were found in the submitted policy, max allowed is 20"
        );
    }

    #[test]
    fn a_policy_names_fifty_principals_at_most() {
        let of = |principals: usize| {
            let mut statement = statement();
            statement["Principal"] = json!({ "AWS": vec!["111122223333"; principals] });
            refusal(&json!([statement, self::statement()]))
        };
        assert_eq!(of(49), "");
        assert_eq!(
            of(50),
            "51 principals were found in the submitted policy, max allowed is 50"
        );
    }

    #[test]
    fn a_statement_has_ten_conditions_at_most() {
        let of = |keys: usize| {
            let keys = (0..keys).map(|key| (format!("aws:PrincipalTag/{key}"), json!("x")));
            let mut statement = statement();
            statement["Condition"] = json!({"StringEquals": Value::Object(keys.collect())});
            refusal(&json!([statement, statement]))
        };
        assert_eq!(of(10), "");
        assert_eq!(
            of(11),
            "11 conditions were found in a statement from the submitted policy, max allowed is 10"
        );
    }

    #[test]
    fn a_policy_has_eight_kibibytes_at_most() {
        let document = json!({"Version": "2012-10-17", "Statement": statement()}).to_string();
        let of = |bytes: usize| read(&format!("{document:bytes$}")).map(drop);
        assert_eq!(of(8192), Ok(()));
        let refused = of(8193).unwrap_err();
        assert_eq!(refused.shape(), "OverLimit");
        assert_eq!(
            refused.to_string(),
            "Submitted policy is over max allowed size."
        );
    }
}
