//! Functions that are run: orders on their way to the runtime, and outcomes on their way back to who waits for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{mpsc, oneshot};

use super::Aws;
use crate::world::Request as _;
use crate::world::function::{
    Executed, Function, FunctionError, FunctionName, InvocationId, Invoke, Order, Outcome, Ran,
};
use crate::world::origin::{Home, Origin};
use crate::world::{Call, World};

/// Who waits for the end of which invocation.
type Callers = Arc<Mutex<BTreeMap<InvocationId, oneshot::Sender<Outcome>>>>;

/// What the world wants of whoever runs its functions.
#[derive(Debug)]
pub enum Work {
    /// What comes of it is said by [`Aws::end_invocation`].
    Invoke(Box<Order>),
    /// That it is done is said by [`Aws::function_prepared`].
    Prepare(Box<Function>),
}

/// Between the world and whoever runs its functions.
#[derive(Debug)]
pub(super) struct Invocations {
    orders: mpsc::UnboundedSender<Work>,
    /// Until somebody takes it.
    taken: Mutex<Option<mpsc::UnboundedReceiver<Work>>>,
    callers: Callers,
}

impl Default for Invocations {
    fn default() -> Self {
        let (orders, taken) = mpsc::unbounded_channel();
        Self {
            orders,
            taken: Mutex::new(Some(taken)),
            callers: Callers::default(),
        }
    }
}

impl Invocations {
    /// Nobody may be there to do it: then an invocation stays begun, and a function is not ready.
    pub(super) fn order(&self, work: Work) {
        let _ = self.orders.send(work);
    }

    /// A caller that has left is told nothing.
    pub(super) fn ended(&self, id: &InvocationId, outcome: Outcome) {
        if let Some(caller) = lock(&self.callers).remove(id) {
            let _ = caller.send(outcome);
        }
    }

    fn wait_for(&self, executed: Executed) -> Pending {
        let (sender, outcome) = oneshot::channel();
        let id = executed.invocation.clone();
        lock(&self.callers).insert(id, sender);
        Pending {
            executed,
            outcome,
            callers: Arc::clone(&self.callers),
        }
    }
}

/// An invocation whose end is waited for. Dropping it does not end the invocation, as on AWS.
#[derive(Debug)]
pub struct Pending {
    pub executed: Executed,
    outcome: oneshot::Receiver<Outcome>,
    callers: Callers,
}

impl Pending {
    /// What comes of it.
    pub async fn outcome(mut self) -> Outcome {
        let outcome = (&mut self.outcome).await;
        outcome.unwrap_or_else(|_| Outcome::Lost("nobody runs functions any more".to_owned()))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        lock(&self.callers).remove(&self.executed.invocation);
    }
}

impl Aws {
    /// Begins an invocation; `None` for one whose end nobody waits for.
    ///
    /// # Errors
    /// As `Invoke` is refused.
    pub fn invoke(
        &self,
        origin: &Origin,
        request: Invoke,
    ) -> Result<Option<Pending>, FunctionError> {
        let call = Call::new(origin.clone(), request.into_operation());
        self.enter(|world, now| {
            let invoked = Invoke::answer(world.apply(now, call).result)?;
            // Under the same lock: its end cannot pass unseen.
            Ok(invoked
                .executed
                .map(|executed| self.invocations.wait_for(executed)))
        })
    }

    /// What came of an order.
    pub fn end_invocation(&self, home: &Home, id: &InvocationId, ran: Ran) {
        self.enter(|world, now| world.settle_invocation(now, home, id, ran));
        self.enter(World::advance);
    }

    /// A process of the user's own is attached to this function: see [`World::attach_process`].
    pub fn attach_process(&self, home: &Home, function: &FunctionName) {
        self.enter(|world, now| world.attach_process(now, home, function));
    }

    /// It is gone.
    pub fn detach_process(&self, home: &Home, function: &FunctionName) {
        self.enter(|world, now| world.detach_process(now, home, function));
    }

    /// A function can be run: see [`Work::Prepare`].
    pub fn function_prepared(&self, home: &Home, name: &FunctionName, deployment_id: &str) {
        self.enter(|world, now| world.function_prepared(now, home, name, deployment_id));
    }

    /// The orders, for the one who runs them; `None` when somebody has taken them.
    pub fn take_orders(&self) -> Option<mpsc::UnboundedReceiver<Work>> {
        lock(&self.invocations.taken).take()
    }

    /// Receives nothing more for a function and begins none.
    pub fn hold(&self) {
        self.enter(|world, _| world.drain());
    }

    /// [`Aws::hold`], and waits until those that run have ended and are settled.
    pub async fn drain(&self) {
        self.hold();
        let mut changes = self.changes();
        loop {
            changes.borrow_and_update();
            if !self.inspect(World::runs_functions) {
                return;
            }
            // The sender lives in `self`: this cannot fail.
            let _ = changes.changed().await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .expect("nothing panics while it holds the list")
}
