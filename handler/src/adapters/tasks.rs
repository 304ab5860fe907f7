//! Where an invocation's tasks run.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;

use crate::invocation::ports::{BoxError, Tasks};

/// Each on the runtime's threads: as many at once as there are cores.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spawned;

impl Tasks for Spawned {
    fn run(&self, task: BoxFuture<'static, ()>) -> BoxFuture<'static, Result<(), BoxError>> {
        let running = tokio::spawn(task);
        async { Ok(running.await?) }.boxed()
    }
}

/// Each where it is waited for, one step after the other: no runtime, and always the same order.
#[derive(Debug, Clone, Copy, Default)]
pub struct InPlace;

impl Tasks for InPlace {
    fn run(&self, task: BoxFuture<'static, ()>) -> BoxFuture<'static, Result<(), BoxError>> {
        // The task owns all that it touches, but for ports, which other tasks go on with in any case.
        let ended = AssertUnwindSafe(task).catch_unwind();
        ended
            .map(|ended| ended.map_err(|_| BoxError::from("task panicked")))
            .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks() -> [Box<dyn Tasks>; 2] {
        [Box::new(Spawned), Box::new(InPlace)]
    }

    #[tokio::test]
    async fn a_task_is_run_to_what_it_comes_to() {
        for tasks in tasks() {
            assert_eq!(tasks.output_of(async { 7 }).await.ok(), Some(7));
        }
    }

    #[tokio::test]
    async fn a_task_that_panics_takes_nobody_with_it() {
        for tasks in tasks() {
            let ended = tasks
                .output_of(async { panic!("a broken invariant") })
                .await;
            let error = match ended {
                Ok(()) => panic!("it panicked"),
                Err(error) => error.to_string(),
            };
            assert!(error.contains("panicked"), "{error}");
        }
    }
}
