//! The boundary of a user.

use crate::iam::boundary_operations::boundary_operations;
use crate::iam::constraints::NAME;

boundary_operations! {
    user_mut, user_name, "userName", NAME;
    PutUserPermissionsBoundary, DeleteUserPermissionsBoundary
}
