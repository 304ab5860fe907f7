//! Functions that are run: orders on their way to the runtime, and outcomes on their way back to who waits for them.

use tokio::sync::mpsc;

use super::Aws;
use crate::world::Request as _;
use crate::world::function::{FunctionError, FunctionName, InvocationId, Invoke, Ran};
use crate::world::origin::{Home, Origin};
use crate::world::{Call, World};

pub use super::function_orders::{Pending, Work};

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
                .map(|executed| self.functions.wait_for(executed)))
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
        self.functions.take()
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
