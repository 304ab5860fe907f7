//! Whether those whom a policy names are there. A policy that names a user or role that is not is refused, by each service in its own words.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html> (AWS keeps a principal's unique id in
//! the place of its ARN, which it has to find).
//!
//! # Departures from AWS
//! Users and roles of the policy's own account are looked up. Those of other accounts are taken as they come: they may be on AWS.

use super::identifiers::Kind;
use super::state::Iam;
use crate::arn::Arn;
use crate::origin::AccountId;
use crate::policy::Policy;

impl Iam {
    /// The first of those whom a policy names who is not there. `account` is the one that has these entities, and the policy.
    pub(crate) fn missing_principal<'p>(
        &self,
        account: AccountId,
        policy: &'p Policy,
    ) -> Option<&'p str> {
        let mut named = policy.named_identities();
        named.find(|arn| self.lacks(account, arn))
    }

    /// Whether an ARN names a user, a role or a role's session of this account that is not there. A session is there as long as its role is.
    pub(crate) fn lacks(&self, account: AccountId, arn: &str) -> bool {
        let parsed = Arn::parse(arn);
        let own = parsed.filter(|arn| AccountId::parse(arn.account) == Some(account));
        let Some(own) = own else {
            return false;
        };
        let (kind, path) = own.resource.split_once('/').unwrap_or_default();
        match (own.service, kind) {
            ("iam", "user") => !self.has_arn(Kind::User, path, arn),
            ("iam", "role") => !self.has_arn(Kind::Role, path, arn),
            ("sts", "assumed-role") => !self.has_role(path),
            _ => false,
        }
    }

    /// By the name that its path ends with.
    fn has_arn(&self, kind: Kind, path: &str, arn: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        let known = self.identifiers(kind, name);
        known.is_some_and(|known| *known.arn == *arn)
    }

    /// By the name that a session's begins with, which has no path.
    fn has_role(&self, session: &str) -> bool {
        let name = session.split('/').next().unwrap_or_default();
        let known = self.identifiers(Kind::Role, name);
        known.is_some_and(|known| known.name == name)
    }
}
