//! Temporary keys: a new session's.

use std::sync::Arc;

use serde::Serialize;

use super::session::Session;
use crate::iam::Identities;
use crate::id::Ids;
use crate::value::Epoch;

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
