//! The emulator from outside: its parts at work together, with real processes and sockets.

mod accounts;
mod cli;
mod delivery;
mod diff;
mod explained;
mod iam;
mod pictures;
mod policy;
mod replay;
mod requests;
mod runtime;
mod support;
mod support_table;
mod unbuilt;
mod wire;
