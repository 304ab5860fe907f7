//! Tags of roles.

use crate::iam::constraints::ROLE_NAME;
use crate::iam::tag_operations::tag_operations;

tag_operations! {
    role, role_mut, role_name, "roleName", name(ROLE_NAME), "TagsPerRole";
    TagRole, UntagRole, ListRoleTags
}
