//! The emulator from outside: its parts at work together, with real processes and sockets.

mod accounts;
mod alarms;
mod cli;
mod delivery;
mod diff;
mod iam;
mod pictures;
mod replay;
mod requests;
mod runtime;
mod support;
mod support_table;
mod unbuilt;
mod wire;
