//! Messages that are posted: orders on their way to who makes them, and what came of them on its way back.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::mpsc;

use super::Aws;
use crate::world::topic::{Post, PostId, Posted};

/// Between the world and whoever makes its POSTs.
#[derive(Debug)]
pub(super) struct Posts {
    orders: mpsc::UnboundedSender<Post>,
    /// Until somebody takes it.
    taken: Mutex<Option<mpsc::UnboundedReceiver<Post>>>,
}

impl Default for Posts {
    fn default() -> Self {
        let (orders, taken) = mpsc::unbounded_channel();
        Self {
            orders,
            taken: Mutex::new(Some(taken)),
        }
    }
}

impl Posts {
    fn lock(&self) -> MutexGuard<'_, Option<mpsc::UnboundedReceiver<Post>>> {
        self.taken
            .lock()
            .expect("nothing panics while it holds them")
    }

    /// Nobody may be there to make it: then it stays under way.
    pub(super) fn order(&self, post: Post) {
        let _ = self.orders.send(post);
    }
}

impl Aws {
    /// What came of an order.
    pub fn end_post(&self, id: PostId, posted: Posted) {
        self.enter(|world, now| world.end_post(now, id, posted));
    }

    /// The orders, for the one who carries them out; `None` when somebody has taken them.
    pub fn take_posts(&self) -> Option<mpsc::UnboundedReceiver<Post>> {
        self.posts.lock().take()
    }
}
