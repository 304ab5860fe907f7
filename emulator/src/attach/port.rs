//! What is said of the port at which attached processes ask for invocations.

use aws_endpoint::runtime::attach::DEFAULT_PORT;

pub(crate) fn help() -> String {
    format!(
        "The port of 127.0.0.1 at which attached processes ask for invocations, which stays; 0 picks a free one [default: {DEFAULT_PORT}]"
    )
}
