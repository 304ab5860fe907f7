//! AWS Security Token Service: who a caller is, and keys for a while.
//!
//! A [`Session`] is what temporary keys stand for. It is found by its access key beside the keys of users
//! ([`crate::iam::AccessKeys`]) and ends by the world's clock. Who may assume a role its trust policy decides, with the policies
//! of who asks (`may_assume`).

mod assume;
mod caller;
mod credentials;
mod error;
mod function_role;
mod role_session;
mod session;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod trust;

pub use assume::{AssumeRole, AssumeRoleResponse, AssumedRoleUser, PolicyDescriptor};
pub use caller::{
    GetAccessKeyInfo, GetAccessKeyInfoResponse, GetCallerIdentity, GetCallerIdentityResponse,
};
pub use credentials::Credentials;
pub use error::StsError;
pub use session::{Session, Subject};
pub use table::{MODEL, Operation, Reply};
pub use token::{GetSessionToken, GetSessionTokenResponse};
pub use trust::may_service_assume;
