//! AWS on one port of one process.
//!
//! [`aws_world`] is AWS's state as a pure value: requests and `now` in, replies and effects out. [`wire`] alone knows
//! AWS's bytes. [`aws`] puts the world behind one lock, `server` puts it on a port, `runtime` runs
//! functions in processes, and [`post`] POSTs SNS's messages. What people type is a crate above this one, `emulator`.
//!
//! Start reading at [`aws_world::World::apply`]: everything that changes passes there. To run one inside a test or a tool:
//! [`Emulator::start`].

mod emulator;
pub use emulator::{Emulator, Options, Requests, StartError};

pub mod stack;
pub mod support;

pub mod server;

pub mod runtime;

pub mod post;

pub mod aws;
pub mod bodies;
pub mod clock;
mod connections;
pub mod duration;
pub mod file_stream;

pub mod wire;

use aws_world as world;
