//! Traces for X-Ray: a [`Subscriber`] that sends this crate's spans to the daemon that Lambda runs beside
//! a function under active tracing. Events go on to the log.
//!
//! A span that carries a sampled trace header in its field [`TRACE_HEADER`] becomes a subsegment of the
//! segment that Lambda itself writes for the function; the spans within become its parts, recorded fields its
//! annotations. Spans without such a root are nothing. A lost datagram costs a picture, nothing else.
//!
//! The trace header itself reaches S3 and CloudWatch without this: the SDK passes `_X_AMZN_TRACE_ID` on,
//! which the runtime sets.
//!
//! Source: "Sending segment documents to the X-Ray daemon" and "X-Ray segment documents" (X-Ray
//! Developer Guide); "Tracing header" (the same).

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Metadata, Subscriber, span};

use super::log::is_own;
use crate::invocation::ports::Time;

/// What stands before every document.
const HEADER: &str = "{\"format\": \"json\", \"version\": 1}\n";

/// The field of a root span that holds the invocation's trace header.
pub const TRACE_HEADER: &str = "trace_header";

/// The field that tells whether a span ended badly.
const FAULT: &str = "fault";

thread_local! {
    /// The spans that this thread is in, the innermost last.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Sends spans to the daemon and hands events to `S`.
pub struct XRay<S, T> {
    log: S,
    time: T,
    socket: UdpSocket,
    /// Another random number at every call.
    new_id: fn() -> u64,
    last_span: AtomicU64,
    /// Spans that belong to a sampled trace.
    open: Mutex<HashMap<u64, OpenSpan>>,
}

/// A span that is not closed yet.
struct OpenSpan {
    name: &'static str,
    place: Place,
    began: Timestamp,
    fields: Fields,
    /// The documents of the spans within that are closed.
    parts: Vec<Value>,
    handles: usize,
}

/// Where a span's document goes.
enum Place {
    Root(Trace),
    Within(u64),
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

impl<S, T: Time> XRay<S, T> {
    /// Sends to the daemon at `host:port`; events go to `log`.
    ///
    /// # Errors
    ///
    /// No socket, or an address that is none. The log comes back.
    pub fn connect(
        daemon: &str,
        log: S,
        time: T,
        new_id: fn() -> u64,
    ) -> Result<Self, (S, io::Error)> {
        match socket_to(daemon) {
            Ok(socket) => Ok(Self {
                log,
                time,
                socket,
                new_id,
                last_span: AtomicU64::new(0),
                open: Mutex::default(),
            }),
            Err(error) => Err((log, error)),
        }
    }

    fn open_spans(&self) -> MutexGuard<'_, HashMap<u64, OpenSpan>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a new span belongs; `None` outside of a sampled trace.
    fn place(&self, attributes: &span::Attributes<'_>, fields: &mut Fields) -> Option<Place> {
        if let Some(Value::String(header)) = fields.0.remove(TRACE_HEADER) {
            return Trace::parse(&header).map(Place::Root);
        }
        let parent = match attributes.parent() {
            Some(parent) => Some(parent.into_u64()),
            None if attributes.is_contextual() => {
                ENTERED.with_borrow(|entered| entered.last().copied())
            }
            None => None,
        };
        parent
            .filter(|parent| self.open_spans().contains_key(parent))
            .map(Place::Within)
    }

    fn close(&self, span: OpenSpan) {
        let mut document = json!({
            "id": format!("{:016x}", (self.new_id)()),
            "name": span.name,
            "start_time": seconds(span.began),
            "end_time": seconds(self.time.now()),
        });
        let mut annotations = span.fields.0;
        if let Some(fault) = annotations.remove(FAULT) {
            document[FAULT] = fault;
        }
        if !annotations.is_empty() {
            document["annotations"] = annotations.into();
        }
        if !span.parts.is_empty() {
            document["subsegments"] = span.parts.into();
        }
        match span.place {
            Place::Within(parent) => {
                if let Some(parent) = self.open_spans().get_mut(&parent) {
                    parent.parts.push(document);
                }
            }
            Place::Root(trace) => self.send(&trace, document),
        }
    }

    fn send(&self, trace: &Trace, mut document: Value) {
        document["type"] = "subsegment".into();
        document["trace_id"] = trace.root.as_str().into();
        document["parent_id"] = trace.parent.as_str().into();
        if let Err(error) = self.socket.send(format!("{HEADER}{document}").as_bytes()) {
            tracing::debug!(%error, "a subsegment was not sent");
        }
    }
}

fn socket_to(daemon: &str) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect(daemon)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

impl<S: Subscriber, T: Time> Subscriber for XRay<S, T> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        if metadata.is_span() {
            is_own(metadata.target())
        } else {
            self.log.enabled(metadata)
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // Our spans are of this level, whatever the log leaves out.
        self.log
            .max_level_hint()
            .map(|level| level.max(LevelFilter::INFO))
    }

    fn event(&self, event: &Event<'_>) {
        self.log.event(event);
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let id = self.last_span.fetch_add(1, Ordering::Relaxed) + 1;
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(place) = self.place(attributes, &mut fields) {
            let span = OpenSpan {
                name: attributes.metadata().name(),
                place,
                began: self.time.now(),
                fields,
                parts: Vec::new(),
                handles: 1,
            };
            self.open_spans().insert(id, span);
        }
        span::Id::from_u64(id)
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        if let Some(open) = self.open_spans().get_mut(&span.into_u64()) {
            values.record(&mut open.fields);
        }
    }

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn enter(&self, span: &span::Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    fn exit(&self, span: &span::Id) {
        ENTERED.with_borrow_mut(|entered| {
            if let Some(at) = entered.iter().rposition(|id| *id == span.into_u64()) {
                entered.remove(at);
            }
        });
    }

    fn clone_span(&self, span: &span::Id) -> span::Id {
        if let Some(open) = self.open_spans().get_mut(&span.into_u64()) {
            open.handles += 1;
        }
        span.clone()
    }

    fn try_close(&self, span: span::Id) -> bool {
        let id = span.into_u64();
        let closed = {
            let mut open = self.open_spans();
            let Some(span) = open.get_mut(&id) else {
                return true;
            };
            span.handles -= 1;
            if span.handles > 0 {
                return false;
            }
            open.remove(&id)
        };
        if let Some(span) = closed {
            self.close(span);
        }
        true
    }
}

/// A span's fields. Texts are kept only as the trace header: annotations are numbers and switches, so
/// that no payload can be among them.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == TRACE_HEADER {
            self.0.insert(field.name().to_owned(), value.into());
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn fmt::Debug) {}
}

