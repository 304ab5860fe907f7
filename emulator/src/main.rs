//! The binary: [`emulator::cli`] does it all.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Small objects are a great many allocations that live for one request: docs/performance.md has what this saves.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    emulator::cli::main()
}
