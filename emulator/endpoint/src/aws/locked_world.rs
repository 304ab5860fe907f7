//! [`Aws`]: what is held under the lock, for how long, and what is carried out after it.

use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::bodies::Bodies;
use crate::clock::Clock;
use crate::world::Request;
use crate::world::bucket::BodyId;
use crate::world::notice::Notice;
use crate::world::origin::Origin;
use crate::world::sts::Credentials;
use crate::world::{Answer, Call, Effect, Error, Operation, Reply, World};

use super::function_orders::{FunctionOrders, Work};
use super::post_orders::PostOrders;
use super::request_log::{CodeOf, RequestLog};
use super::waiters::{Waiter, Waiters};

/// The emulated AWS, shared by everything that serves it.
#[derive(Debug)]
pub struct Aws {
    core: Mutex<Core>,
    pub(super) clock: Arc<Clock>,
    bodies: Arc<Bodies>,
    pub(super) functions: FunctionOrders,
    pub(super) posts: PostOrders,
    pub(super) waiters: Waiters,
    request_log: RequestLog,
    /// Tells the driver that the next moment is sooner than it was.
    pub(super) sooner: Notify,
    changes: watch::Sender<u64>,
}

/// What the lock holds.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) world: World,
    /// When the driver wakes; `None` while it waits for [`Aws::sooner`] alone.
    pub(super) alarm: Option<Timestamp>,
}

/// What is carried out after the lock: files are deleted, lines written.
#[derive(Debug, Default)]
struct Afterwards {
    dropped: Vec<BodyId>,
    notices: Vec<Notice>,
}

impl Aws {
    /// `code_of` is how the wire spells a refusal, for the lines of the request log.
    pub fn new(world: World, clock: Arc<Clock>, code_of: CodeOf) -> Self {
        Self {
            core: Mutex::new(Core { world, alarm: None }),
            clock,
            bodies: Arc::default(),
            functions: FunctionOrders::default(),
            posts: PostOrders::default(),
            waiters: Waiters::default(),
            request_log: RequestLog::new(code_of),
            sooner: Notify::new(),
            changes: watch::Sender::new(0),
        }
    }

    pub fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    /// The bytes of S3's objects, which the world only points at.
    pub fn bodies(&self) -> &Arc<Bodies> {
        &self.bodies
    }

    /// Who asked for what, and what came of it.
    pub fn request_log(&self) -> &RequestLog {
        &self.request_log
    }

    /// Answers a request that changes nothing, as if nobody had asked: what a handler has to know on the way to the call that
    /// it is. It is not judged: the call is.
    ///
    /// # Panics
    /// For a request that changes something, which is no look.
    pub fn look<R: Request>(&self, origin: &Origin, request: R) -> Result<R::Reply, R::Error> {
        let operation = request.into_operation();
        self.enter(|world, now| {
            world.advance(now);
            let answer = world.look(origin, operation);
            R::answer(answer.expect("only what changes nothing is looked at"))
        })
    }

    /// [`Aws::look`] where the caller may, and under the same lock a look at its answer.
    ///
    /// # Panics
    /// For a request that changes something, which is no look.
    pub fn look_if_allowed_and<R: Request, T>(
        &self,
        origin: &Origin,
        request: R,
        look: impl FnOnce(&R::Reply) -> T,
    ) -> Result<(R::Reply, T), R::Error> {
        let operation = request.into_operation();
        self.enter(|world, now| {
            world.advance(now);
            let answer = world.look_if_allowed(origin, operation);
            let reply = R::answer(answer.expect("only what changes nothing is looked at"))?;
            let looked = look(&reply);
            Ok((reply, looked))
        })
    }

    /// Whether the caller may ask for this: told before what belongs to it, a body of any size, is read. A denial is the request's line;
    /// what is let in is judged again when it is carried out, and is a line then.
    ///
    /// # Errors
    /// The denial.
    pub fn admit<R: Request>(&self, origin: &Origin, request: R) -> Result<(), R::Error> {
        let call = Call::new(origin.clone(), request.into_operation());
        let denied = self.enter(|world, now| world.admit(now, call));
        match denied {
            None => Ok(()),
            Some(denied) => R::answer(Err(denied)).map(drop),
        }
    }

