//! What is said of the port at which attached processes ask for invocations.

use crate::runtime::attach::DEFAULT_PORT;

pub(in crate::cli) fn help() -> String {
    format!(
        "The port of 127.0.0.1 at which attached processes ask for invocations, which stays; 0 picks a free one [default: {DEFAULT_PORT}]"
    )
}
