//! Who asks: the owner of the key that signed, a function's role, or a service by itself.

use jiff::Timestamp;

use super::denial::Reason;
use crate::arn::Resource;
use crate::context::View;
use crate::iam::{Credential, Granted, Identities, Identity as Signer, OwnPolicies};
use crate::origin::{AccountId, Caller, Origin, Principal as ServicePrincipal};
use crate::policy::{Principal, Value};
use crate::state::State;
use crate::sts::Session;

/// Who asks, with the policies that are theirs.
#[derive(Debug)]
pub(super) enum Identity<'a> {
    /// Nobody judges it.
    Emulator,
    Service {
        principal: ServicePrincipal,
        /// Its name in the Region where it acts, where policies may name it so.
        regional: Option<String>,
    },
    /// A role whose session is not kept: Lambda's own, for a function.
    Role {
        /// `None` where the role is gone.
        granted: Option<Granted<'a>>,
        arn: String,
        role_arn: &'a str,
    },
    /// Who has the key: a user, a session, or the account's root.
    Key(Signer<'a>),
}

/// The account in which the caller acts: that of who owns the key, where anybody owns it.
pub(crate) fn account_of(state: &State, origin: &Origin) -> AccountId {
    let known = match origin.caller {
        Caller::Client => state.identities.keys().account_of(origin),
        Caller::Role { .. } | Caller::Service { .. } | Caller::Emulator => None,
    };
    known.unwrap_or(origin.account)
}

/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>: no operation of IAM's without MFA, and of STS's
/// none but these. That it is told as of a key that is none is recorded of IAM; of STS it is unverified. A token for tokens the operation
/// refuses itself.
fn is_beyond_tokens(action: &str) -> bool {
    let is_of_sts = action.starts_with("sts:");
    let is_within = matches!(
        action,
        "sts:AssumeRole" | "sts:GetCallerIdentity" | "sts:GetSessionToken"
    );
    // Handing a role over is a right, and no operation of IAM's.
    action.starts_with("iam:") && action != "iam:PassRole" || is_of_sts && !is_within
}

impl<'a> Identity<'a> {
    /// # Errors
    /// The credentials are worth nothing any more.
    pub(super) fn of(
        identities: &'a Identities,
        origin: &'a Origin,
        now: Timestamp,
        action: &str,
    ) -> Result<Self, Reason> {
        match &origin.caller {
            Caller::Emulator => Ok(Self::Emulator),
            Caller::Service { principal, .. } => Ok(Self::Service {
                principal: *principal,
                regional: principal.in_region(&origin.region),
            }),
            // A function without a role is one that this process made for itself: it may do anything.
            Caller::Role { role, .. } if role.is_empty() => Ok(Self::Emulator),
            Caller::Role { role, session } => Ok(Self::of_role(identities, origin, role, session)),
            Caller::Client => Self::of_key(identities.identity(origin, now), action),
        }
    }

    fn of_role(
        identities: &'a Identities,
        origin: &Origin,
        role_arn: &'a str,
        session: &str,
    ) -> Self {
        let name = role_arn.rsplit('/').next().unwrap_or_default();
        let (partition, account) = (origin.region.partition(), origin.account);
        let role = identities.role_at(role_arn);
        Self::Role {
            granted: role.and_then(|(account, role)| {
                let iam = identities.account(account);
                iam.policies_of_role(&role.identifiers().name)
            }),
            arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"),
            role_arn,
        }
    }

    fn of_key(identity: Signer<'a>, action: &str) -> Result<Self, Reason> {
        let credential = identity.credential();
        let of_root = match credential {
            Credential::Inactive(_) => return Err(Reason::Inactive),
            Credential::Expired(_) | Credential::Over => return Err(Reason::Expired),
            Credential::Root => true,
            Credential::User(_) => false,
            Credential::Session(session) => session.is_root(),
        };
        let is_of_token = credential.session().is_some_and(Session::is_of_token);
        if is_of_token && is_beyond_tokens(action) {
            return Err(Reason::Inactive);
        }
        // The user, or the role of a session, is not there any more.
        if !of_root && identity.granted().is_none() {
            return Err(Reason::Inactive);
        }
        Ok(Self::Key(identity))
    }

    /// As policies know who asks. `account` is the caller's, and `root` the ARN of its root user.
    pub(super) fn principal<'p>(&'p self, account: &'p str, root: &'p str) -> Principal<'p> {
        match self {
            Self::Emulator => Principal::Root { account, arn: root },
            Self::Service {
                principal,
                regional,
            } => Principal::Service {
                name: principal.as_str(),
                alias: regional.as_deref(),
            },
            Self::Role {
                granted,
                arn,
                role_arn,
            } => Principal::RoleSession {
                arn,
                role_arn,
                role_id: granted
                    .as_ref()
                    .map_or("", |granted| &granted.identifiers().id),
            },
            Self::Key(identity) => identity.principal(account, root),
        }
    }

    /// The ARN that [`Identity::principal`] names the root by; empty where the root is not who asks.
    pub(super) fn root_arn(&self, origin: &Origin) -> String {
        let is_root = match self {
            Self::Emulator => true,
            // Whoever has a name is given policies, or was found out before.
            Self::Key(identity) => identity.granted().is_none(),
            Self::Role { .. } | Self::Service { .. } => false,
        };
        let arn = is_root.then(|| Resource::Root.of(&origin.home()).arn());
        arn.unwrap_or_default()
    }

    /// Whether it is an account's root, which has no policies of its own.
    pub(super) fn is_root(&self) -> bool {
        match self {
            Self::Emulator => true,
            Self::Key(identity) => match identity.credential() {
                Credential::Root => true,
                Credential::Session(session) => session.is_root() && !session.is_limited(),
                _ => false,
            },
            Self::Role { .. } | Self::Service { .. } => false,
        }
    }

    /// What they may, what limits them, and what the session was made with.
    pub(super) fn policies(&self) -> OwnPolicies<'a> {
        match self {
            Self::Key(identity) => identity.own_policies(),
            Self::Role { granted, .. } => granted.map(OwnPolicies::of).unwrap_or_default(),
            Self::Emulator | Self::Service { .. } => OwnPolicies::default(),
        }
    }

    /// A condition key of temporary credentials, by its name in lower case; `None` of those that last.
    pub(super) fn key(&self, name: &str) -> Option<Value<'_>> {
        let Self::Key(identity) = self else {
            return None;
        };
        identity.credential().session()?.key(name)
    }

    /// The value of a tag of who asks.
    pub(super) fn tag(&self, key: &str) -> Option<&str> {
        match self {
            Self::Key(identity) => identity.tag(key),
            Self::Role { granted, .. } => granted.as_ref()?.tags().get(key),
            Self::Emulator | Self::Service { .. } => None,
        }
    }
}

/// The ARN of who asks; of credentials that are worth nothing any more, their account's root.
pub(crate) fn caller_arn(state: &State, view: &View<'_>) -> String {
    let home = view.origin.home();
    let (account, root) = (
        home.account.to_string(),
        Resource::Root.of(&home).to_string(),
    );
    // Whatever credentials may do, they say who they are.
    match Identity::of(
        &state.identities,
        view.origin,
        view.now,
        "sts:GetCallerIdentity",
    ) {
        Ok(identity) => identity.principal(&account, &root).arn().to_owned(),
        Err(_) => root,
    }
}
