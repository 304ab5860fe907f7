//! Who is attached to a function, and what it is doing: one process, one invocation at a time.
//!
//! One task owns all of it, so that who comes, who goes, who answers and what is to be run are seen one after the other.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::client::Client;
use super::listener::{Asked, Occupied};
use super::subject::{Given, Held, Subject};
use super::told::What;
use crate::runtime::request::{Acknowledgement, Event, Post};

/// How long a process that asks is held while another one may be on its way out: of a restart both are seen at once.
const SUCCESSION_PATIENCE: Duration = Duration::from_millis(500);

/// Where things come from.
#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) asked: mpsc::Receiver<Asked>,
    pub(super) posts: mpsc::Receiver<Post>,
    pub(super) given: mpsc::UnboundedReceiver<Given>,
}

#[derive(Debug)]
pub(super) struct Session {
    subject: Subject,
    inbox: Inbox,
    attached: Option<Attached>,
    /// What came while the attached process was at work, or between an answer and its next question.
    waiting: VecDeque<Given>,
}

#[derive(Debug)]
struct Attached {
    client: Client,
    /// The question that is held open.
    next: Option<oneshot::Sender<Result<Event, Occupied>>>,
    held: Option<Held>,
}

/// Who is attached when a client asks.
enum Before {
    Nobody,
    /// What it had it has not answered, and will not.
    Itself,
    Gone,
    Another,
}

impl Session {
    pub(super) fn new(subject: Subject, inbox: Inbox) -> Self {
        Self {
            subject,
            inbox,
            attached: None,
            waiting: VecDeque::new(),
        }
    }

    /// Until it is aborted.
    pub(super) async fn run(mut self) {
        loop {
            self.hand_over();
            tokio::select! {
                biased;
                Some(post) = self.inbox.posts.recv() => self.take_post(post),
                Some(asked) = self.inbox.asked.recv() => self.take_question(asked).await,
                Some(given) = self.inbox.given.recv() => self.take_invocation(given),
                () = gone(&mut self.attached) => self.detach(),
            }
        }
    }

    /// Somebody asks for the next invocation.
    async fn take_question(&mut self, Asked { client, reply }: Asked) {
        match self.before(&client).await {
            Before::Nobody => {}
            Before::Itself => self.give_back(),
            Before::Gone => self.detach(),
            Before::Another => return self.refuse(&client, reply),
        }
        let is_new = self.attached.is_none();
        let process_id = client.process_id();
        self.attached = Some(Attached {
            client,
            next: Some(reply),
            held: None,
        });
        if is_new {
            self.subject.attached(process_id);
        }
    }

    /// Who is attached when this client asks.
    async fn before(&mut self, client: &Client) -> Before {
        let Some(attached) = &self.attached else {
            return Before::Nobody;
        };
        if attached.client.is(client) {
            return Before::Itself;
        }
        if attached.is_present() {
            let left = timeout(SUCCESSION_PATIENCE, gone(&mut self.attached)).await;
            return left.map_or(Before::Another, |()| Before::Gone);
        }
        if attached.client.keeps_connection {
            Before::Gone
        } else {
            // Nobody can tell it from another one that opens a connection for each request.
            Before::Itself
        }
    }

    fn refuse(&self, client: &Client, reply: oneshot::Sender<Result<Event, Occupied>>) {
        let attached = self.attached.as_ref();
        let process_id = attached.and_then(|attached| attached.client.process_id());
        let _ = reply.send(Err(Occupied { process_id }));
        let process_id = client.process_id();
        self.subject.tell(What::Refused { process_id });
    }

    fn take_invocation(&mut self, given: Given) {
        if self.attached.is_some() {
            self.waiting.push_back(given);
        } else {
            let _ = given.reply.send(None);
        }
    }

    /// Hands what waits to a process that asks. One that has hung up is seen to be gone by whoever waits for that.
    fn hand_over(&mut self) {
        let Some(attached) = &mut self.attached else {
            return;
        };
        let is_asking = attached.next.as_ref().is_some_and(|next| !next.is_closed());
        if !is_asking || self.waiting.is_empty() {
            return;
        }
        let (Some(given), Some(next)) = (self.waiting.pop_front(), attached.next.take()) else {
            return;
        };
        attached.held = self.subject.hand_over(given, next);
    }

    fn take_post(&mut self, post: Post) {
        if let Post::InitError { acknowledge, .. } = post {
            let _ = acknowledge.send(Acknowledgement::Accepted);
            return self.subject.tell(What::InitError);
        }
        let attached = self.attached.as_mut();
        let held = attached.and_then(|attached| attached.held.take());
        let running = held.as_ref().map(|held| held.request_id.as_str());
        match (post.settle(running), held) {
            (Some(outcome), Some(held)) => self.subject.answered(held, outcome),
            (None, held) => {
                if let Some(attached) = &mut self.attached {
                    attached.held = held;
                }
            }
            (Some(_), None) => {}
        }
    }

    /// The process is gone: what it had fails, and what waits for it is run elsewhere.
    fn detach(&mut self) {
        self.give_back();
        self.attached = None;
        self.subject.detached();
        for given in self.waiting.drain(..) {
            let _ = given.reply.send(None);
        }
    }

    fn give_back(&mut self) {
        let attached = self.attached.as_mut();
        if let Some(held) = attached.and_then(|attached| attached.held.take()) {
            self.subject.given_back(held);
        }
    }
}

impl Attached {
    fn is_present(&self) -> bool {
        match &self.next {
            Some(next) => !next.is_closed(),
            None => self.client.is_present(),
        }
    }
}

/// Returns when the attached process is gone; never where there is none.
async fn gone(attached: &mut Option<Attached>) {
    match attached {
        None => std::future::pending().await,
        Some(Attached {
            next: Some(next), ..
        }) => next.closed().await,
        Some(Attached { client, held, .. }) => client.gone(held.is_some()).await,
    }
}
