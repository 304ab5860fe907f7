//! An invocation on an attached process: handed over, answered or given back, and what the log and the user are told of it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, oneshot};

use super::listener::Occupied;
use super::told::{Told, What};
use crate::aws::Aws;
use crate::clock::elapsed;
use crate::runtime::log_writer::LogWriter;
use crate::runtime::report::{self, Report, Status};
use crate::runtime::request::Event;
use crate::world::function::{FunctionFailure, FunctionName, Order, Outcome, Ran};
use crate::world::origin::Home;

/// How far away the deadline of an invocation is whose time-out is suspended: longer than anybody stands in a debugger, and not so long that
/// a function which works towards its deadline works towards another year.
pub const DEADLINE_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The type of the error of an invocation whose process ended. <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
const EXIT_ERROR: &str = "Runtime.ExitError";

/// An invocation to be run here, if somebody is attached.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) order: Order,
    /// `None` when nobody took it.
    pub(super) reply: oneshot::Sender<Option<Ran>>,
}

/// The invocation that the process has.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) request_id: String,
    memory_size_mb: u32,
    began: Timestamp,
    reply: oneshot::Sender<Option<Ran>>,
}

/// The function, and who is to know.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) aws: Arc<Aws>,
    pub(super) home: Home,
    pub(super) name: FunctionName,
    pub(super) log: LogWriter,
    pub(super) told: broadcast::Sender<Told>,
}

impl Subject {
    pub(super) fn attached(&self, process_id: Option<u32>) {
        self.log.make_stream();
        self.aws.attach_process(&self.home, &self.name);
        let timeout = self.aws.inspect(|world| {
            let functions = &world.local(&self.home)?.functions;
            functions.get(&self.name).map(|function| function.timeout)
        });
        self.tell(What::Attached {
            process_id,
            timeout: timeout.unwrap_or_default(),
        });
    }

    pub(super) fn detached(&self) {
        // Told first: what is told next may be of the deployed code.
        self.tell(What::Detached);
        self.aws.detach_process(&self.home, &self.name);
    }

    pub(super) fn hand_over(
        &self,
        given: Given,
        next: oneshot::Sender<Result<Event, Occupied>>,
    ) -> Option<Held> {
        let Given { order, reply } = given;
        let began = self.aws.clock().system_now();
        let deadline = began
            .saturating_add(DEADLINE_AFTER)
            .unwrap_or(Timestamp::MAX);
        let event = Event::new(&order, began, deadline);
        if next.send(Ok(event)).is_err() {
            // It hung up this very moment, and had nothing of it.
            let _ = reply.send(None);
            return None;
        }
        let request_id = order.id.as_str().to_owned();
        self.log.write([report::start(&request_id)]);
        self.tell(What::Given {
            request_id: request_id.clone(),
        });
        Some(Held {
            request_id,
            memory_size_mb: order.function.memory_size_mb,
            began,
            reply,
        })
    }

    pub(super) fn answered(&self, held: Held, outcome: Outcome) {
        self.tell(What::Answered {
            request_id: held.request_id.clone(),
            after: elapsed(held.began, self.aws.clock().system_now()),
            is_error: matches!(outcome, Outcome::Failure(_)),
        });
        self.end(held, outcome, Status::Answered);
    }

    /// As Lambda tells of a process that ended. With which status this one did, nobody here is told.
    pub(super) fn given_back(&self, held: Held) {
        let message = format!(
            "RequestId: {} Error: Runtime exited without providing a reason",
            held.request_id
        );
        self.tell(What::GivenBack {
            request_id: held.request_id.clone(),
        });
        self.log.write([message.clone(), EXIT_ERROR.to_owned()]);
        let failure = FunctionFailure::new(EXIT_ERROR, &message);
        let status = Status::Error {
            error_type: EXIT_ERROR,
        };
        self.end(held, Outcome::Failure(failure), status);
    }

    fn end(&self, held: Held, outcome: Outcome, status: Status<'_>) {
        let duration = elapsed(held.began, self.aws.clock().system_now());
        let report = Report {
            request_id: &held.request_id,
            duration,
            memory_size_mb: held.memory_size_mb,
            max_memory_used_mb: None,
            init: None,
            status,
        };
        self.log
            .write([report::end(&held.request_id), report.line()]);
        let _ = held.reply.send(Some(Ran {
            outcome,
            duration: Some(duration),
        }));
    }

    /// Nobody may listen.
    pub(super) fn tell(&self, what: What) {
        let function = self.name.clone();
        let _ = self.told.send(Told { function, what });
    }
}
