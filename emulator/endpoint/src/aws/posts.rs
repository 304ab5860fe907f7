//! Messages that are posted: orders on their way to who makes them, and what came of them on its way back.

use tokio::sync::mpsc;

use super::Aws;
use crate::world::topic::{Post, PostId, Posted};

impl Aws {
    /// What came of an order.
    pub fn end_post(&self, id: PostId, posted: Posted) {
        self.enter(|world, now| world.end_post(now, id, posted));
    }

    /// The orders, for the one who carries them out; `None` when somebody has taken them.
    pub fn take_posts(&self) -> Option<mpsc::UnboundedReceiver<Post>> {
        self.posts.take()
    }
}
