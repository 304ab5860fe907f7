//! What the world wants of whoever makes its POSTs.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::mpsc;

use crate::world::topic::Post;

/// Between the world and whoever makes its POSTs.
#[derive(Debug)]
pub(super) struct PostOrders {
    orders: mpsc::UnboundedSender<Post>,
    /// Until somebody takes it.
    taken: Mutex<Option<mpsc::UnboundedReceiver<Post>>>,
}

impl Default for PostOrders {
    fn default() -> Self {
        let (orders, taken) = mpsc::unbounded_channel();
        Self {
            orders,
            taken: Mutex::new(Some(taken)),
        }
    }
}

impl PostOrders {
    /// Nobody may be there to make it: then it stays under way.
    pub(super) fn order(&self, post: Post) {
        let _ = self.orders.send(post);
    }

    /// The orders; `None` when somebody has taken them.
    pub(super) fn take(&self) -> Option<mpsc::UnboundedReceiver<Post>> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<mpsc::UnboundedReceiver<Post>>> {
        self.taken
            .lock()
            .expect("nothing panics while it holds them")
    }
}
