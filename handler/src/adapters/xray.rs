//! What an invocation did, for X-Ray: one subsegment an invocation, its reading and its publishing
//! within, sent to the daemon that Lambda runs beside a function under active tracing.
//!
//! The trace header itself reaches S3 and CloudWatch without this: the SDK passes `_X_AMZN_TRACE_ID` on,
//! which the runtime sets. A lost datagram costs a picture, nothing else.
//!
//! Source: "Sending segment documents to the X-Ray daemon" and "X-Ray segment documents" (X-Ray
//! Developer Guide); "Tracing header" (the same).

use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::invocation::summary::Summary;

/// What stands before every document.
const HEADER: &str = "{\"format\": \"json\", \"version\": 1}\n";

/// The subsegment's name.
const NAME: &str = "handle batch";

/// A connection to the daemon.
#[derive(Debug)]
pub struct XRay {
    socket: UdpSocket,
    new_id: fn() -> u64,
}

/// The trace that an invocation belongs to, if it is sampled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    root: String,
    parent: String,
}

impl Trace {
    /// Reads `Root=1-..;Parent=..;Sampled=1`; `None` where nothing is to be sent.
    pub fn parse(header: &str) -> Option<Self> {
        let field = |name: &str| {
            let fields = header.split(';').filter_map(|field| field.split_once('='));
            let mut values = fields.filter(|(key, _)| key.trim() == name);
            values.next().map(|(_, value)| value.trim().to_owned())
        };
        if field("Sampled").as_deref() != Some("1") {
            return None;
        }
        Some(Self {
            root: field("Root")?,
            parent: field("Parent")?,
        })
    }
}

impl XRay {
    /// Sends to the daemon at `host:port`. `new_id` gives another random number at every call.
    ///
    /// # Errors
    ///
    /// No socket, or an address that is none.
    pub fn connect(daemon: &str, new_id: fn() -> u64) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect(daemon)?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, new_id })
    }

    /// Tells of an invocation that began then.
    pub fn send(&self, trace: &Trace, began: Timestamp, summary: &Summary) {
        let document = document(trace, self.new_id, began, summary);
        if let Err(error) = self.socket.send(format!("{HEADER}{document}").as_bytes()) {
            tracing::debug!(%error, "a subsegment was not sent");
        }
    }
}

fn document(trace: &Trace, new_id: fn() -> u64, began: Timestamp, summary: &Summary) -> Value {
    let duration = summary.duration;
    let read_until = duration.read;
    let ended = read_until + duration.publish;
    let failed = summary.messages.failed() > 0;
    json!({
        "type": "subsegment",
        "trace_id": trace.root,
        "parent_id": trace.parent,
        "id": id(new_id),
        "name": NAME,
        "start_time": seconds(began, Duration::ZERO),
        "end_time": seconds(began, duration.total),
        "fault": failed,
        "annotations": {
            "messages_failed": summary.messages.failed(),
            "objects_processed": summary.objects.processed,
            "records_counted": summary.records.counted,
            "publishes": summary.publishes.confirmed,
        },
        "subsegments": [
            part("read objects", new_id, seconds(began, Duration::ZERO), seconds(began, read_until)),
            part("publish metrics", new_id, seconds(began, read_until), seconds(began, ended)),
        ],
    })
}

fn part(name: &str, new_id: fn() -> u64, start_time: f64, end_time: f64) -> Value {
    json!({"id": id(new_id), "name": name, "start_time": start_time, "end_time": end_time})
}

/// 64 bits as 16 hexadecimal digits.
fn id(new_id: fn() -> u64) -> String {
    format!("{:016x}", new_id())
}

/// Epoch seconds with milliseconds, as X-Ray writes moments.
fn seconds(began: Timestamp, later: Duration) -> f64 {
    let later = i64::try_from(later.as_millis()).unwrap_or(i64::MAX);
    let milliseconds = began.as_millisecond().saturating_add(later);
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 stay below 2^53 for 285,000 years"
    )]
    let milliseconds = milliseconds as f64;
    milliseconds / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::settle::OutcomeCounts;
    use crate::invocation::summary::DurationCounts;

    #[test]
    fn only_a_sampled_trace_is_told() {
        let trace = Trace {
            root: "1-5759e988-bd862e3fe1be46a994272793".into(),
            parent: "53995c3f42cd8ad8".into(),
        };
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0";
        assert_eq!(Trace::parse(header), Some(trace));
        for header in [
            "",
            "Root=1-5759e988-bd862e3fe1be46a994272793",
            "Root=a;Parent=b;Sampled=0",
            "Sampled=1",
        ] {
            assert_eq!(Trace::parse(header), None, "{header}");
        }
    }

    #[test]
    fn an_invocation_is_a_subsegment_with_its_two_parts() {
        let daemon = UdpSocket::bind("127.0.0.1:0").expect("loopback has ports");
        let address = daemon.local_addr().expect("it is bound").to_string();
        let xray = XRay::connect(&address, || 0xabc).expect("an address");
        let trace = Trace::parse("Root=r;Parent=p;Sampled=1").expect("sampled");
        let summary = Summary {
            messages: OutcomeCounts {
                poison: 1,
                ..OutcomeCounts::default()
            },
            duration: DurationCounts {
                total: Duration::from_millis(2_500),
                read: Duration::from_millis(2_000),
                publish: Duration::from_millis(400),
                ..DurationCounts::default()
            },
            ..Summary::default()
        };
        xray.send(
            &trace,
            Timestamp::from_second(100).expect("in range"),
            &summary,
        );

        let mut datagram = [0; 4_096];
        let length = daemon.recv(&mut datagram).expect("a datagram");
        let text = std::str::from_utf8(&datagram[..length]).expect("UTF-8");
        let document: Value =
            serde_json::from_str(text.strip_prefix(HEADER).expect("the header")).expect("JSON");
        assert_eq!(document["trace_id"], "r");
        assert_eq!(document["parent_id"], "p");
        assert_eq!(document["id"], "0000000000000abc");
        assert_eq!(
            (&document["start_time"], &document["end_time"]),
            (&json!(100.0), &json!(102.5))
        );
        assert_eq!(document["fault"], true);
        assert_eq!(document["subsegments"][1]["start_time"], 102.0);
        assert_eq!(document["subsegments"][1]["end_time"], 102.4);
    }
}
