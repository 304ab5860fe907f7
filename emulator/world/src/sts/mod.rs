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
#[cfg(test)]
mod tests;
mod token;
mod trust;

use crate::arn::{any, at_arn};
use crate::service::service;

pub use assume::{AssumeRole, AssumeRoleResponse, AssumedRoleUser, PolicyDescriptor};
pub use caller::{
    GetAccessKeyInfo, GetAccessKeyInfoResponse, GetCallerIdentity, GetCallerIdentityResponse,
};
pub use credentials::Credentials;
pub use error::StsError;
pub use session::{Session, Subject};
pub use token::{GetSessionToken, GetSessionTokenResponse};
pub use trust::may_service_assume;

service! {
    Sts = "AWS STS", "sts"; error StsError;
    /// the account's root may too, where the role's trust policy lets the account in; no MFA, `SourceIdentity` or `ProvidedContexts`
    change AssumeRole -> AssumeRoleResponse = assume::assume_role, on at_arn(role_arn);
    /// a key that IAM does not know is the default account's
    read GetAccessKeyInfo -> GetAccessKeyInfoResponse = caller::get_access_key_info, on any();
    read GetCallerIdentity -> GetCallerIdentityResponse = caller::get_caller_identity, on any();
    /// no MFA
    change GetSessionToken -> GetSessionTokenResponse = token::get_session_token, on any();
}
