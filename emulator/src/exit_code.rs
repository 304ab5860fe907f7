//! The codes that the program exits with.

/// Everything worked.
pub(super) const SUCCESS: u8 = 0;
/// The command failed, or some messages of a replay ended in the dead-letter queue.
pub(super) const FAILURE: u8 = 1;
/// The command was not understood, or what it names is not there. Also clap's own code.
pub(super) const USAGE: u8 = 2;
/// No record of a replay could be read.
pub(super) const NOTHING_READ: u8 = 3;
/// A build to compare could not be made or run.
pub(super) const NOT_RUN: u8 = 3;
/// The output could not be written: `EX_IOERR` of `sysexits.h`.
pub(super) const OUTPUT: u8 = 74;
/// Ended by Ctrl-C, as a shell tells it.
pub(super) const INTERRUPTED: u8 = 130;
