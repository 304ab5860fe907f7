//! The binary: the library is the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    emulator::main()
}
