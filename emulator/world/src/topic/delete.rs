//! `DeleteTopic`.

use serde::{Deserialize, Serialize};

use super::{TopicError, Topics, name_in_arn};
use crate::Context;

/// Deletes a topic. One that is not there is deleted already. Source: `DeleteTopic`, "This action is idempotent".
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteTopic {
    pub topic_arn: String,
}

pub(super) fn delete_topic(
    topics: &mut Topics,
    context: &mut Context<'_>,
    request: DeleteTopic,
) -> Result<(), TopicError> {
    if let Some(name) = name_in_arn(context.home, &request.topic_arn)? {
        topics.topics.remove(name);
    }
    Ok(())
}
