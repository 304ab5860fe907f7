//! Settled objects in a `DynamoDB` table that all processes share. Only with the cargo feature
//! `idempotency-table`; what it promises, and what it costs, is in docs/decisions.
//!
//! One item an object: its identity as partition key `object`, `state` (`claimed` or `settled`), `owner`
//! and `lease_ends_ms` of a claim, and `expires_at` for the table's time to live. A claim is a write on
//! the condition that nobody has the object, or that whoever has it has died: the lease ends when its
//! invocation would have been killed. Every call may be repeated, so the SDK's own retries stay on.
//!
//! Source: `PutItem`, `DeleteItem` and "Condition expressions" (`DynamoDB`).

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use jiff::Timestamp;

use crate::core::object_ref::ObjectIdentity;
use crate::invocation::ports::{BoxError, Claim, ClaimError, SettledObjects};

/// How much longer than its invocation a lease lasts: clocks of two processes differ, and a function
/// that is killed is not gone at that very moment.
const LEASE_MARGIN: Duration = Duration::from_secs(10);

/// How long an object is remembered: longer than SQS can keep its message (14 days), in the
/// dead-letter queue too, which counts from the first sending.
const REMEMBERED_FOR: Duration = Duration::from_hours(15 * 24);

/// Settled objects in a table.
#[derive(Debug, Clone)]
pub struct SettledTable {
    client: Client,
    table: String,
    /// This process, among all that use the table.
    owner: String,
}

impl SettledTable {
    /// The table of that name. `owner` tells this process from all others.
    pub fn new(client: Client, table: impl Into<String>, owner: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
            owner: owner.into(),
        }
    }

    /// Whose object it is, when the claim was not granted.
    fn judge(&self, item: Option<&HashMap<String, AttributeValue>>) -> Claim {
        let text = |name: &str| item?.get(name)?.as_s().ok().map(String::as_str);
        if text("state") == Some("settled") {
            Claim::Settled
        } else if text("owner") == Some(self.owner.as_str()) {
            // A claim of this process that it could not give back: it runs one invocation at a time.
            Claim::Granted
        } else {
            Claim::Busy
        }
    }
}

impl SettledObjects for SettledTable {
    async fn claim(
        &self,
        object: &ObjectIdentity,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Claim, ClaimError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .item("object", text(object.to_key()))
            .item("state", text("claimed"))
            .item("owner", text(&self.owner))
            .item(
                "lease_ends_ms",
                number((until + LEASE_MARGIN).as_millisecond()),
            )
            .item("expires_at", number((now + REMEMBERED_FOR).as_second()))
            .condition_expression(
                "attribute_not_exists(#object) OR (#state = :claimed AND #lease_ends_ms < :now)",
            )
            .expression_attribute_names("#object", "object")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#lease_ends_ms", "lease_ends_ms")
            .expression_attribute_values(":claimed", text("claimed"))
            .expression_attribute_values(":now", number(now.as_millisecond()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(Claim::Granted),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(self.judge(failed.item()))
                }
                _ => Err(claim_error("claimed", error)),
            },
        }
    }

    /// Without a condition: the data is published, whoever holds the lease by now.
    async fn settle(&self, object: &ObjectIdentity, now: Timestamp) -> Result<(), ClaimError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .item("object", text(object.to_key()))
            .item("state", text("settled"))
            .item("expires_at", number((now + REMEMBERED_FOR).as_second()));
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(claim_error("settled", error)),
        }
    }

    async fn release(&self, object: &ObjectIdentity) -> Result<(), ClaimError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("object", text(object.to_key()))
            .condition_expression("#state = :claimed AND #owner = :owner")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":claimed", text("claimed"))
            .expression_attribute_values(":owner", text(&self.owner));
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                // Nothing of ours to give back.
                let refused = error
                    .as_service_error()
                    .is_some_and(DeleteItemError::is_conditional_check_failed_exception);
                if refused {
                    return Ok(());
                }
                Err(claim_error("released", error))
            }
        }
    }
}

fn claim_error(what: &str, source: impl Into<BoxError>) -> ClaimError {
    ClaimError {
        message: format!("object could not be {what} in the idempotency table"),
        source: Some(source.into()),
    }
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
