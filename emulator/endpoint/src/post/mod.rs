//! POSTs to the endpoints of SNS's subscriptions: the world orders them, and hears what came of each.
//!
//! A POST goes where its subscription says and nowhere else: a redirection is an answer like others, and no proxy of the environment's is
//! used, as AWS uses none of its users'. Whoever may call the emulator makes this machine send POSTs, to itself too; who that is, is
//! `server::guard`'s to say.
//!
//! - `send`: one POST, on a connection of its own
//! - [`trust`]: whose certificates are trusted

mod send;
pub mod trust;

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{AbortHandle, JoinSet};

use crate::aws::Aws;
use crate::world::topic::{Post, Posted};

use send::{SendError, TIME_OUT, send};
use trust::Trust;

/// POSTs at once; others wait. So many files a process may have open anywhere, and as many again for everything else.
const MAX_AT_ONCE: usize = 100;

/// Who makes the POSTs of an [`Aws`], until it is dropped: those under way are then lost.
#[derive(Debug)]
pub struct Poster {
    task: AbortHandle,
}

impl Poster {
    /// Takes the orders of `aws` from now on. Inside of a runtime of tokio's.
    pub fn start(aws: Arc<Aws>, trust: Trust) -> Self {
        let orders = aws.take_posts();
        let task = tokio::spawn(async move {
            if let Some(orders) = orders {
                follow(orders, &aws, &Arc::new(trust)).await;
            }
        });
        Self {
            task: task.abort_handle(),
        }
    }
}

impl Drop for Poster {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(mut orders: UnboundedReceiver<Post>, aws: &Arc<Aws>, trust: &Arc<Trust>) {
    let mut under_way = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = under_way.join_next() => {}
            order = orders.recv(), if under_way.len() < MAX_AT_ONCE => {
                let Some(post) = order else { return };
                under_way.spawn(carry_out(post, Arc::clone(aws), Arc::clone(trust)));
            }
        }
    }
}

async fn carry_out(post: Post, aws: Arc<Aws>, trust: Arc<Trust>) {
    let sent = tokio::time::timeout(TIME_OUT, send(&post, &trust)).await;
    match sent.unwrap_or(Err(SendError::TimedOut)) {
        Ok(answer) => {
            aws.end_post(post.id, Posted::Answered(answer.status.as_u16()));
            answer.discard().await;
        }
        Err(error) => aws.end_post(post.id, Posted::Failed(error.text())),
    }
}
