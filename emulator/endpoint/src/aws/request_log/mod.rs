//! Who asked for what, and what came of it: the last thousand requests of clients, and the last thousand calls of the
//! services among themselves, which drive none of the others out. With each is kept what decided it.

mod logged;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use http::{Method, Uri};
use jiff::Timestamp;
use tokio::sync::broadcast;

pub use logged::{CodeOf, Logged};

use crate::world::access::Judgements;
use crate::world::ledger::{Ledger, Line};
use crate::world::origin::{AccountId, Caller};

/// So many lines are kept of each kind.
const KEPT: usize = 1_000;
/// So many lines may wait for whoever prints them.
const AHEAD: usize = 4_096;

/// A request that is over, as its connection saw it.
#[derive(Debug, Clone)]
pub struct Over<'a> {
    pub took: Duration,
    pub request_id: &'a str,
    /// What was asked, for a request that never became a call.
    pub method: &'a Method,
    pub uri: &'a Uri,
    pub end: End,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this status.
    Answered(u16),
    /// The client closed the connection before it had its answer.
    ClientLeft,
}

/// The outcome of a request whose client left.
const CLIENT_LEFT: &str = "client-left";

/// The lines. Each thread keeps those of the calls that it carried out, so that threads neither wait for each other nor free what
/// another one allocated.
#[derive(Debug)]
pub struct RequestLog {
    shards: [Mutex<Rings>; SHARDS],
    /// Numbers the lines, over all shards.
    last: AtomicU64,
    finished: broadcast::Sender<Logged>,
    code_of: CodeOf,
}

/// More threads than these share.
const SHARDS: usize = 16;

/// The shard of this thread.
fn shard() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static OWN: usize = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
    }
    OWN.with(|own| *own)
}

#[derive(Debug, Default)]
struct Rings {
    clients: VecDeque<Numbered>,
    inner: VecDeque<Numbered>,
}

#[derive(Debug)]
struct Numbered {
    number: u64,
    kept: Kept,
}

impl Numbered {
    fn spell(&self, code_of: CodeOf) -> Logged {
        Logged {
            number: self.number,
            ..self.kept.spell(code_of)
        }
    }

    /// By its request id, or its number, as [`Logged::id`] spells it or without the `#`.
    fn is_called(&self, id: &str) -> bool {
        let number = id.strip_prefix('#').unwrap_or(id);
        self.kept.request_id() == Some(id) || number.parse() == Ok(self.number)
    }
}

/// A line as it is kept: spelled when somebody looks.
#[derive(Debug, Clone)]
enum Kept {
    Call {
        line: Box<Line>,
        took_us: Option<u64>,
        client_left: bool,
    },
    /// What the world does not know of.
    Spelled(Box<Logged>),
}

impl Kept {
    fn request_id(&self) -> Option<&str> {
        match self {
            Self::Call { line, .. } => Some(&line.request_id),
            Self::Spelled(line) => line.request_id.as_deref(),
        }
    }

    fn ended(&mut self, took: u64, end: End) {
        match self {
            Self::Call {
                took_us,
                client_left,
                ..
            } => {
                *took_us = Some(took);
                *client_left = end == End::ClientLeft;
            }
            Self::Spelled(line) => line.duration_us = Some(took),
        }
    }

    fn spell(&self, code_of: CodeOf) -> Logged {
        match self {
            Self::Call {
                line,
                took_us,
                client_left,
            } => {
                let mut logged = Logged::of(line, code_of);
                logged.duration_us = *took_us;
                if *client_left {
                    CLIENT_LEFT.clone_into(&mut logged.outcome);
                }
                logged
            }
            Self::Spelled(line) => Logged::clone(line),
        }
    }
}

impl RequestLog {
    pub(super) fn new(code_of: CodeOf) -> Self {
        Self {
            shards: Default::default(),
            last: AtomicU64::new(0),
            finished: broadcast::Sender::new(AHEAD),
            code_of,
        }
    }

    /// Takes what the world says of its calls, and gives back the lines that these drive out.
    pub(super) fn add(&self, ledger: &mut Ledger) {
        if ledger.is_empty() {
            return;
        }
        let mut rings = self.lock(shard());
        while let Some(line) = ledger.take() {
            let is_client = line.caller == Caller::Client;
            let line = self.number(Kept::Call {
                line,
                took_us: None,
                client_left: false,
            });
            let ring = if is_client {
                &mut rings.clients
            } else {
                self.tell(&line);
                &mut rings.inner
            };
            if let Some(Kept::Call { line, .. }) = push(ring, line) {
                ledger.give_back(line);
            }
        }
    }

