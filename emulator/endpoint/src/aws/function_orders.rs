//! What the world wants of whoever runs its functions, and who waits for what comes of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{mpsc, oneshot};

use crate::world::function::{Executed, Function, InvocationId, Order, Outcome};

/// Who waits for the end of which invocation.
type Callers = Arc<Mutex<BTreeMap<InvocationId, oneshot::Sender<Outcome>>>>;

/// What the world wants of whoever runs its functions.
#[derive(Debug)]
pub enum Work {
    /// What comes of it is said by [`Aws::end_invocation`](super::Aws::end_invocation).
    Invoke(Box<Order>),
    /// That it is done is said by [`Aws::function_prepared`](super::Aws::function_prepared).
    Prepare(Box<Function>),
}

/// Between the world and whoever runs its functions.
#[derive(Debug)]
pub(super) struct FunctionOrders {
    orders: mpsc::UnboundedSender<Work>,
    /// Until somebody takes it.
    taken: Mutex<Option<mpsc::UnboundedReceiver<Work>>>,
    callers: Callers,
}

impl Default for FunctionOrders {
    fn default() -> Self {
        let (orders, taken) = mpsc::unbounded_channel();
        Self {
            orders,
            taken: Mutex::new(Some(taken)),
            callers: Callers::default(),
        }
    }
}

impl FunctionOrders {
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

    /// The orders; `None` when somebody has taken them.
    pub(super) fn take(&self) -> Option<mpsc::UnboundedReceiver<Work>> {
        lock(&self.taken).take()
    }

    /// The caller waits for its end.
    pub(super) fn wait_for(&self, executed: Executed) -> Pending {
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .expect("nothing panics while it holds the list")
}
