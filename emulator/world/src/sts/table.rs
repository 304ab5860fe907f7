//! The table of operations: one line each.

use super::assume::{AssumeRole, AssumeRoleResponse};
use super::caller::{
    GetAccessKeyInfo, GetAccessKeyInfoResponse, GetCallerIdentity, GetCallerIdentityResponse,
};
use super::error::StsError;
use super::token::{GetSessionToken, GetSessionTokenResponse};
use super::{assume, caller, token};
use crate::arn::{any, at_arn};
use crate::service::service;

service! {
    "AWS STS", "sts"; error StsError;
    /// the account's root may too, where the role's trust policy lets the account in; no MFA, `SourceIdentity` or `ProvidedContexts`
    change AssumeRole -> AssumeRoleResponse = assume::assume_role, on at_arn(role_arn);
    /// a key that IAM does not know is the default account's
    read GetAccessKeyInfo -> GetAccessKeyInfoResponse = caller::get_access_key_info, on any();
    read GetCallerIdentity -> GetCallerIdentityResponse = caller::get_caller_identity, on any();
    /// no MFA
    change GetSessionToken -> GetSessionTokenResponse = token::get_session_token, on any();
}
