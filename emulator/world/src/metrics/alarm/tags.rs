//! `TagResource`, `UntagResource`, `ListTagsForResource`: of alarms, which alone are tagged here.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::model::{Alarm, Alarms};
use super::tag::{Tag, check_number, of_request};
use super::target::alarm_arn;
use crate::arn::Arn;
use crate::context::{Context, View};
use crate::origin::Home;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResource {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TagResourceOutput {}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResource {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    pub tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UntagResourceOutput {}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResource {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceOutput {
    /// In the order of their keys.
    pub tags: Vec<Tag>,
}

pub(in crate::metrics) fn tag_resource(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: TagResource,
) -> Result<TagResourceOutput, MetricsError> {
    let new = of_request(&request.tags)?;
    let name = named(&metrics.alarms, context.home, &request.resource_arn)?;
    let name = name.name.clone();
    let Some(alarm) = metrics.alarms.alarms.get_mut(&name) else {
        return Err(not_found(&request.resource_arn));
    };
    let mut tags = alarm.tags.clone();
    tags.extend(new);
    check_number(&tags)?;
    alarm.tags = tags;
    Ok(TagResourceOutput {})
}

pub(in crate::metrics) fn untag_resource(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: UntagResource,
) -> Result<UntagResourceOutput, MetricsError> {
    let name = named(&metrics.alarms, context.home, &request.resource_arn)?;
    let name = name.name.clone();
    if let Some(alarm) = metrics.alarms.alarms.get_mut(&name) {
        alarm.tags.retain(|key, _| !request.tag_keys.contains(key));
    }
    Ok(UntagResourceOutput {})
}

pub(in crate::metrics) fn list_tags_for_resource(
    metrics: &Metrics,
    view: &View<'_>,
    request: ListTagsForResource,
) -> Result<ListTagsForResourceOutput, MetricsError> {
    let alarm = named(&metrics.alarms, view.home, &request.resource_arn)?;
    let tags = alarm.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    Ok(ListTagsForResourceOutput {
        tags: tags.collect(),
    })
}

/// The alarm that an ARN names.
fn named<'a>(alarms: &'a Alarms, home: &Home, arn: &str) -> Result<&'a Alarm, MetricsError> {
    let parsed = Arn::parse(arn).filter(|arn| arn.service == "cloudwatch");
    let Some(parsed) = parsed else {
        return Err(MetricsError::InvalidParameterValue(format!(
            "Invalid ARN: {arn}"
        )));
    };
    let name = parsed.resource.strip_prefix("alarm:");
    let alarm = name.and_then(|name| alarms.get(name));
    alarm
        .filter(|alarm| alarm_arn(home, &alarm.name) == arn)
        .ok_or_else(|| not_found(arn))
}

/// The text is unverified.
fn not_found(arn: &str) -> MetricsError {
    MetricsError::ResourceNotFoundException(format!("The resource {arn} does not exist."))
}