    /// A client has its answer, or left: its line gets how long it took. A request that never became a call gets a line of its own.
    /// `now` is when, for a request that has no line yet.
    pub fn over(&self, over: &Over<'_>, now: impl Fn() -> Timestamp) {
        let took = u64::try_from(over.took.as_micros()).unwrap_or(u64::MAX);
        let id = over.request_id;
        let own = shard();
        // Its call was carried out by this thread, unless the request moved to another while it waited.
        let others = (0..SHARDS).filter(|other| *other != own);
        if std::iter::once(own)
            .chain(others)
            .any(|shard| self.ended(shard, id, took, over.end))
        {
            return;
        }
        let line = self.number(Kept::Spelled(Box::new(Logged {
            number: 0,
            time: now(),
            caller: "-".to_owned(),
            account: AccountId::default(),
            region: "-".to_owned(),
            service: "-".to_owned(),
            operation: "-".to_owned(),
            resource: format!("{} {}", over.method, over.uri.path()),
            outcome: match over.end {
                End::Answered(status) => status.to_string(),
                End::ClientLeft => CLIENT_LEFT.to_owned(),
            },
            reason: None,
            decided_by: None,
            duration_us: Some(took),
            request_id: Some(id.to_owned()),
        })));
        self.tell(&line);
        push(&mut self.lock(own).clients, line);
    }

    /// Whether the line was there.
    fn ended(&self, shard: usize, id: &str, took: u64, end: End) -> bool {
        let mut rings = self.lock(shard);
        // The last one, nearly always: as far from the end as there are requests under way.
        let mut lines = rings.clients.iter_mut().rev();
        let Some(line) = lines.find(|line| line.kept.request_id() == Some(id)) else {
            return false;
        };
        line.kept.ended(took, end);
        self.tell(line);
        true
    }

    /// The lines of clients, or of services among themselves, that `wanted` lets through; the oldest first.
    pub fn lines(&self, inner: bool, wanted: impl Fn(&Logged) -> bool) -> Vec<Logged> {
        let mut lines: Vec<Logged> = Vec::new();
        for shard in 0..SHARDS {
            let rings = self.lock(shard);
            let ring = if inner { &rings.inner } else { &rings.clients };
            lines.extend(ring.iter().map(|line| line.spell(self.code_of)));
        }
        lines.sort_unstable_by_key(|line| line.number);
        lines.drain(..lines.len().saturating_sub(KEPT));
        lines.into_iter().filter(wanted).collect()
    }

    /// Nobody listens, most of the time: then nothing is spelled.
    fn tell(&self, line: &Numbered) {
        if self.finished.receiver_count() > 0 {
            let _ = self.finished.send(line.spell(self.code_of));
        }
    }

    /// Each line when it is finished.
    pub fn follow(&self) -> broadcast::Receiver<Logged> {
        self.finished.subscribe()
    }

    /// The line of this id, and what was decided of it; nothing of a request that never became a call.
    pub fn find(&self, id: &str) -> Option<(Logged, Judgements)> {
        (0..SHARDS).find_map(|shard| {
            let rings = self.lock(shard);
            let mut lines = rings.clients.iter().chain(&rings.inner);
            let line = lines.find(|line| line.is_called(id))?;
            let judgements = match &line.kept {
                Kept::Call { line, .. } => line.judgements.clone(),
                Kept::Spelled(_) => Judgements::default(),
            };
            Some((line.spell(self.code_of), judgements))
        })
    }

    fn number(&self, kept: Kept) -> Numbered {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        Numbered { number, kept }
    }

    fn lock(&self, shard: usize) -> MutexGuard<'_, Rings> {
        self.shards[shard]
            .lock()
            .expect("nothing panics while it holds the lines")
    }
}

/// Keeps a line, and gives the one that it drives out.
fn push(ring: &mut VecDeque<Numbered>, line: Numbered) -> Option<Kept> {
    let oldest = (ring.len() == KEPT).then(|| ring.pop_front()).flatten();
    ring.push_back(line);
    Some(oldest?.kept)
}