    /// [`Aws::call`], and under the same lock a look at its answer: what the answer names cannot go in between.
    pub fn call_and<R: Request, T>(
        &self,
        origin: &Origin,
        request: R,
        look: impl FnOnce(&R::Reply) -> T,
    ) -> Result<(R::Reply, T), R::Error> {
        let call = Call::new(origin.clone(), request.into_operation());
        self.enter(|world, now| {
            let reply = R::answer(world.apply(now, call).result)?;
            let looked = look(&reply);
            Ok((reply, looked))
        })
    }

    /// Keys of a role for the process of a function, good for as long as it may live; `None` where there is no such role.
    pub fn open_role_session(&self, role_arn: &str, name: &str) -> Option<Credentials> {
        self.enter(|world, now| {
            world.advance(now);
            world.open_role_session(role_arn, name, u32::MAX)
        })
    }

    /// Carries out one call: the one way in.
    pub fn apply(&self, origin: Origin, operation: Operation) -> Result<Reply, Error> {
        let call = Call::new(origin, operation);
        self.enter(|world, now| world.apply(now, call).result)
    }

    /// [`Aws::apply`] for a call that may wait. Whoever has to wait is among the queue's waiters before anybody else is let in, so
    /// that nothing passes unseen in between.
    pub fn ask(&self, call: Call) -> (Result<Reply, Error>, Option<Waiter>) {
        self.enter(|world, now| {
            let Answer { result, wait } = world.apply(now, call);
            let waiter = wait.map(|wait| self.waiters.register(wait));
            (result, waiter)
        })
    }

    /// [`Aws::apply`] for callers inside the process, with the request's own types.
    pub fn call<R: Request>(&self, origin: &Origin, request: R) -> Result<R::Reply, R::Error> {
        R::answer(self.apply(origin.clone(), request.into_operation()))
    }

    /// Looks at the world without changing it.
    pub fn inspect<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock().world)
    }

    /// Marked as changed after every call, for whoever watches everything.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Every change of the world: under the lock, at a moment that was read there, so that moments come in their order.
    pub(super) fn enter<T>(&self, change: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let core = self.lock();
        // What follows from a change before is as much as a change: it has the lock for itself.
        let core = if core.world.is_unfinished() {
            self.hold_for(core, World::advance);
            self.lock()
        } else {
            core
        };
        let result = self.hold_for(core, change);
        if self.changes.receiver_count() > 0 {
            self.changes.send_modify(|count| *count += 1);
        }
        result
    }

    /// A change, and after the lock what it left to do.
    fn hold_for<T>(
        &self,
        mut core: MutexGuard<'_, Core>,
        change: impl FnOnce(&mut World, Timestamp) -> T,
    ) -> T {
        let now = self.clock.now();
        let result = change(&mut core.world, now);
        self.let_go(core);
        result
    }

    /// Sees to what a change left to do, and gives the lock back in between.
    fn let_go(&self, mut core: MutexGuard<'_, Core>) {
        let afterwards = self.carry_out(&mut core.world);
        self.request_log.add(core.world.ledger());
        self.call_driver(&mut core);
        drop(core);
        for body in afterwards.dropped {
            self.bodies.remove(body);
        }
        for Notice { about, what } in afterwards.notices {
            tracing::warn!(resource = %about, reason = %what, "something was not delivered as it should be");
        }
    }

    /// Carries out what only takes a moment, in the world's order, and gives the rest.
    fn carry_out(&self, world: &mut World) -> Afterwards {
        let mut afterwards = Afterwards::default();
        for effect in world.take_effects() {
            match effect {
                Effect::DropBody { body } => afterwards.dropped.push(body),
                Effect::Arrived { queue, messages } => self.waiters.wake(queue, messages),
                Effect::Invoke(order) => self.functions.order(Work::Invoke(order)),
                Effect::Prepare(function) => self.functions.order(Work::Prepare(function)),
                Effect::Ended {
                    invocation,
                    outcome,
                } => self.functions.ended(&invocation, outcome),
                Effect::Post(post) => self.posts.order(*post),
                Effect::Tell(notice) => afterwards.notices.push(notice),
            }
        }
        afterwards
    }

    /// Wakes the driver when the world's next moment comes before the one that it sleeps for.
    fn call_driver(&self, core: &mut Core) {
        let next = core.world.next();
        let is_sooner = next.is_some_and(|next| core.alarm.is_none_or(|alarm| next < alarm));
        if is_sooner {
            core.alarm = next;
            self.sooner.notify_one();
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Core> {
        self.core
            .lock()
            .expect("no call panics while it holds the lock")
    }
}
