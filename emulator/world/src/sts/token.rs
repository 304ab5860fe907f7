//! `GetSessionToken`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::credentials::{Credentials, open};
use super::error::StsError;
use super::session::{Session, Subject, end};
use crate::arn::Resource;
use crate::constraints::Constraints;
use crate::context::Context;
use crate::iam::{Credential, Identities, Tags};

/// Seconds of a session. Source: API `GetSessionToken`, `DurationSeconds`.
const SHORTEST: i64 = 900;
const LONGEST: i64 = 129_600;
const DEFAULT: i64 = 43_200;
/// Of the root's, whatever it asks for.
const LONGEST_OF_ROOT: i64 = 3600;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetSessionToken {
    pub duration_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSessionTokenResponse {
    pub credentials: Credentials,
}

/// Temporary keys of the user or root who asks.
pub(super) fn get_session_token(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: GetSessionToken,
) -> Result<GetSessionTokenResponse, StsError> {
    let wanted = request.duration_seconds;
    Constraints::default()
        .between("durationSeconds", wanted, SHORTEST, LONGEST)
        .check()?;
    let seconds = wanted.unwrap_or(DEFAULT);
    let home = context.origin.home();
    let identity = identities.identity(context.origin, context.now);
    let (of, seconds) = match identity.credential() {
        Credential::Root => (Subject::Root, seconds.min(LONGEST_OF_ROOT)),
        Credential::User(key) | Credential::Inactive(key) => {
            let name = key.user.clone();
            (Subject::User { name }, seconds)
        }
        Credential::Session(_) | Credential::Expired(_) | Credential::Over => {
            return Err(StsError::NotAuthorized(
                "Cannot call GetSessionToken with session credentials".to_owned(),
            ));
        }
    };
    let account = home.account.to_string();
    let root = Resource::Root.of(&home).to_string();
    let id = identity.granted().map(|granted| &granted.identifiers().id);
    let session = Session {
        account: home.account,
        of,
        arn: identity.principal(&account, &root).arn().into(),
        user_id: id.map_or_else(|| account.as_str().into(), Clone::clone),
        policy: None,
        policy_arns: Vec::new(),
        tags: Tags::default(),
        transitive: BTreeSet::new(),
        created: context.now,
        expires: end(context.now, seconds),
    };
    Ok(GetSessionTokenResponse {
        credentials: open(identities, context.ids, session),
    })
}
