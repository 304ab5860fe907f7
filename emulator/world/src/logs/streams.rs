//! `DescribeLogStreams`: streams in order, page by page.

use serde::{Deserialize, Serialize};

use super::address::{log_stream, one_of};
use super::error::LogsError;
use super::group::{LogGroup, LogStream};
use super::page::valid_limit;
use super::state::LogGroups;
use crate::context::View;
use crate::origin::Home;

/// Streams in one answer, where the caller asks for no fewer.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html>
const MAX_STREAMS: i64 = 50;

/// `DescribeLogStreams`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeLogStreams {
    pub log_group_name: Option<String>,
    /// A name or an ARN.
    pub log_group_identifier: Option<String>,
    pub log_stream_name_prefix: Option<String>,
    /// `LogStreamName`, which it is by default, or `LastEventTime`.
    pub order_by: Option<String>,
    pub descending: Option<bool>,
    pub next_token: Option<String>,
    /// 1 to 50, which it is by default.
    pub limit: Option<i64>,
}

/// What `DescribeLogStreams` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeLogStreamsResponse {
    pub log_streams: Vec<LogStreamDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A log stream as the service describes it; times in epoch milliseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStreamDescription {
    pub log_stream_name: String,
    pub creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ingestion_time: Option<i64>,
    pub arn: String,
    /// Always 0: AWS tells it of groups alone. Source: API `LogStream`.
    pub stored_bytes: usize,
}

/// What the streams are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OrderBy {
    LogStreamName,
    LastEventTime,
}

/// Where a stream stands in the order: a stream without events before all others, streams of one moment by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    /// Epoch milliseconds; `None` by name.
    last_event: Option<i64>,
    name: String,
}

/// An order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Order {
    by: OrderBy,
    descending: bool,
}

pub(super) fn describe_log_streams(
    groups: &LogGroups,
    context: &View<'_>,
    request: DescribeLogStreams,
) -> Result<DescribeLogStreamsResponse, LogsError> {
    let name = one_of(
        context.home,
        request.log_group_name.as_deref(),
        request.log_group_identifier.as_deref(),
    )?;
    let order = Order::of(&request)?;
    let limit = valid_limit(request.limit, MAX_STREAMS)?;
    let after = request
        .next_token
        .as_deref()
        .map(|token| order.read_token(token).ok_or_else(LogsError::invalid_token))
        .transpose()?;
    let group = groups.existing(name)?;
    let prefix = request
        .log_stream_name_prefix
        .as_deref()
        .unwrap_or_default();
    let mut rest = order
        .streams(group, prefix)
        .into_iter()
        .filter(|(position, _)| {
            after
                .as_ref()
                .is_none_or(|after| order.is_after(position, after))
        });
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let next_token = rest
        .next()
        .and(page.last())
        .map(|(last, _)| order.token(last));
    Ok(DescribeLogStreamsResponse {
        log_streams: page
            .iter()
            .map(|(position, stream)| describe(context.home, name, &position.name, stream))
            .collect(),
        next_token,
    })
}

impl Order {
    fn of(request: &DescribeLogStreams) -> Result<Self, LogsError> {
        let by = match request.order_by.as_deref() {
            None | Some("LogStreamName") => OrderBy::LogStreamName,
            Some("LastEventTime") if request.log_stream_name_prefix.is_some() => {
                return Err(LogsError::InvalidParameter(
                    "Cannot order by LastEventTime with a logStreamNamePrefix.".to_owned(),
                ));
            }
            Some("LastEventTime") => OrderBy::LastEventTime,
            Some(other) => {
                return Err(LogsError::InvalidParameter(format!(
                    "1 validation error detected: Value '{other}' at 'orderBy' failed to satisfy constraint: Member must \
                     satisfy enum value set: [LogStreamName, LastEventTime]"
                )));
            }
        };
        Ok(Self {
            by,
            descending: request.descending.unwrap_or(false),
        })
    }

    /// The streams whose names begin with `prefix`, in this order.
    fn streams<'a>(self, group: &'a LogGroup, prefix: &str) -> Vec<(Position, &'a LogStream)> {
        let named = group
            .streams
            .iter()
            .filter(|(name, _)| name.starts_with(prefix));
        let mut streams: Vec<_> = named
            .map(|(name, stream)| (self.position(name, stream), stream))
            .collect();
        streams.sort_by(|(one, _), (other, _)| one.cmp(other));
        if self.descending {
            streams.reverse();
        }
        streams
    }

    fn position(self, name: &str, stream: &LogStream) -> Position {
        let last_event = match self.by {
            OrderBy::LogStreamName => None,
            OrderBy::LastEventTime => stream.last_event.map(jiff::Timestamp::as_millisecond),
        };
        Position {
            last_event,
            name: name.to_owned(),
        }
    }

    fn is_after(self, position: &Position, other: &Position) -> bool {
        if self.descending {
            position < other
        } else {
            position > other
        }
    }

    /// Names the last stream of a page, so that the next goes on behind it whatever came or went.
    fn token(self, last: &Position) -> String {
        let moment = last.last_event.map(|moment| moment.to_string());
        format!(
            "{}/{}/{}",
            self.mark(),
            moment.unwrap_or_default(),
            last.name
        )
    }

    fn read_token(self, token: &str) -> Option<Position> {
        let mut parts = token.splitn(3, '/');
        let (mark, moment, name) = (parts.next()?, parts.next()?, parts.next()?);
        if mark != self.mark() {
            return None;
        }
        let last_event = match moment {
            "" => None,
            moment => Some(moment.parse().ok()?),
        };
        Some(Position {
            last_event,
            name: name.to_owned(),
        })
    }

    /// Tells the tokens of one order from those of another.
    fn mark(self) -> &'static str {
        match (self.by, self.descending) {
            (OrderBy::LogStreamName, false) => "name",
            (OrderBy::LogStreamName, true) => "name-descending",
            (OrderBy::LastEventTime, false) => "time",
            (OrderBy::LastEventTime, true) => "time-descending",
        }
    }
}

fn describe(home: &Home, group: &str, name: &str, stream: &LogStream) -> LogStreamDescription {
    LogStreamDescription {
        log_stream_name: name.to_owned(),
        creation_time: stream.created.as_millisecond(),
        first_event_timestamp: stream.first_event.map(jiff::Timestamp::as_millisecond),
        last_event_timestamp: stream.last_event.map(jiff::Timestamp::as_millisecond),
        last_ingestion_time: stream.last_ingestion.map(jiff::Timestamp::as_millisecond),
        arn: log_stream(home, group, name).to_string(),
        stored_bytes: 0,
    }
}
