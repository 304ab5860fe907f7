//! The statements of a policy's text, for the operations that add and remove them one by one.

use serde_json::Value;

/// The statements of a document, a single one too.
pub(crate) fn of_document(document: &Value) -> Vec<Value> {
    match document.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement) => vec![statement.clone()],
        None => Vec::new(),
    }
}

pub(crate) fn has_sid(statement: &Value, sid: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(sid)
}

/// A list of one stands without its brackets, as AWS writes it.
pub(crate) fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => Value::Array(values),
    }
}

/// The accounts, as their roots.
pub(crate) fn principals(accounts: &[String]) -> Value {
    let roots = accounts.iter();
    let roots = roots.map(|account| Value::from(format!("arn:aws:iam::{account}:root")));
    one_or_many(roots.collect())
}