/// Epoch seconds with milliseconds, as X-Ray writes moments.
fn seconds(moment: Timestamp) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 stay below 2^53 for 285,000 years"
    )]
    let milliseconds = moment.as_millisecond() as f64;
    milliseconds / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    /// Moves on by a second at every look.
    #[derive(Clone, Default)]
    struct Ticking(Arc<AtomicU64>);

    impl Time for Ticking {
        fn now(&self) -> Timestamp {
            let seconds = self.0.fetch_add(1, Ordering::Relaxed);
            Timestamp::from_second(i64::try_from(seconds).expect("few looks")).expect("in range")
        }

        async fn sleep(&self, _duration: Duration) {}
    }

    /// A log that takes nothing.
    struct Silent;

    impl Subscriber for Silent {
        fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
            false
        }
        fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
            unreachable!("spans do not reach the log")
        }
        fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}
        fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}
        fn event(&self, _event: &Event<'_>) {}
        fn enter(&self, _span: &span::Id) {}
        fn exit(&self, _span: &span::Id) {}
    }

    /// The document that reaches the daemon while `run` runs, if any does.
    fn sent(run: impl FnOnce()) -> Option<Value> {
        let daemon = UdpSocket::bind("127.0.0.1:0").expect("loopback has ports");
        let address = daemon.local_addr().expect("it is bound").to_string();
        let xray = XRay::connect(&address, Silent, Ticking::default(), || 0xabc);
        let xray = xray.map_err(|(_, error)| error).expect("an address");
        tracing::subscriber::with_default(xray, run);
        daemon.set_nonblocking(true).expect("a socket");
        let mut datagram = [0; 4_096];
        let length = daemon.recv(&mut datagram).ok()?;
        let text = std::str::from_utf8(&datagram[..length]).expect("UTF-8");
        let document = text.strip_prefix(HEADER).expect("the header");
        Some(serde_json::from_str(document).expect("JSON"))
    }

    fn root(header: &str) -> tracing::Span {
        tracing::info_span!(
            "handle batch",
            trace_header = header,
            fault = tracing::field::Empty,
            records = tracing::field::Empty
        )
    }

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
            let told = sent(|| {
                let root = root(header);
                root.in_scope(|| drop(tracing::info_span!("read objects")));
            });
            assert_eq!(told, None, "{header}");
        }
    }

    #[test]
    fn a_span_with_a_trace_is_a_subsegment_and_the_spans_within_are_its_parts() {
        let document = sent(|| {
            let root = root("Root=r;Parent=p;Sampled=1");
            let entered = root.clone().entered();
            drop(tracing::info_span!(
                "read objects",
                path = "a text is no annotation"
            ));
            drop(tracing::info_span!("publish metrics", requests = 2_u64));
            drop(entered);
            root.record("fault", true);
            root.record("records", 7_u64);
        });
        let part = |name: &str, start: f64, end: f64| {
            json!({"id": "0000000000000abc", "name": name,
            "start_time": start, "end_time": end})
        };
        let mut publish = part("publish metrics", 3.0, 4.0);
        publish["annotations"] = json!({"requests": 2});
        let mut expected = part("handle batch", 0.0, 5.0);
        expected["type"] = json!("subsegment");
        expected["trace_id"] = json!("r");
        expected["parent_id"] = json!("p");
        expected["fault"] = json!(true);
        expected["annotations"] = json!({"records": 7});
        expected["subsegments"] = json!([part("read objects", 1.0, 2.0), publish]);
        assert_eq!(document, Some(expected));
    }

    #[test]
    fn spans_of_libraries_are_not_told() {
        let document = sent(|| {
            let root = root("Root=r;Parent=p;Sampled=1");
            root.in_scope(|| drop(tracing::info_span!(target: "aws_smithy", "invoke")));
        });
        assert_eq!(document.expect("the root")["subsegments"], Value::Null);
    }
}
