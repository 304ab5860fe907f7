//! Dead-letter queue redrive: `StartMessageMoveTask`, `ListMessageMoveTasks`, `CancelMessageMoveTask`.
//!
//! A task moves the messages that could be received from a dead-letter queue when it started, back to where they came
//! from or to one given queue. A moved message is a new one: new id, new moment of sending, receive count 0. Source:
//! "Learn how to configure a dead-letter queue redrive" in the developer guide.
//!
//! # Departures from AWS
//! A task without a rate moves everything at once, within the call that starts it. A task is forgotten after ten newer
//! ones of the same source.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::error::QueueError;
use super::id::TaskNumber;
use super::state::Queues;
use super::task::{MoveTask, Status};
use crate::agenda::Slot;
use crate::context::{Context, View};

/// At most so many messages a second. Source: `StartMessageMoveTask`.
const MAX_RATE: i64 = 500;
/// So many tasks of one source are listed. Source: `ListMessageMoveTasks`.
const MAX_LISTED: i64 = 10;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartMessageMoveTask {
    /// Of the dead-letter queue.
    pub source_arn: String,
    /// Without it each message goes back to the queue that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    /// 1 to 500; without it everything is moved at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages_per_second: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartMessageMoveTaskResult {
    pub task_handle: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasks {
    pub source_arn: String,
    /// 1 to 10, by default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ListMessageMoveTasksResultEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResultEntry {
    /// Only of a task that can be cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_handle: Option<String>,
    pub status: String,
    pub source_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages_per_second: Option<i64>,
    pub approximate_number_of_messages_moved: usize,
    pub approximate_number_of_messages_to_move: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// Milliseconds since the epoch.
    pub started_timestamp: i64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelMessageMoveTask {
    pub task_handle: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelMessageMoveTaskResult {
    pub approximate_number_of_messages_moved: usize,
}

pub(super) fn start_message_move_task(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: StartMessageMoveTask,
) -> Result<StartMessageMoveTaskResult, QueueError> {
    let home = context.home;
    let source = queues
        .at_arn(home, &request.source_arn)
        .ok_or_else(|| no_resource("SourceArn"))?;
    let to_move = source.messages.visible().count();
    if queues.sources_of(&request.source_arn).next().is_none() {
        return Err(QueueError::InvalidParameterValue(
            "Source queue must be configured as a Dead Letter Queue.".to_owned(),
        ));
    }
    if let Some(destination) = &request.destination_arn {
        queues
            .at_arn(home, destination)
            .ok_or_else(|| no_resource("DestinationArn"))?;
    }
    check_rate(request.max_number_of_messages_per_second)?;
    if queues.move_tasks.running_of(&request.source_arn).is_some() {
        return Err(QueueError::InvalidParameterValue(
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
                .to_owned(),
        ));
    }
    let task = MoveTask {
        number: TaskNumber(context.ids.serial()),
        slot: Slot::default(),
        id: context.ids.uuid(),
        source_arn: request.source_arn,
        destination_arn: request.destination_arn,
        rate: request.max_number_of_messages_per_second,
        started: context.now,
        to_move,
        moved: 0,
        status: Status::Running,
    };
    let task_handle = task.handle();
    let number = task.number;
    queues.move_tasks.add(task, context.agenda);
    queues.advance_move_task(context.now, context.ids, number);
    Ok(StartMessageMoveTaskResult { task_handle })
}

fn check_rate(rate: Option<i64>) -> Result<(), QueueError> {
    match rate {
        Some(rate) if !(1..=MAX_RATE).contains(&rate) => Err(QueueError::invalid_value(
            rate,
            "MaxNumberOfMessagesPerSecond",
            "Must be between 1 and 500, if provided.",
        )),
        _ => Ok(()),
    }
}

fn no_resource(parameter: &str) -> QueueError {
    QueueError::ResourceNotFoundException(format!(
        "The resource that you specified for the {parameter} parameter doesn't exist."
    ))
}

pub(super) fn list_message_move_tasks(
    queues: &Queues,
    context: &View<'_>,
    request: ListMessageMoveTasks,
) -> Result<ListMessageMoveTasksResult, QueueError> {
    let limit = request.max_results.unwrap_or(1);
    if !(1..=MAX_LISTED).contains(&limit) {
        return Err(QueueError::invalid_value(
            limit,
            "MaxResults",
            "Must be between 1 and 10, if provided.",
        ));
    }
    queues
        .at_arn(context.home, &request.source_arn)
        .ok_or_else(|| no_resource("SourceArn"))?;
    let limit = usize::try_from(limit).expect("checked to be 1 to 10");
    let results = queues
        .move_tasks
        .latest_of(&request.source_arn)
        .take(limit)
        .map(MoveTask::entry)
        .collect();
    Ok(ListMessageMoveTasksResult { results })
}

pub(super) fn cancel_message_move_task(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: CancelMessageMoveTask,
) -> Result<CancelMessageMoveTaskResult, QueueError> {
    if request.task_handle.is_empty() {
        return Err(QueueError::MissingParameter("TaskHandle"));
    }
    let (id, source_arn) = read_handle(&request.task_handle).ok_or_else(|| {
        QueueError::InvalidParameterValue("Value for parameter TaskHandle is invalid.".to_owned())
    })?;
    queues
        .at_arn(context.home, &source_arn)
        .ok_or_else(|| no_resource("SourceArn"))?;
    let no_task = || QueueError::ResourceNotFoundException("Task does not exist.".to_owned());
    let task = queues.move_tasks.by_id(&id).ok_or_else(no_task)?;
    if task.status != Status::Running {
        return Err(QueueError::UnsupportedOperation(
            "Only tasks in the status RUNNING can be cancelled.".to_owned(),
        ));
    }
    task.status = Status::Cancelled;
    Ok(CancelMessageMoveTaskResult {
        approximate_number_of_messages_moved: task.moved,
    })
}

/// What a task's handle holds, in base64.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Handle {
    task_id: String,
    source_arn: String,
}

fn read_handle(handle: &str) -> Option<(String, String)> {
    let bytes = BASE64_STANDARD.decode(handle).ok()?;
    let handle: Handle = serde_json::from_slice(&bytes).ok()?;
    Some((handle.task_id, handle.source_arn))
}

impl MoveTask {
    fn handle(&self) -> String {
        let handle = serde_json::json!({"taskId": self.id, "sourceArn": self.source_arn});
        BASE64_STANDARD.encode(handle.to_string())
    }

    fn entry(&self) -> ListMessageMoveTasksResultEntry {
        let failure_reason = match self.status {
            Status::Failed(reason) => Some(reason.to_owned()),
            _ => None,
        };
        ListMessageMoveTasksResultEntry {
            task_handle: (self.status == Status::Running).then(|| self.handle()),
            status: self.status.name().to_owned(),
            source_arn: self.source_arn.clone(),
            destination_arn: self.destination_arn.clone(),
            max_number_of_messages_per_second: self.rate,
            approximate_number_of_messages_moved: self.moved,
            approximate_number_of_messages_to_move: self.to_move,
            failure_reason,
            started_timestamp: self.started.as_millisecond(),
        }
    }
}
