//! What a subscribed function gets: `{"awslogs": {"data": ..}}`, in which stand JSON, gzip and base64.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>, "Subscription filters with AWS Lambda".

use std::io::Write as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::json;

use super::model::Wanted;
use crate::origin::AccountId;

/// Of one filter and one stream.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    message_type: &'static str,
    /// The account of the group.
    owner: String,
    log_group: &'a str,
    log_stream: &'a str,
    subscription_filters: [&'a str; 1],
    log_events: Vec<Event<'a>>,
}

#[derive(Debug, Serialize)]
struct Event<'a> {
    id: String,
    /// Epoch milliseconds.
    timestamp: i64,
    message: &'a str,
}

/// Where the events are from.
#[derive(Debug, Clone, Copy)]
pub(super) struct From<'a> {
    pub(super) account: AccountId,
    pub(super) group: &'a str,
    pub(super) stream: &'a str,
    pub(super) filter: &'a str,
}

pub(super) fn event(from: From<'_>, events: &[Wanted]) -> String {
    let data = Data {
        message_type: "DATA_MESSAGE",
        owner: from.account.to_string(),
        log_group: from.group,
        log_stream: from.stream,
        subscription_filters: [from.filter],
        log_events: events.iter().map(describe).collect(),
    };
    let data = serde_json::to_string(&data).expect("texts and numbers are JSON");
    let data = BASE64_STANDARD.encode(compressed(&data));
    json!({"awslogs": {"data": data}}).to_string()
}

fn describe(wanted: &Wanted) -> Event<'_> {
    Event {
        id: wanted.position.to_string(),
        timestamp: wanted.position.moment(),
        message: &wanted.message,
    }
}

fn compressed(text: &str) -> Vec<u8> {
    // Level 6, as the guide says of Firehose.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    let written = encoder.write_all(text.as_bytes());
    written
        .and_then(|()| encoder.finish())
        .expect("a list of bytes takes whatever is written")
}
