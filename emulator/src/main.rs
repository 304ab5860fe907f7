//! The binary: [`emulator::cli`] does it all.

use std::process::ExitCode;

fn main() -> ExitCode {
    emulator::cli::main()
}
