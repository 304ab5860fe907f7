//! `GetContextKeysForCustomPolicy` and `GetContextKeysForPrincipalPolicy`: what a simulation should be told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::documents::policies;
use super::principal::granted;
use crate::context::View;
use crate::iam::{IamError, Identities};
use crate::policy::Policy;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetContextKeysForCustomPolicy {
    pub policy_input_list: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetContextKeysForPrincipalPolicy {
    pub policy_source_arn: String,
    #[serde(default)]
    pub policy_input_list: Vec<String>,
}

/// What both answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContextKeys {
    pub context_key_names: Vec<String>,
}

pub(in crate::iam) fn of_custom(
    _identities: &Identities,
    _view: &View<'_>,
    request: GetContextKeysForCustomPolicy,
) -> Result<ContextKeys, IamError> {
    let policies = policies(&request.policy_input_list)?;
    Ok(keys(policies.iter()))
}

pub(in crate::iam) fn of_principal(
    identities: &Identities,
    view: &View<'_>,
    request: GetContextKeysForPrincipalPolicy,
) -> Result<ContextKeys, IamError> {
    let granted = granted(identities.iam(view), &request.policy_source_arn)?;
    let policies = policies(&request.policy_input_list)?;
    let own = granted.policies().map(|grant| grant.document);
    Ok(keys(own.chain(policies.iter())))
}

/// Each once, whatever its case.
fn keys<'a>(policies: impl Iterator<Item = &'a Policy>) -> ContextKeys {
    let keys = policies.flat_map(Policy::condition_keys);
    let keys: BTreeMap<String, &str> = keys.map(|key| (key.to_ascii_lowercase(), key)).collect();
    ContextKeys {
        context_key_names: keys.into_values().map(str::to_owned).collect(),
    }
}
