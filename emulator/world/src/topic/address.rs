//! Topics and subscriptions by their ARNs.

use super::error::TopicError;
use crate::arn::{Arn, Resource, Target, any, at_arn};
use crate::origin::Home;

/// Parts of a topic's ARN.
const PARTS: usize = 6;

pub(super) fn topic<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    Resource::Topic(name).of(home)
}

pub(super) fn topic_arn(home: &Home, name: &str) -> String {
    topic(home, name).to_string()
}

/// The topic that a message is for: either member names it.
#[expect(
    clippy::ref_option,
    reason = "the table hands over references to the request's members"
)]
pub(super) fn published<'a>(
    home: &'a Home,
    topic_arn: &'a Option<String>,
    target_arn: &'a Option<String>,
) -> Target<'a> {
    match topic_arn.as_deref().or(target_arn.as_deref()) {
        Some(arn) => at_arn(home, arn),
        None => any(home),
    }
}

/// Where the topic is and its name in `arn:<partition>:sns:<region>:<account>:<name>`; `None` for anything else.
pub fn parse_topic_arn(arn: &str) -> Option<(Home, &str)> {
    let arn = Arn::parse(arn)?;
    let home = arn.home()?;
    let is_topic = arn.service == "sns" && !arn.resource.is_empty() && !arn.resource.contains(':');
    is_topic.then_some((home, arn.resource))
}

/// The name in the ARN of a topic of this Region; whose it is, `at_arn` says.
///
/// # Errors
/// What is no ARN of a topic, or one of another Region.
pub(super) fn name_in_arn<'a>(home: &Home, arn: &'a str) -> Result<&'a str, TopicError> {
    check_parts("TopicArn", arn)?;
    match parse_topic_arn(arn) {
        Some((of, name)) if of.region == home.region => Ok(name),
        _ => Err(TopicError::invalid("TopicArn")),
    }
}

/// # Errors
/// Too few parts for an ARN.
pub(super) fn check_parts(parameter: &str, arn: &str) -> Result<(), TopicError> {
    let parts = arn.split(':').count();
    if parts < PARTS {
        return Err(TopicError::InvalidParameter(format!(
            "{parameter} Reason: An ARN must have at least {PARTS} elements, not {parts}"
        )));
    }
    Ok(())
}
