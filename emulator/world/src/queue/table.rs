//! The table of operations: one line each.

use super::address::{at_url, named, owned};
use super::delete::{
    DeleteMessage, DeleteMessageBatch, DeleteMessageBatchResult, delete_message,
    delete_message_batch,
};
use super::directory::{
    DeleteQueue, GetQueueUrl, GetQueueUrlResult, ListDeadLetterSourceQueues,
    ListDeadLetterSourceQueuesResult, ListQueues, ListQueuesResult, PurgeQueue, delete_queue,
    get_queue_url, list_dead_letter_source_queues, list_queues, purge_queue,
};
use super::error::QueueError;
use super::move_task::{
    CancelMessageMoveTask, CancelMessageMoveTaskResult, ListMessageMoveTasks,
    ListMessageMoveTasksResult, StartMessageMoveTask, StartMessageMoveTaskResult,
    cancel_message_move_task, list_message_move_tasks, start_message_move_task,
};
use super::permissions::{AddPermission, RemovePermission, add_permission, remove_permission};
use super::receive::{ReceiveMessage, ReceiveMessageResult, receive_message};
use super::send::{
    SendMessage, SendMessageBatch, SendMessageBatchResult, SendMessageResult, send_message,
    send_message_batch,
};
use super::settings::{
    CreateQueue, CreateQueueResult, GetQueueAttributes, GetQueueAttributesResult,
    SetQueueAttributes, create_queue, get_queue_attributes, set_queue_attributes,
};
use super::tags::{
    ListQueueTags, ListQueueTagsResult, TagQueue, UntagQueue, list_queue_tags, tag_queue,
    untag_queue,
};
use super::visibility::{
    ChangeMessageVisibility, ChangeMessageVisibilityBatch, ChangeMessageVisibilityBatchResult,
    change_message_visibility, change_message_visibility_batch,
};
use crate::arn::{any, at_arn};
use crate::service::service;

service! {
    "Amazon SQS", "sqs"; error QueueError, asks;
    change AddPermission -> () = add_permission, on at_url(queue_url);
    change CancelMessageMoveTask -> CancelMessageMoveTaskResult = cancel_message_move_task, on any();
    change ChangeMessageVisibility -> () = change_message_visibility, on at_url(queue_url);
    change ChangeMessageVisibilityBatch -> ChangeMessageVisibilityBatchResult = change_message_visibility_batch, on at_url(queue_url) as "ChangeMessageVisibility";
    /// standard queues; a `.fifo` queue is refused with `UnsupportedOperation`
    change CreateQueue -> CreateQueueResult = create_queue, on named(queue_name);
    change DeleteMessage -> () = delete_message, on at_url(queue_url);
    change DeleteMessageBatch -> DeleteMessageBatchResult = delete_message_batch, on at_url(queue_url) as "DeleteMessage";
    change DeleteQueue -> () = delete_queue, on at_url(queue_url);
    /// counts are exact
    read GetQueueAttributes -> GetQueueAttributesResult = get_queue_attributes, on at_url(queue_url);
    read GetQueueUrl -> GetQueueUrlResult = get_queue_url, on owned(queue_name, queue_owner_aws_account_id);
    read ListDeadLetterSourceQueues -> ListDeadLetterSourceQueuesResult = list_dead_letter_source_queues, on at_url(queue_url);
    read ListMessageMoveTasks -> ListMessageMoveTasksResult = list_message_move_tasks, on at_arn(source_arn);
    read ListQueueTags -> ListQueueTagsResult = list_queue_tags, on at_url(queue_url);
    read ListQueues -> ListQueuesResult = list_queues, on any();
    /// at once
    change PurgeQueue -> () = purge_queue, on at_url(queue_url);
    /// long polling included; it follows the emulator's clock
    change ReceiveMessage -> ReceiveMessageResult = receive_message, on at_url(queue_url);
    change RemovePermission -> () = remove_permission, on at_url(queue_url);
    change SendMessage -> SendMessageResult = send_message, on at_url(queue_url);
    change SendMessageBatch -> SendMessageBatchResult = send_message_batch, on at_url(queue_url) as "SendMessage";
    change SetQueueAttributes -> () = set_queue_attributes, on at_url(queue_url);
    /// without a rate it is done when the call returns
    change StartMessageMoveTask -> StartMessageMoveTaskResult = start_message_move_task, on at_arn(source_arn);
    change TagQueue -> () = tag_queue, on at_url(queue_url);
    change UntagQueue -> () = untag_queue, on at_url(queue_url);
}
