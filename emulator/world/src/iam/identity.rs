//! Who asks, with everything that decides what they may do.

use jiff::Timestamp;

use super::granted::{Grant, Granted};
use super::identifiers::Identifiers;
use super::identities::Identities;
use super::keys::Credential;
use super::own_policies::OwnPolicies;
use super::role::Role;
use super::state::Iam;
use super::user::User;
use crate::origin::Origin;
use crate::policy::{NamedPolicy, Principal};
use crate::sts::{Session, Subject};

/// How a policy of a session is named in decisions: it has no name of its own.
const SESSION_POLICY: &str = "session policy";

/// Who signed a request.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    credential: Credential<'a>,
    user: Option<&'a User>,
    role: Option<&'a Role>,
    /// Of the user or role; `None` for the root, and for who is not there any more.
    granted: Option<Granted<'a>>,
    /// Where the policies are that a session names.
    iam: Option<&'a Iam>,
}

impl<'a> OwnPolicies<'a> {
    /// Of a user or role, without a session.
    pub fn of(granted: Granted<'a>) -> Self {
        Self {
            identity: granted.policies().map(named).collect(),
            groups: granted.policies().map(Grant::group).collect(),
            session: None,
            boundary: granted.boundary().map(named),
        }
    }
}

impl Identities {
    /// Who signed a request, at a moment.
    pub fn identity(&self, origin: &Origin, now: Timestamp) -> Identity<'_> {
        let credential = self.keys.credential_of(origin, now);
        let mut identity = Identity {
            credential,
            user: None,
            role: None,
            granted: None,
            iam: None,
        };
        match credential {
            Credential::Root | Credential::Over => {}
            Credential::User(key) | Credential::Inactive(key) => {
                identity.as_user(self.account(key.account), &key.user);
            }
            Credential::Session(session) | Credential::Expired(session) => {
                let iam = self.account(session.account);
                match &session.of {
                    Subject::Role { name, id, .. } => identity.as_role(iam, name, id),
                    Subject::User { name } => identity.as_user(iam, name),
                    Subject::Root => {}
                }
            }
        }
        identity
    }
}

impl<'a> Identity<'a> {
    fn as_user(&mut self, iam: &'a Iam, name: &str) {
        self.iam = Some(iam);
        self.user = iam.user(name).ok();
        self.granted = iam.policies_of_user(name);
    }

    fn as_role(&mut self, iam: &'a Iam, name: &str, id: &str) {
        self.iam = Some(iam);
        let role = iam.role(name).ok();
        self.role = role.filter(|role| &*role.identifiers.id == id);
        if self.role.is_some() {
            self.granted = iam.policies_of_role(name);
        }
    }

    /// What the key is worth.
    pub fn credential(&self) -> Credential<'a> {
        self.credential
    }

    /// As policies see who asks. The root's account and ARN have to be spelled by whoever asks for it.
    pub fn principal<'p>(&self, account: &'p str, root_arn: &'p str) -> Principal<'p>
    where
        'a: 'p,
    {
        match (self.credential.session(), self.user) {
            (
                Some(Session {
                    of: Subject::Role { arn: role, id, .. },
                    arn,
                    ..
                }),
                _,
            ) => Principal::RoleSession {
                arn,
                role_arn: role,
                role_id: id,
            },
            (_, Some(user)) => Principal::User {
                arn: &user.identifiers.arn,
                id: &user.identifiers.id,
            },
            // The session of a user who is not there any more.
            (Some(session), None) if session.user().is_some() => Principal::User {
                arn: &session.arn,
                id: &session.user_id,
            },
            _ => Principal::Root {
                account,
                arn: root_arn,
            },
        }
    }

    /// The value of a tag of who asks (`aws:PrincipalTag`): a session's own goes before its role's.
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know>
    pub fn tag(&self, key: &str) -> Option<&'a str> {
        let session = self.credential.session();
        let own = session.and_then(|session| session.tags.get(key));
        let of_role = || self.role.and_then(|role| role.tags.get(key));
        let of_user = || self.user.and_then(|user| user.tags.get(key));
        own.or_else(of_role).or_else(of_user)
    }

    /// The user who asks; `None` of a role and of the root.
    pub(crate) fn user(&self) -> Option<&'a Identifiers> {
        self.user.map(|user| &user.identifiers)
    }

    /// The policies of the user or role; none of the root's.
    pub fn granted(&self) -> Option<Granted<'a>> {
        self.granted
    }

    /// Everything that they decide by.
    pub fn own_policies(&self) -> OwnPolicies<'a> {
        let mut own = self.granted.map(OwnPolicies::of).unwrap_or_default();
        let session = self.credential.session();
        let limited = session.filter(|session| session.is_limited());
        own.session = limited.map(|session| self.limits(session));
        own
    }

    /// What is there of the policies that limit a session: those that were deleted since allow nothing.
    fn limits(&self, session: &'a Session) -> Vec<NamedPolicy<'a>> {
        let own = session.policy.as_ref().map(|policy| NamedPolicy {
            name: SESSION_POLICY,
            policy,
        });
        let managed = session.policy_arns.iter();
        let managed = managed.filter_map(|arn| self.iam?.managed_policy(arn));
        let managed = managed.map(|policy| NamedPolicy {
            name: &policy.identifiers.arn,
            policy: policy.document(),
        });
        own.into_iter().chain(managed).collect()
    }
}

/// By its ARN, or an inline policy by its name.
fn named(grant: Grant<'_>) -> NamedPolicy<'_> {
    NamedPolicy {
        name: grant.arn.unwrap_or(grant.name),
        policy: grant.document,
    }
}
