//! The AWS around the handler, on one port of one process.
//!
//! [`world`], a crate of its own, is AWS's state as a pure value: requests and `now` in, replies and effects out. [`wire`] alone knows
//! AWS's bytes. [`aws`] puts the world behind one lock, `server` puts it on a port, `runtime` runs
//! functions in processes, and [`post`] POSTs SNS's messages. [`cli`] is what people type.
//!
//! Start reading at [`world::World::apply`]: everything that changes passes there. To run one inside a test or a tool:
//! [`Emulator::start`].

mod emulator;
pub use emulator::{Emulator, Options, Requests, StartError};

pub mod cli;
pub mod stack;
pub mod support;

pub mod server;

pub mod runtime;

pub mod post;

pub mod aws;
pub mod bodies;
pub mod clock;
mod connections;
mod duration;
mod file_stream;

pub mod wire;

pub use aws_world as world;
