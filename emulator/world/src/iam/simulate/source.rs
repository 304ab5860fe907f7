//! Whose policies are simulated, and who asks.

use crate::iam::granted::{Grant, Granted};
use crate::policy::{Policy, Principal};

/// A policy under the name that a simulation has for it.
pub(super) struct Named<'a> {
    pub(super) id: String,
    pub(super) policy: &'a Policy,
}

/// The policies that are simulated.
#[derive(Default)]
pub(super) struct Source<'a> {
    pub(super) identity: Vec<Named<'a>>,
    pub(super) boundary: Option<Named<'a>>,
}

impl<'a> Source<'a> {
    /// Those of a role, user or group.
    pub(super) fn of(granted: &Granted<'a>) -> Self {
        Self {
            identity: granted.policies().map(named).collect(),
            boundary: granted.boundary().map(named),
        }
    }

    /// With those of the request, whose boundary goes before the entity's.
    pub(super) fn with(mut self, own: &'a [Policy], boundaries: &'a [Policy]) -> Self {
        self.identity.extend(numbered("PolicyInputList", own));
        let boundary = numbered("PermissionsBoundaryPolicyInputList", boundaries).next();
        self.boundary = boundary.or(self.boundary);
        self
    }
}

fn numbered<'a>(list: &'static str, policies: &'a [Policy]) -> impl Iterator<Item = Named<'a>> {
    let policies = (1..).zip(policies);
    policies.map(move |(number, policy)| Named {
        id: format!("{list}.{number}"),
        policy,
    })
}

fn named(grant: Grant<'_>) -> Named<'_> {
    let holder = grant.holder;
    let (kind, holder) = (holder.kind.noun(), &holder.name);
    Named {
        id: match grant.arn {
            Some(_) => grant.name.to_owned(),
            None => format!("{kind}_{holder}_{}", grant.name),
        },
        policy: grant.document,
    }
}

/// Who asks, in the simulation.
pub(super) enum Caller<'a> {
    /// A user of the account who is made up, of whom nothing is known.
    Nobody { arn: &'a str },
    User {
        arn: &'a str,
        /// `None` of one who is not there.
        id: Option<&'a str>,
    },
    /// A session of the role, of which nothing but the role is known.
    Role {
        session_arn: String,
        arn: &'a str,
        id: &'a str,
    },
}

impl Caller<'_> {
    /// Whether a key that says who asks, by its name in lower case, is one that the caller says itself.
    pub(super) fn knows(&self, key: &str) -> bool {
        match self {
            Self::Nobody { .. } => false,
            Self::User { id: Some(_), .. } => true,
            Self::User { id: None, .. } | Self::Role { .. } => key != "aws:userid",
        }
    }

    pub(super) fn principal(&self) -> Principal<'_> {
        match self {
            Self::Nobody { arn } => Principal::User { arn, id: "" },
            Self::User { arn, id } => Principal::User {
                arn,
                id: id.unwrap_or_default(),
            },
            Self::Role {
                session_arn,
                arn,
                id,
            } => Principal::RoleSession {
                arn: session_arn,
                role_arn: arn,
                role_id: id,
            },
        }
    }
}
