//! `DeleteTopic`.

use serde::{Deserialize, Serialize};

use super::address::name_in_arn;
use super::error::TopicError;
use super::state::Topics;
use crate::context::Context;
use crate::state::{Part as _, State};

/// Deletes a topic with its subscriptions. One that is not there is deleted already. Source: `DeleteTopic`, "This action is idempotent".
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteTopic {
    pub topic_arn: String,
}

pub(super) fn delete_topic(
    state: &mut State,
    context: &mut Context<'_>,
    request: DeleteTopic,
) -> Result<(), TopicError> {
    let name = name_in_arn(context.home, &request.topic_arn)?;
    Topics::of_mut(state, context.home).by_name.remove(name);
    Ok(())
}
