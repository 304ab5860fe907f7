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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Work;
    use crate::aws::Aws;
    use crate::clock::Clock;
    use crate::world::World;
    use crate::world::function::{CreateFunction, FunctionCode, Invoke, Outcome};
    use crate::world::origin::{Caller, Home, Origin};

    /// What a settled invocation leaves to follow is done before a call, under a hold of its own.
    #[tokio::test]
    async fn a_call_does_not_carry_out_what_another_left_to_follow() {
        let aws = Aws::new(
            World::new(0),
            Arc::new(Clock::stepped()),
            ToString::to_string,
        );
        let mut orders = aws.take_orders().unwrap();
        let create = CreateFunction {
            function_name: "f".to_owned(),
            code: FunctionCode {
                executable_path: Some("/opt/bootstrap".into()),
                ..FunctionCode::default()
            },
            ..CreateFunction::default()
        };
        let ours = Origin {
            caller: Caller::Emulator,
            ..Origin::default()
        };
        aws.call(&ours, create).unwrap();
        let invoke = Invoke {
            function_name: "f".to_owned(),
            ..Invoke::default()
        };
        let _pending = aws.invoke(&ours, invoke).unwrap();
        let Some(Work::Invoke(order)) = orders.recv().await else {
            panic!("the invocation is ordered");
        };
        let ran = Outcome::Lost("nobody runs it".to_owned());
        aws.enter(|world, now| world.settle_invocation(now, &Home::default(), &order.id, ran));
        assert!(aws.inspect(World::is_unfinished), "its place is free");
        assert!(!aws.enter(|world, _| world.is_unfinished()));
    }
}
