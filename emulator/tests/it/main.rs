//! The emulator from outside: its parts at work together, with real processes and sockets.

mod accounts;

mod alarms;
mod cli;
mod cloudwatch;
mod delivery;
mod diff;
mod explained;
mod iam;
mod lambda;
mod metrics;
mod pictures;
mod poison;
mod policy;
mod replay;
mod requests;
mod runtime;
mod sns;
mod support;
mod support_table;
mod unbuilt;
mod wire;
