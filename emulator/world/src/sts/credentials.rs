//! Temporary keys: a new session's.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Session, Subject};
use crate::iam::{Identities, Role, Tags};
use crate::id::Ids;
use crate::origin::AccountId;
use crate::policy::Policy;
use crate::value::Epoch;
use crate::world::World;

/// Characters behind `ASIA`, of the secret and of the token. How long a token is AWS does not say.
const ID: usize = 16;
const SECRET: usize = 40;
const TOKEN: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
    pub expiration: Epoch,
}

/// A role, as somebody assumes it.
#[derive(Debug)]
pub(crate) struct RoleSession<'a> {
    pub(crate) account: AccountId,
    pub(crate) role: &'a Role,
    pub(crate) name: &'a str,
    pub(crate) seconds: u32,
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

/// A whole second, as STS shows it.
pub(super) fn end(now: Timestamp, seconds: u32) -> Timestamp {
    let whole = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let end = whole.checked_add(SignedDuration::from_secs(i64::from(seconds)));
    end.unwrap_or(Timestamp::MAX)
}

/// Keys for a session, which is kept.
pub(crate) fn open(identities: &mut Identities, ids: &mut Ids, session: Session) -> Credentials {
    let id: Arc<str> = format!("ASIA{}", ids.base32(ID)).into();
    let credentials = Credentials {
        access_key_id: id.to_string(),
        secret_access_key: ids.alphanumeric(SECRET),
        session_token: ids.alphanumeric(TOKEN),
        expiration: session.expires.into(),
    };
    let now = session.created;
    identities.keys.open(id, session, now);
    credentials
}

impl World {
    /// Keys with which the process of a function acts as its role, from now on for so many seconds; `None` where there is no role
    /// of this ARN. Nobody is asked: that the service may assume the role was seen when the function was made.
    pub fn open_role_session(
        &mut self,
        role_arn: &str,
        name: &str,
        seconds: u32,
    ) -> Option<Credentials> {
        let identities = &mut self.state.identities;
        let (account, role) = identities.role_at(role_arn)?;
        let session = RoleSession {
            account,
            role,
            name,
            seconds,
            policy: None,
            policy_arns: Vec::new(),
            tags: Tags::default(),
            transitive: BTreeSet::new(),
        };
        let session = session.begin(self.now);
        Some(open(identities, &mut self.ids, session))
    }
}
