//! Keys with which the process of a function acts as its role.

use std::collections::BTreeSet;

use super::credentials::{Credentials, open};
use super::role_session::RoleSession;
use crate::iam::Tags;
use crate::world::World;

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
            seconds: seconds.into(),
            policy: None,
            policy_arns: Vec::new(),
            tags: Tags::default(),
            transitive: BTreeSet::new(),
        };
        let session = session.begin(self.now);
        Some(open(identities, &mut self.ids, session))
    }
}
