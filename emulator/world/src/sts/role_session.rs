//! A role, as somebody assumes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::session::{Session, Subject, end};
use crate::iam::{Role, Tags};
use crate::origin::AccountId;
use crate::policy::Policy;

/// A role, as somebody assumes it.
#[derive(Debug)]
pub(crate) struct RoleSession<'a> {
    pub(crate) account: AccountId,
    pub(crate) role: &'a Role,
    pub(crate) name: &'a str,
    pub(crate) seconds: i64,
    pub(crate) policy: Option<Policy>,
    pub(crate) policy_arns: Vec<Arc<str>>,
    pub(crate) tags: Tags,
    pub(crate) transitive: BTreeSet<String>,
}

impl RoleSession<'_> {
    /// The session that this is from now on.
    pub(crate) fn begin(self, now: Timestamp) -> Session {
        let identifiers = self.role.identifiers();
        let name = self.name;
        Session {
            account: self.account,
            arn: self.arn().into(),
            user_id: format!("{}:{name}", identifiers.id).into(),
            of: Subject::Role {
                name: identifiers.name.clone(),
                arn: Arc::clone(&identifiers.arn),
                id: Arc::clone(&identifiers.id),
                session_name: name.to_owned(),
            },
            policy: self.policy,
            policy_arns: self.policy_arns,
            tags: self.tags,
            transitive: self.transitive,
            created: now,
            expires: end(now, self.seconds),
        }
    }

    /// Without the role's path. Source: guide IAM, "assumed-role session principals".
    fn arn(&self) -> String {
        let identifiers = self.role.identifiers();
        let partition = identifiers.arn.split(':').nth(1).unwrap_or_default();
        format!(
            "arn:{partition}:sts::{}:assumed-role/{}/{}",
            self.account, identifiers.name, self.name
        )
    }
}
