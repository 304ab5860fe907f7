//! `GetGroup`, `ListGroups` and `ListGroupsForUser`.

use serde::{Deserialize, Serialize};

use super::{Group, GroupDetail};
use crate::context::View;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::name::folded;
use crate::iam::page::page;
use crate::iam::user::UserDetail;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetGroup {
    pub group_name: String,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetGroupResponse {
    pub group: GroupDetail,
    pub users: Vec<UserDetail>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListGroups {
    pub path_prefix: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListGroupsForUser {
    pub user_name: String,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

/// What `ListGroups` and `ListGroupsForUser` answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupsPage {
    pub groups: Vec<GroupDetail>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// A group and its members, in pages.
pub(in crate::iam) fn get(
    identities: &Identities,
    view: &View<'_>,
    request: GetGroup,
) -> Result<GetGroupResponse, IamError> {
    Constraints::default()
        .name("groupName", &request.group_name, NAME)
        .check()?;
    let iam = identities.iam(view);
    let group = iam.find::<Group>(&request.group_name)?;
    let key = folded(&request.group_name);
    let members = iam.users.iter();
    let members = members.filter(|(_, user)| user.groups.contains(key.as_ref()));
    let page = page(members, request.marker.as_deref(), request.max_items)?;
    Ok(GetGroupResponse {
        group: group.detail(),
        users: page.entries.iter().map(|user| user.outlined()).collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListGroups,
) -> Result<GroupsPage, IamError> {
    let prefix = request.path_prefix.as_deref();
    Constraints::default().path_prefix(prefix).check()?;
    let groups = identities.iam(view).groups.iter();
    let groups = groups.filter(|(_, group)| {
        prefix.is_none_or(|prefix| group.identifiers.path.starts_with(prefix))
    });
    groups_page(groups, request.marker.as_deref(), request.max_items)
}

pub(in crate::iam) fn list_for_user(
    identities: &Identities,
    view: &View<'_>,
    request: ListGroupsForUser,
) -> Result<GroupsPage, IamError> {
    Constraints::default()
        .name("userName", &request.user_name, NAME)
        .check()?;
    let iam = identities.iam(view);
    let user = iam.user(&request.user_name)?;
    let groups = iam.groups.iter();
    let groups = groups.filter(|(key, _)| user.groups.contains(*key));
    groups_page(groups, request.marker.as_deref(), request.max_items)
}

fn groups_page<'a>(
    groups: impl Iterator<Item = (&'a String, &'a Group)>,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<GroupsPage, IamError> {
    let page = page(groups, marker, max_items)?;
    Ok(GroupsPage {
        groups: page.entries.iter().map(|group| group.detail()).collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}
