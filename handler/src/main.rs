//! `bootstrap`: what Lambda starts. It reads the settings, binds the ports and hands every event to
//! the handler; everything else is in the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A call of the SDK is hundreds of small allocations: docs/performance.md has what this saves, and what it holds.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    handler::runtime::run()
}
