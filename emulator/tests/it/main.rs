//! The emulator from outside: its parts at work together, with real processes and sockets.

mod accounts;

mod alarms;
mod attach;
mod attach_cli;
mod cli;
mod cloudwatch;
mod delivery;
mod diff;
mod explained;
mod iam;
mod lambda;
mod logs;
mod metrics;
mod pictures;
mod poison;
mod policy;
mod replay;
mod requests;
mod runtime;
mod sns;
mod sns_http;
mod support;
mod support_table;
mod unbuilt;
mod wire;
