//! Who asked for what, and what came of it: the last thousand requests of clients, and the last thousand calls of the
//! services among themselves, which drive none of the others out.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::wire::refusal::Refusal;
use crate::world::Error;
use crate::world::ledger::Line;
use crate::world::origin::{ACCOUNT_ID, Caller};

/// So many lines are kept of each kind.
const KEPT: usize = 1_000;
/// So many lines may wait for whoever prints them.
const AHEAD: usize = 4_096;

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Logged {
    pub time: Timestamp,
    /// An access key, `anonymous`, a service's principal with its resource, or `emulator`.
    pub caller: String,
    pub account: &'static str,
    pub region: String,
    /// What its actions begin with; `-` where a request never became a call.
    pub service: String,
    /// AWS's own name; `-` where a request never became a call.
    pub operation: String,
    pub resource: String,
    /// `ok`, or the error's code.
    pub outcome: String,
    /// Microseconds until the answer; absent of a call among services, which takes no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A request that was answered, as its connection saw it.
#[derive(Debug, Clone)]
pub struct Answered<'a> {
    pub time: Timestamp,
    pub took: Duration,
    pub request_id: Option<&'a str>,
    /// Method and path, for a request that never became a call.
    pub asked: String,
    pub status: u16,
}

/// The lines, behind a lock of their own.
#[derive(Debug)]
pub struct RequestLog {
    rings: Mutex<Rings>,
    finished: broadcast::Sender<Logged>,
}

#[derive(Debug, Default)]
struct Rings {
    clients: VecDeque<Logged>,
    inner: VecDeque<Logged>,
}

impl Default for RequestLog {
    fn default() -> Self {
        Self {
            rings: Mutex::default(),
            finished: broadcast::Sender::new(AHEAD),
        }
    }
}

impl RequestLog {
    /// Takes what the world said of its calls.
    pub(super) fn add(&self, lines: impl Iterator<Item = Line>) {
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return;
        }
        let mut rings = self.lock();
        for line in lines {
            let is_client = line.caller == Caller::Client;
            let line = Logged::of(line);
            if !is_client {
                let _ = self.finished.send(line.clone());
            }
            push(
                if is_client {
                    &mut rings.clients
                } else {
                    &mut rings.inner
                },
                line,
            );
        }
    }

    /// A client has its answer: its line gets how long it took. A request that never became a call gets a line of its own.
    pub fn answered(&self, answered: &Answered<'_>) {
        let took = u64::try_from(answered.took.as_micros()).unwrap_or(u64::MAX);
        let mut rings = self.lock();
        let mut lines = rings.clients.iter_mut().rev();
        let line = lines.find(|line| {
            answered.request_id.is_some() && line.request_id.as_deref() == answered.request_id
        });
        let line = if let Some(line) = line {
            line.duration_us = Some(took);
            line.clone()
        } else {
            let line = Logged {
                time: answered.time,
                caller: "-".to_owned(),
                account: ACCOUNT_ID,
                region: "-".to_owned(),
                service: "-".to_owned(),
                operation: "-".to_owned(),
                resource: answered.asked.clone(),
                outcome: format!("{}", answered.status),
                duration_us: Some(took),
                request_id: answered.request_id.map(str::to_owned),
            };
            push(&mut rings.clients, line.clone());
            line
        };
        drop(rings);
        // Nobody prints them, most of the time.
        let _ = self.finished.send(line);
    }

    /// A call of a client's that is none of the world's own: `Invoke`.
    pub fn add_client(&self, line: Logged) {
        push(&mut self.lock().clients, line);
    }

    /// The lines of clients, or of services among themselves, that `wanted` lets through; the oldest first.
    pub fn lines(&self, inner: bool, wanted: impl Fn(&Logged) -> bool) -> Vec<Logged> {
        let rings = self.lock();
        let ring = if inner { &rings.inner } else { &rings.clients };
        ring.iter().filter(|line| wanted(line)).cloned().collect()
    }

    /// Each line when it is finished.
    pub fn follow(&self) -> broadcast::Receiver<Logged> {
        self.finished.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Rings> {
        self.rings
            .lock()
            .expect("nothing panics while it holds the lines")
    }
}

fn push(ring: &mut VecDeque<Logged>, line: Logged) {
    if ring.len() == KEPT {
        ring.pop_front();
    }
    ring.push_back(line);
}

impl Logged {
    fn of(line: Line) -> Self {
        Self {
            time: line.at,
            caller: match line.caller {
                Caller::Client => line.access_key.unwrap_or_else(|| "anonymous".to_owned()),
                Caller::Service { principal, source } => {
                    format!("{} ({source})", principal.as_str())
                }
                Caller::Emulator => "emulator".to_owned(),
            },
            account: ACCOUNT_ID,
            region: line.region.to_string(),
            service: line.service.to_owned(),
            operation: line.operation.to_owned(),
            resource: line.resource,
            outcome: match &line.outcome {
                Ok(()) => "ok".to_owned(),
                Err(error) => code(error),
            },
            duration_us: None,
            request_id: line.request_id,
        }
    }

    /// A line for a terminal.
    pub fn text(&self) -> String {
        let took = self
            .duration_us
            .map_or_else(String::new, |took| format!(" {took} us"));
        format!(
            "{} {} {} {}:{} {} {}{took}{}",
            self.time,
            self.caller,
            self.region,
            self.service,
            self.operation,
            self.resource,
            self.outcome,
            self.request_id
                .as_deref()
                .map_or_else(String::new, |id| format!(" {id}")),
        )
    }
}

/// The code that a client sees.
fn code(error: &Error) -> String {
    match error {
        Error::S3(error) => crate::wire::s3::code_of(error),
        other => Refusal::of(other).code.to_owned(),
    }
}
