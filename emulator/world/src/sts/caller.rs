//! `GetCallerIdentity` and `GetAccessKeyInfo`.

use serde::{Deserialize, Serialize};

use super::error::StsError;
use crate::arn::Resource;
use crate::constraints::Constraints;
use crate::context::View;
use crate::iam::Identities;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetCallerIdentity {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetCallerIdentityResponse {
    pub user_id: String,
    pub account: String,
    pub arn: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAccessKeyInfo {
    pub access_key_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAccessKeyInfoResponse {
    pub account: String,
}

/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable> for the ids.
pub(super) fn get_caller_identity(
    identities: &Identities,
    view: &View<'_>,
    _request: GetCallerIdentity,
) -> Result<GetCallerIdentityResponse, StsError> {
    let home = view.origin.home();
    let account = home.account.to_string();
    let root = Resource::Root.of(&home).to_string();
    let identity = identities.identity(view.origin, view.now);
    let session = identity.credential().session();
    let of_session = session.map(|session| session.user_id.to_string());
    let of_user = || {
        let granted = identity.granted()?;
        Some(granted.identifiers().id.to_string())
    };
    let user_id = of_session.or_else(of_user);
    Ok(GetCallerIdentityResponse {
        user_id: user_id.unwrap_or_else(|| account.clone()),
        arn: identity.principal(&account, &root).arn().to_owned(),
        account,
    })
}

pub(super) fn get_access_key_info(
    identities: &Identities,
    view: &View<'_>,
    request: GetAccessKeyInfo,
) -> Result<GetAccessKeyInfoResponse, StsError> {
    let id = request.access_key_id.as_str();
    Constraints::default()
        .length("accessKeyId", id, 16, 128)
        .word("accessKeyId", id, "", r"[\w]*")
        .check()?;
    let account = identities.keys().credential(id, view.now).account();
    let account = account.unwrap_or_default();
    Ok(GetAccessKeyInfoResponse {
        account: account.to_string(),
    })
}
