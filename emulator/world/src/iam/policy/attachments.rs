//! How many have a managed policy.

use crate::iam::state::Iam;

impl Iam {
    /// To how many roles, users and groups of this account a policy is attached.
    pub(super) fn attachments(&self, arn: &str) -> usize {
        let roles = self.roles.values().map(|role| &role.policies);
        let users = self.users.values().map(|user| &user.policies);
        let groups = self.groups.values().map(|group| &group.policies);
        let all = roles.chain(users).chain(groups);
        all.filter(|policies| policies.attached.contains(arn))
            .count()
    }

    /// Of how many roles and users of this account a policy is the boundary.
    pub(super) fn boundaries(&self, arn: &str) -> usize {
        let roles = self.roles.values().map(|role| &role.boundary);
        let users = self.users.values().map(|user| &user.boundary);
        roles
            .chain(users)
            .filter(|boundary| boundary.as_deref() == Some(arn))
            .count()
    }
}
