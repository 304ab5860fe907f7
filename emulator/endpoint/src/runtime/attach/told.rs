//! What the user is told of attached processes.

use std::fmt;
use std::time::Duration;

use crate::world::function::FunctionName;

/// Something that came to pass with a process that the user attached, or wanted to attach, to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub function: FunctionName,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Attached {
        /// Where this machine tells.
        process_id: Option<u32>,
        /// The function's time-out, which is suspended.
        timeout: Duration,
    },
    /// The process has this invocation.
    Given {
        request_id: String,
    },
    Answered {
        request_id: String,
        after: Duration,
        is_error: bool,
    },
    /// The process went, or asked for the next invocation, and had not answered this one.
    GivenBack {
        request_id: String,
    },
    /// The process said that it cannot start.
    InitError,
    /// A process asked for invocations while another one was attached.
    Refused {
        process_id: Option<u32>,
    },
    Detached,
}

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, what } = self;
        match what {
            What::Attached {
                process_id,
                timeout,
            } => write!(
                formatter,
                "attached to {function}: {}; it gets every invocation, one at a time, and the time-out of {} s is suspended",
                process(*process_id),
                timeout.as_secs(),
            ),
            What::Given { request_id } => {
                write!(formatter, "given: invocation {request_id} of {function}")
            }
            What::Answered {
                request_id,
                after,
                is_error,
            } => write!(
                formatter,
                "answered: invocation {request_id} of {function}, {} after {:.2} s",
                if *is_error { "with an error" } else { "well" },
                after.as_secs_f64(),
            ),
            What::GivenBack { request_id } => write!(
                formatter,
                "given back: invocation {request_id} of {function} has no answer and fails with Runtime.ExitError; its messages \
                 return to their queue when their visibility timeout ends"
            ),
            What::InitError => write!(
                formatter,
                "a process that was to be attached to {function} reported an init error"
            ),
            What::Refused { process_id } => write!(
                formatter,
                "refused: {} asked for invocations of {function}, to which another process is attached",
                process(*process_id),
            ),
            What::Detached => write!(
                formatter,
                "detached from {function}: its deployed code takes over again"
            ),
        }
    }
}

fn process(id: Option<u32>) -> String {
    id.map_or_else(|| "a process".to_owned(), |id| format!("process {id}"))
}
