//! The world behind one lock: where every request, from the wire or from inside, is carried out.
//!
//! The caller applies its own call under the lock, so there is no queue of commands and no task that owns the state.
//! After each call whoever waits for a change ([`Aws::changes`]) is woken: long polls, the delivery, the driver.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

use crate::bodies::Bodies;
use crate::clock::Clock;
use crate::world::operation::Request;
use crate::world::origin::Origin;
use crate::world::{Call, Effect, Error, Operation, Reply, World};

/// The emulated AWS, shared by everything that serves it.
#[derive(Debug)]
pub struct Aws {
    world: Mutex<World>,
    clock: Arc<Clock>,
    bodies: Arc<Bodies>,
    changes: watch::Sender<u64>,
    function_changes: watch::Sender<u64>,
}

impl Aws {
    pub fn new(world: World, clock: Arc<Clock>) -> Self {
        Self {
            world: Mutex::new(world),
            clock,
            bodies: Arc::default(),
            changes: watch::Sender::new(0),
            function_changes: watch::Sender::new(0),
        }
    }

    pub fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    /// The bytes of S3's objects, which the world only points at.
    pub fn bodies(&self) -> &Arc<Bodies> {
        &self.bodies
    }

    /// Carries out one call: the one way in.
    pub fn apply(&self, origin: Origin, operation: Operation) -> Result<Reply, Error> {
        let now = self.clock.now();
        let (reply, effects) = self.lock().apply(now, Call { origin, operation });
        self.carry_out(effects);
        self.changes.send_modify(|count| *count += 1);
        reply
    }

    /// [`Aws::apply`] for callers inside the process, with the request's own types.
    pub fn call<R: Request>(&self, origin: &Origin, request: R) -> Result<R::Reply, R::Error> {
        R::answer(self.apply(origin.clone(), request.into_operation()))
    }

    /// Looks at the world without changing it.
    pub fn inspect<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock())
    }

    /// Marked as changed after every call.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Marked as changed when a function or an event source mapping was made, changed or deleted.
    pub fn function_changes(&self) -> watch::Receiver<u64> {
        self.function_changes.subscribe()
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::FunctionsChanged { .. } => {
                    self.function_changes.send_modify(|count| *count += 1);
                }
                Effect::DropBody { body } => self.bodies.remove(body),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world
            .lock()
            .expect("no call panics while it holds the lock")
    }
}
