//! The world behind one lock ([`Aws`]): where every request, from the wire or from inside, is carried out.
//!
//! The caller applies its own call under the lock, so there is no queue of commands and no task that owns the state. What the
//! call made the outside's business (an [`Effect`](crate::world::Effect)) is carried out by the same caller: who waits for a queue is woken
//! ([`waiters`]), bodies that nobody points at are dropped.
//!
//! Nobody has to call for time to pass: the [`driver`] sleeps until the world's next moment. [`travel`] goes from moment to moment
//! instead of waiting for them. [`invocations`] is the way of functions that are run, `posts` that of messages that are posted; their orders wait in
//! `function_orders` and `post_orders` for whoever carries them out.

pub mod driver;
mod function_orders;
pub mod invocations;
mod locked_world;
mod post_orders;
mod posts;
pub mod request_log;
pub mod travel;
pub mod waiters;

pub use locked_world::Aws;
