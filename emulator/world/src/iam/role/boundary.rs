//! The boundary of a role.

use crate::iam::boundary_operations::boundary_operations;
use crate::iam::constraints::ROLE_NAME;

boundary_operations! {
    role_mut, role_name, "roleName", ROLE_NAME;
    PutRolePermissionsBoundary, DeleteRolePermissionsBoundary
}
