//! Access keys of users.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::context::{Context, View};
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::identifiers::whole_second;
use crate::iam::keys::UserKey;
use crate::iam::page::page;
use crate::iam::{Iam, IamError, Identities};
use crate::value::Epoch;

/// Keys of a user. Source: quotas, "Access keys assigned to an IAM user".
const MOST: usize = 2;
/// Characters of a key's id behind `AKIA`, and of its secret. Source: the examples of API `CreateAccessKey`.
const ID: usize = 16;
const SECRET: usize = 40;
/// What is said of a key that was never used. Source: API `AccessKeyLastUsed`.
const NEVER: &str = "N/A";
/// Source: API `UpdateAccessKey`; that `Expired` cannot be set is unverified.
const STATUSES: [&str; 2] = [ACTIVE, INACTIVE];
const ACTIVE: &str = "Active";
const INACTIVE: &str = "Inactive";

/// Without a name, in this file: of the user who asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateAccessKey {
    pub user_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateAccessKeyResponse {
    pub access_key: AccessKey,
}

/// A new key, with its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKey {
    pub user_name: String,
    pub access_key_id: String,
    pub status: &'static str,
    pub secret_access_key: String,
    pub create_date: Epoch,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListAccessKeys {
    pub user_name: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAccessKeysResponse {
    pub access_key_metadata: Vec<AccessKeyMetadata>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKeyMetadata {
    pub user_name: String,
    pub access_key_id: String,
    pub status: &'static str,
    pub create_date: Epoch,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAccessKey {
    #[serde(default)]
    pub user_name: Option<String>,
    pub access_key_id: String,
    pub status: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteAccessKey {
    #[serde(default)]
    pub user_name: Option<String>,
    pub access_key_id: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAccessKeyLastUsed {
    pub access_key_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAccessKeyLastUsedResponse {
    pub user_name: String,
    pub access_key_last_used: AccessKeyLastUsed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessKeyLastUsed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_date: Option<Epoch>,
    pub service_name: String,
    pub region: String,
}

/// The only answer with the secret.
pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreateAccessKey,
) -> Result<CreateAccessKeyResponse, IamError> {
    let name = user_name(identities, &context.view(), request.user_name.as_deref())?;
    let account = context.home.account;
    let (iam, keys) = identities.both_mut(context);
    let user = iam.user_mut(&name)?;
    if user.access_keys.len() >= MOST {
        return Err(IamError::quota("AccessKeysPerUser", MOST));
    }
    let id: Arc<str> = format!("AKIA{}", context.ids.base32(ID)).into();
    let created = whole_second(context.now);
    let user_name = user.identifiers.name.clone();
    user.access_keys.push(Arc::clone(&id));
    let key = UserKey {
        account,
        user: user_name.clone(),
        is_active: true,
        created,
        last_used: None,
    };
    keys.insert(Arc::clone(&id), key);
    Ok(CreateAccessKeyResponse {
        access_key: AccessKey {
            user_name,
            access_key_id: id.to_string(),
            status: ACTIVE,
            secret_access_key: context.ids.alphanumeric(SECRET),
            create_date: created.into(),
        },
    })
}

pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListAccessKeys,
) -> Result<ListAccessKeysResponse, IamError> {
    let name = user_name(identities, view, request.user_name.as_deref())?;
    let user = identities.iam(view).user(&name)?;
    let mut ids: Vec<&Arc<str>> = user.access_keys.iter().collect();
    ids.sort();
    let keys = ids.into_iter().filter_map(|id| {
        let key = identities.keys.of_user(id)?;
        let metadata = AccessKeyMetadata {
            user_name: key.user.clone(),
            access_key_id: id.to_string(),
            status: if key.is_active { ACTIVE } else { INACTIVE },
            create_date: key.created.into(),
        };
        Some((id, metadata))
    });
    let page = page(keys, request.marker.as_deref(), request.max_items)?;
    Ok(ListAccessKeysResponse {
        access_key_metadata: page.entries,
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

pub(in crate::iam) fn update(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateAccessKey,
) -> Result<(), IamError> {
    let id = request.access_key_id.as_str();
    check_id(id)
        .one_of("status", Some(&request.status), &STATUSES)
        .check()?;
    let name = user_name(identities, &context.view(), request.user_name.as_deref())?;
    let (iam, keys) = identities.both_mut(context);
    check_owner(iam, &name, id)?;
    let key = keys.of_user_mut(id).ok_or_else(|| no_key(id))?;
    key.is_active = request.status == ACTIVE;
    Ok(())
}

pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeleteAccessKey,
) -> Result<(), IamError> {
    let id = request.access_key_id.as_str();
    check_id(id).check()?;
    let name = user_name(identities, &context.view(), request.user_name.as_deref())?;
    let (iam, keys) = identities.both_mut(context);
    check_owner(iam, &name, id)?;
    let user = iam.user_mut(&name)?;
    user.access_keys.retain(|known| &**known != id);
    keys.remove(id);
    Ok(())
}

/// What is no key of the caller's account is not told from one that nobody has. Text recorded.
pub(in crate::iam) fn last_used(
    identities: &Identities,
    view: &View<'_>,
    request: GetAccessKeyLastUsed,
) -> Result<GetAccessKeyLastUsedResponse, IamError> {
    let id = request.access_key_id.as_str();
    check_id(id).check()?;
    let account = view.home.account;
    let key = identities.keys.of_user(id);
    let Some(key) = key.filter(|key| key.account == account) else {
        let caller = identities.caller_arn(view);
        return Err(IamError::NotAuthorized(format!(
            "User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {id}"
        )));
    };
    let last_used = key.last_used.as_ref();
    let service_name = last_used.map_or(NEVER, |last| last.service).to_owned();
    Ok(GetAccessKeyLastUsedResponse {
        user_name: key.user.clone(),
        access_key_last_used: AccessKeyLastUsed {
            last_used_date: last_used.map(|last| last.at.into()),
            service_name,
            region: last_used.map_or_else(|| NEVER.to_owned(), |last| last.region.to_string()),
        },
    })
}

fn user_name(
    identities: &Identities,
    view: &View<'_>,
    named: Option<&str>,
) -> Result<String, IamError> {
    Constraints::default()
        .optional_name("userName", named, NAME)
        .check()?;
    let credential = identities.keys.credential_of(view.origin, view.now);
    credential.user_named_or_own(named).map(str::to_owned)
}

fn check_id(id: &str) -> Constraints {
    Constraints::default().access_key_id(id)
}

fn check_owner(iam: &Iam, user_name: &str, id: &str) -> Result<(), IamError> {
    let user = iam.user(user_name)?;
    let is_its = user.access_keys.iter().any(|known| &**known == id);
    is_its.then_some(()).ok_or_else(|| no_key(id))
}

fn no_key(id: &str) -> IamError {
    IamError::NoSuchEntity(format!("The Access Key with id {id} cannot be found."))
}
