//! Sessions: keys for a while, of somebody else or of less.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::iam::Tags;
use crate::origin::AccountId;
use crate::policy::{Policy, Value};

/// What temporary keys stand for.
#[derive(Debug, PartialEq)]
pub struct Session {
    /// In which it acts: the role's.
    pub account: AccountId,
    pub of: Subject,
    /// `arn:aws:sts::<account>:assumed-role/<role>/<session>`, or the user's, or the root's.
    pub arn: Arc<str>,
    /// `AROA...:<session>`, or the user's, or the account's number.
    pub user_id: Arc<str>,
    /// What limits it beside its role's policies: a document of its own, and managed ones, by their ARNs.
    pub policy: Option<Policy>,
    pub policy_arns: Vec<Arc<str>>,
    pub tags: Tags,
    /// The keys of the tags that go with it into further sessions.
    pub transitive: BTreeSet<String>,
    pub created: Timestamp,
    /// From then on it is refused.
    pub expires: Timestamp,
}

/// As whom a session acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Role {
        /// Its name.
        name: String,
        arn: Arc<str>,
        /// Its unique id: another role of this name is not the session's.
        id: Arc<str>,
        session_name: String,
    },
    User {
        name: String,
    },
    Root,
}

impl Session {
    /// Whether it acts as its account's root.
    pub(crate) fn is_root(&self) -> bool {
        self.of == Subject::Root
    }

    /// A condition key that temporary credentials have, by its name in lower case. There is no MFA here.
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    pub(crate) fn key(&self, name: &str) -> Option<Value<'static>> {
        match name {
            "aws:tokenissuetime" => Some(Value::Time(self.created)),
            "aws:multifactorauthpresent" => Some(Value::Bool(false)),
            _ => None,
        }
    }

    /// Whether policies of its own limit it, be they there still or not.
    pub(crate) fn is_limited(&self) -> bool {
        self.policy.is_some() || !self.policy_arns.is_empty()
    }

    /// Whether `GetSessionToken` made it.
    pub(crate) fn is_of_token(&self) -> bool {
        !matches!(self.of, Subject::Role { .. })
    }

    /// The user as whom it acts.
    pub fn user(&self) -> Option<&str> {
        match &self.of {
            Subject::User { name } => Some(name),
            Subject::Role { .. } | Subject::Root => None,
        }
    }

    /// A user has another name.
    pub(crate) fn rename_user(&mut self, old: &str, new: &str) {
        if let Subject::User { name } = &mut self.of
            && name.eq_ignore_ascii_case(old)
        {
            new.clone_into(name);
        }
    }
}

/// A whole second, as STS shows it.
pub(super) fn end(now: Timestamp, seconds: i64) -> Timestamp {
    let whole = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let end = whole.checked_add(SignedDuration::from_secs(seconds));
    end.unwrap_or(Timestamp::MAX)
}
