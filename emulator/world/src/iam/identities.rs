//! What IAM keeps: what each account has, and everybody's access keys.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;

use super::keys::{AccessKeys, Holder, KeyUse};
use super::role::Role;
use super::state::Iam;
use crate::arn::{Arn, Resource};
use crate::context::{Context, View};
use crate::origin::{AccountId, Caller, Origin};
use crate::sts::Subject;

/// Everybody who may ask for something: the entities of every account, and the access keys, which are found without their account.
#[derive(Debug, Default, PartialEq)]
pub struct Identities {
    accounts: BTreeMap<AccountId, Iam>,
    pub(crate) keys: AccessKeys,
}

impl Identities {
    /// What an account has; nothing where it made nothing.
    pub fn account(&self, account: AccountId) -> &Iam {
        static EMPTY: LazyLock<Iam> = LazyLock::new(Iam::default);
        self.accounts.get(&account).unwrap_or(&EMPTY)
    }

    pub fn keys(&self) -> &AccessKeys {
        &self.keys
    }

    /// What the caller's account has.
    pub(crate) fn iam(&self, view: &View<'_>) -> &Iam {
        self.account(view.home.account)
    }

    /// A role by its ARN, whosever it is, and its account.
    pub(crate) fn role_at(&self, arn: &str) -> Option<(AccountId, &Role)> {
        let parsed = Arn::parse(arn)?;
        let (_, name) = parsed.resource.rsplit_once('/')?;
        let account = AccountId::parse(parsed.account)?;
        let role = self.account(account).role(name).ok()?;
        (*role.identifiers.arn == *arn).then_some((account, role))
    }

    /// The ARN of who asks.
    pub(crate) fn caller_arn(&self, view: &View<'_>) -> String {
        let root = Resource::Root.of(&view.origin.home()).to_string();
        let identity = self.identity(view.origin, view.now);
        identity.principal("", &root).arn().to_owned()
    }

    /// The unique id of the user or session that asks; `None` of the root.
    pub(crate) fn unique_id(&self, origin: &Origin) -> Option<String> {
        if let Caller::Role { role, session } = &origin.caller {
            let (_, role) = self.role_at(role)?;
            return Some(format!("{}:{session}", role.identifiers.id));
        }
        match self.keys.get(origin.access_key.as_deref()?)? {
            Holder::User(key) => {
                let user = self.account(key.account).user(&key.user).ok()?;
                Some(user.identifiers.id.to_string())
            }
            Holder::Session(session) => Some(session.user_id.to_string()),
        }
    }

    /// Notes that a key was used for a service, and with it the role whose session it is.
    pub(crate) fn note_use(&mut self, origin: &Origin, service: &'static str, now: Timestamp) {
        let Some(key) = &origin.access_key else {
            return;
        };
        match self.keys.get_mut(key) {
            Some(Holder::User(key)) => {
                key.last_used = Some(KeyUse {
                    at: now,
                    region: origin.region.clone(),
                    service,
                });
            }
            Some(Holder::Session(session)) => {
                if let Subject::Role { name, .. } = &session.of
                    && let Some(iam) = self.accounts.get_mut(&session.account)
                    && let Ok(role) = iam.role_mut(name)
                {
                    role.was_used(now, &origin.region);
                }
            }
            None => {}
        }
    }

    /// What the caller's account has, to be changed.
    pub(crate) fn iam_mut(&mut self, context: &Context<'_>) -> &mut Iam {
        self.both_mut(context).0
    }

    /// What the caller's account has, and everybody's access keys.
    pub(crate) fn both_mut(&mut self, context: &Context<'_>) -> (&mut Iam, &mut AccessKeys) {
        let account = context.home.account;
        (self.accounts.entry(account).or_default(), &mut self.keys)
    }
}
