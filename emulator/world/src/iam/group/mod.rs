//! Groups: users who have policies in common.

pub(super) mod create;
pub(super) mod members;
pub(super) mod policies;
pub(super) mod read;
pub(super) mod update;

use serde::Serialize;

use super::identifiers::Identifiers;
use super::policies::Policies;
use crate::value::Epoch;

/// A group. Its members know it ([`super::User`]), not it them.
#[derive(Debug, PartialEq)]
pub struct Group {
    pub(super) identifiers: Identifiers,
    pub(super) policies: Policies,
}

/// A group in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupDetail {
    pub path: String,
    pub group_name: String,
    pub group_id: String,
    pub arn: String,
    pub create_date: Epoch,
}

impl Group {
    fn detail(&self) -> GroupDetail {
        let identifiers = &self.identifiers;
        GroupDetail {
            path: identifiers.path.clone(),
            group_name: identifiers.name.clone(),
            group_id: identifiers.id.to_string(),
            arn: identifiers.arn.to_string(),
            create_date: identifiers.created.into(),
        }
    }
}
