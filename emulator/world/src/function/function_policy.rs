//! The policy of a function, a version or an alias: its statements, and what they come to.

use serde_json::{Value, json};

use super::error::FunctionError;
use crate::id::Ids;
use crate::policy::{DocumentKind, Policy, ResourceRules};

/// The resource-based policy of a function. One without statements is none.
#[derive(Debug, Default, PartialEq)]
pub struct FunctionPolicy {
    pub(super) statements: Vec<Value>,
    pub(super) revision_id: String,
    /// What the statements come to.
    pub(super) policy: Option<Policy>,
}

impl FunctionPolicy {
    /// As `GetPolicy` shows it.
    pub fn document(&self) -> Value {
        json!({"Version": "2012-10-17", "Id": "default", "Statement": self.statements})
    }

    pub(super) fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    /// After a change.
    pub(super) fn settle(&mut self, ids: &mut Ids) -> Result<(), FunctionError> {
        let text = self.document().to_string();
        let policy = Policy::parse(&text, DocumentKind::Resource(ResourceRules::LAMBDA));
        self.policy = Some(policy.map_err(|error| FunctionError::invalid(error.to_string()))?);
        self.revision_id = ids.uuid();
        Ok(())
    }

    pub(super) fn position(&self, statement_id: &str) -> Option<usize> {
        let mut statements = self.statements.iter();
        statements.position(|statement| statement["Sid"] == statement_id)
    }
}
