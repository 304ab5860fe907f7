//! Access keys: who signs with them. They are found without their account, as a request names nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::error::IamError;
use super::name::folded;
use crate::origin::{AccountId, Origin, Region};
use crate::sts::Session;

/// Everybody's access keys, by id. A key that is not here is the root's of its account.
#[derive(Debug, Default, PartialEq)]
pub struct AccessKeys {
    holders: BTreeMap<Arc<str>, Holder>,
    /// Sessions by when they are over.
    ends: BTreeSet<(Timestamp, Arc<str>)>,
    /// The keys of sessions that are over, of which nothing else is kept: they are no root's.
    over: BTreeSet<Arc<str>>,
}

/// Whose a key is.
#[derive(Debug, PartialEq)]
pub enum Holder {
    User(UserKey),
    Session(Session),
}

/// A key of a user. Its secret is shown once and not kept: signatures are read, not verified.
#[derive(Debug, PartialEq)]
pub struct UserKey {
    pub account: AccountId,
    /// The user's name.
    pub user: String,
    pub is_active: bool,
    pub created: Timestamp,
    pub last_used: Option<KeyUse>,
}

/// What a key was used for last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    pub at: Timestamp,
    pub region: Region,
    /// The prefix of its actions: `s3`.
    pub service: &'static str,
}

/// What a key is worth at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Credential<'a> {
    /// No key, or one that IAM does not know.
    Root,
    User(&'a UserKey),
    /// A user's key that is made inactive: it is refused (`InvalidClientTokenId`).
    Inactive(&'a UserKey),
    Session(&'a Session),
    /// A session that is over: it is refused (`ExpiredToken`).
    Expired(&'a Session),
    /// The same, a while ago.
    Over,
}

impl<'a> Credential<'a> {
    /// The user who asks, where one does.
    pub fn user(self) -> Option<&'a str> {
        match self {
            Self::User(key) | Self::Inactive(key) => Some(&key.user),
            Self::Session(session) | Self::Expired(session) => session.user(),
            Self::Root | Self::Over => None,
        }
    }

    /// The session, also one that is over.
    pub fn session(self) -> Option<&'a Session> {
        match self {
            Self::Session(session) | Self::Expired(session) => Some(session),
            Self::Root | Self::User(_) | Self::Inactive(_) | Self::Over => None,
        }
    }

    /// In which account it acts, where IAM knows it.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::User(key) | Self::Inactive(key) => Some(key.account),
            Self::Session(session) | Self::Expired(session) => Some(session.account),
            Self::Root | Self::Over => None,
        }
    }

    /// The user that a request names, or else the one who asks.
    ///
    /// # Errors
    /// It names none and no user asks. Text recorded.
    pub(super) fn user_named_or_own(self, name: Option<&'a str>) -> Result<&'a str, IamError> {
        name.or(self.user()).ok_or_else(|| {
            IamError::ValidationError(
                "Must specify userName when calling with non-User credentials".to_owned(),
            )
        })
    }
}

impl AccessKeys {
    /// Whose a key is.
    pub fn get(&self, id: &str) -> Option<&Holder> {
        self.holders.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Holder> {
        self.holders.get_mut(id)
    }

    /// What a key is worth now.
    pub fn credential(&self, id: &str, now: Timestamp) -> Credential<'_> {
        match self.holders.get(id) {
            None if self.over.contains(id) => Credential::Over,
            None => Credential::Root,
            Some(Holder::User(key)) if key.is_active => Credential::User(key),
            Some(Holder::User(key)) => Credential::Inactive(key),
            Some(Holder::Session(session)) if now < session.expires => Credential::Session(session),
            Some(Holder::Session(session)) => Credential::Expired(session),
        }
    }

    /// What the key that signed a request is worth now.
    pub fn credential_of(&self, origin: &Origin, now: Timestamp) -> Credential<'_> {
        let key = origin.access_key.as_deref();
        key.map_or(Credential::Root, |key| self.credential(key, now))
    }

    /// Whose the key is that signed a request, where IAM knows it.
    pub(crate) fn account_of(&self, origin: &Origin) -> Option<AccountId> {
        let key = origin.access_key.as_deref()?;
        match self.holders.get(key)? {
            Holder::User(key) => Some(key.account),
            Holder::Session(session) => Some(session.account),
        }
    }

    pub(super) fn insert(&mut self, id: Arc<str>, key: UserKey) {
        self.holders.insert(id, Holder::User(key));
    }

    /// A new session, which drives out those that are over by now.
    pub(crate) fn open(&mut self, id: Arc<str>, session: Session, now: Timestamp) {
        while let Some((end, _)) = self.ends.first()
            && *end <= now
            && let Some((_, ended)) = self.ends.pop_first()
        {
            self.holders.remove(&ended);
            self.over.insert(ended);
        }
        self.ends.insert((session.expires, Arc::clone(&id)));
        self.holders.insert(id, Holder::Session(session));
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.holders.remove(id);
    }

    /// The key of this id, where it is a user's.
    pub(super) fn of_user(&self, id: &str) -> Option<&UserKey> {
        match self.holders.get(id)? {
            Holder::User(key) => Some(key),
            Holder::Session(_) => None,
        }
    }

    pub(super) fn of_user_mut(&mut self, id: &str) -> Option<&mut UserKey> {
        match self.holders.get_mut(id)? {
            Holder::User(key) => Some(key),
            Holder::Session(_) => None,
        }
    }

    /// A user has another name: so have its keys and sessions.
    pub(super) fn rename(&mut self, account: AccountId, old: &str, new: &str) {
        for holder in self.holders.values_mut() {
            match holder {
                Holder::User(key) if key.account == account => {
                    if folded(&key.user) == folded(old) {
                        new.clone_into(&mut key.user);
                    }
                }
                Holder::Session(session) if session.account == account => {
                    session.rename_user(old, new);
                }
                Holder::User(_) | Holder::Session(_) => {}
            }
        }
    }
}
