//! `bootstrap`: what Lambda starts. It reads the settings, binds the ports and hands every event to
//! the handler; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    handler::runtime::run()
}
