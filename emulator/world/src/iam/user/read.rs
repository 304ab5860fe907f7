//! `GetUser` and `ListUsers`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{User, UserDetail};
use crate::arn::Resource;
use crate::context::View;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::keys::Credential;
use crate::iam::page::page;
use crate::iam::{IamError, Identities};
use crate::origin::Home;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUser {
    /// Without one it is whoever asks.
    pub user_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetUserResponse {
    pub user: UserDetail,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUsers {
    pub path_prefix: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListUsersResponse {
    pub users: Vec<UserDetail>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

pub(in crate::iam) fn get(
    identities: &Identities,
    view: &View<'_>,
    request: GetUser,
) -> Result<GetUserResponse, IamError> {
    Constraints::default()
        .optional_name("userName", request.user_name.as_deref(), NAME)
        .check()?;
    let credential = identities.keys.credential_of(view.origin, view.now);
    if request.user_name.is_none() && matches!(credential, Credential::Root) {
        let user = root(view.home);
        return Ok(GetUserResponse { user });
    }
    let name = credential.user_named_or_own(request.user_name.as_deref())?;
    let user: &User = identities.iam(view).user(name)?;
    let tags = user.tags.to_list();
    Ok(GetUserResponse {
        user: UserDetail {
            permissions_boundary: user.boundary_shown(),
            tags: (!tags.is_empty()).then_some(tags),
            ..user.outlined()
        },
    })
}

/// The account's root, which is no user. When the account was opened nobody knows: it is 1970 here.
fn root(home: &Home) -> UserDetail {
    UserDetail {
        path: None,
        user_name: None,
        user_id: home.account.to_string(),
        arn: Resource::Root.of(home).to_string(),
        create_date: Timestamp::UNIX_EPOCH.into(),
        permissions_boundary: None,
        tags: None,
    }
}

/// Without tags and boundaries. Source: API `ListUsers`, "IAM resource-listing operations return a subset".
pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListUsers,
) -> Result<ListUsersResponse, IamError> {
    let prefix = request.path_prefix.as_deref();
    Constraints::default().path_prefix(prefix).check()?;
    let users = identities.iam(view).users.iter();
    let users = users
        .filter(|(_, user)| prefix.is_none_or(|prefix| user.identifiers.path.starts_with(prefix)));
    let page = page(users, request.marker.as_deref(), request.max_items)?;
    Ok(ListUsersResponse {
        users: page.entries.iter().map(|user| user.outlined()).collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}
