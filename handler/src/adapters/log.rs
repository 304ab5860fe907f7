//! Log lines: one JSON object a line on stdout, where Lambda collects them.
//!
//! `{"timestamp":..,"level":..,"request_id":..,"message":..,<fields>}`. Our own lines are written from
//! the level that the settings give; libraries only from WARN, because below it they log headers and
//! bodies. A field of the name `summary` is JSON already and stands in the line as such.
//!
//! A subscriber of its own rather than `tracing-subscriber`: no spans, no filters by directive, no
//! colours are needed here, and what is not in the binary does not have to be loaded at a cold start.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::config::LogLevel;
use crate::invocation::ports::Time;

/// The field that is JSON already.
const SUMMARY_FIELD: &str = "summary";

/// The targets of our own lines begin so: the library and the binary.
const OWN_TARGETS: [&str; 2] = ["handler", "bootstrap"];

/// Writes events as JSON lines.
pub struct JsonLog<T, W> {
    level: Level,
    time: T,
    out: Mutex<W>,
    request_id: Mutex<Option<String>>,
}

impl<T: Time, W: Write> JsonLog<T, W> {
    /// A log that writes lines of `level` and above.
    pub fn new(level: LogLevel, time: T, out: W) -> Self {
        let level = match level {
            LogLevel::Debug => Level::DEBUG,
            LogLevel::Info => Level::INFO,
            LogLevel::Warn => Level::WARN,
            LogLevel::Error => Level::ERROR,
        };
        Self {
            level,
            time,
            out: Mutex::new(out),
            request_id: Mutex::new(None),
        }
    }

    /// Names the invocation that the next lines belong to: Lambda runs one at a time in a process.
    pub fn set_request_id(&self, request_id: &str) {
        *lock(&self.request_id) = Some(request_id.to_owned());
    }

    fn write(&self, event: &Event<'_>) {
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        let mut line = Map::new();
        line.insert("timestamp".into(), self.time.now().to_string().into());
        line.insert("level".into(), event.metadata().level().as_str().into());
        if let Some(request_id) = &*lock(&self.request_id) {
            line.insert("request_id".into(), request_id.clone().into());
        }
        if !is_own(event.metadata().target()) {
            line.insert("target".into(), event.metadata().target().into());
        }
        line.append(&mut fields.0);
        let mut text = Value::Object(line).to_string();
        text.push('\n');
        // A log that cannot be written has nobody left to tell.
        let _ = lock(&self.out).write_all(text.as_bytes());
    }
}

fn lock<V>(mutex: &Mutex<V>) -> std::sync::MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a target is of this crate.
pub(super) fn is_own(target: &str) -> bool {
    let krate = target.split("::").next().unwrap_or_default();
    OWN_TARGETS.contains(&krate)
}

impl<T, W> Subscriber for JsonLog<T, W>
where
    T: Time,
    W: Write + Send + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let least_severe = if is_own(metadata.target()) {
            self.level
        } else {
            self.level.min(Level::WARN)
        };
        metadata.is_event() && *metadata.level() <= least_severe
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.level))
    }

    fn event(&self, event: &Event<'_>) {
        self.write(event);
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}
    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}
    fn enter(&self, _span: &span::Id) {}
    fn exit(&self, _span: &span::Id) {}
}

/// An event's fields as JSON.
struct Fields(Map<String, Value>);

impl Fields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == SUMMARY_FIELD
            && let Ok(json) = serde_json::from_str::<Value>(&text)
        {
            self.insert(field, json);
            return;
        }
        self.insert(field, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    use jiff::Timestamp;

    #[derive(Clone, Copy)]
    struct Epoch;

    impl Time for Epoch {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        async fn sleep(&self, _duration: Duration) {}
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            lock(&self.0).extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn lines(level: LogLevel, log_something: impl FnOnce()) -> Vec<Value> {
        let out = Shared::default();
        let log = JsonLog::new(level, Epoch, out.clone());
        log.set_request_id("r-1");
        tracing::subscriber::with_default(log, log_something);
        let text = String::from_utf8(lock(&out.0).clone()).expect("UTF-8");
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a JSON line"))
            .collect()
    }

    #[test]
    fn a_line_is_one_flat_json_object() {
        let lines = lines(LogLevel::Info, || {
            tracing::info!(
                number = 7,
                text = "a\n\"b\"",
                absent = None::<u64>,
                "constant message"
            );
        });
        let expected = serde_json::json!({"timestamp": "1970-01-01T00:00:00Z", "level": "INFO",
            "request_id": "r-1", "number": 7, "text": "a\n\"b\"", "message": "constant message"});
        assert_eq!(lines, [expected]);
    }

    #[test]
    fn the_summary_stands_in_the_line_as_an_object() {
        let lines = lines(LogLevel::Info, || {
            tracing::info!(summary = %r#"{"objects":{"processed":2}}"#, "invocation summary");
        });
        assert_eq!(lines[0]["summary"]["objects"]["processed"], 2);
    }

    #[test]
    fn the_level_bounds_our_own_lines_and_libraries_speak_from_warn() {
        let log_all = || {
            tracing::debug!("own debug");
            tracing::warn!("own warn");
            tracing::info!(target: "aws_smithy_runtime::client", "library info");
            tracing::warn!(target: "aws_smithy_runtime::client", "library warn");
            tracing::error!(target: "aws_smithy_runtime::client", "library error");
        };
        let messages = |level| -> Vec<String> {
            let lines = lines(level, log_all);
            lines
                .iter()
                .map(|line| line["message"].as_str().unwrap_or("").to_owned())
                .collect()
        };
        assert_eq!(
            messages(LogLevel::Debug),
            ["own debug", "own warn", "library warn", "library error"]
        );
        assert_eq!(
            messages(LogLevel::Warn),
            ["own warn", "library warn", "library error"]
        );
        assert_eq!(messages(LogLevel::Error), ["library error"]);
    }
}
