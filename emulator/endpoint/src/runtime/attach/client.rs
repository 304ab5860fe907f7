//! Who asks for invocations: a connection, the process behind it, and whether it is gone.
//!
//! Runtime clients differ. Most keep one connection, and then its end is theirs; some pools drop a connection that idles and open
//! another one for the answer; a script opens one for each request, each by a program of its own that ends with it. So:
//! - a process that is known and kept its connection is gone when it has ended (or when it closed it and is not known, a moment later),
//! - what opens a connection for each request and ends with it cannot be seen to be gone: it is taken for gone when another process asks.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{HeaderMap, Version, header};
use tokio::time::{interval, timeout};
use tokio_util::sync::CancellationToken;

use super::peer::Peer;

/// How long a client of which no process is known may have no connection: a pool opens its next one at once.
const RECONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// After this long a process that opens a connection for each request, and runs still, is no program that ends with its request.
const ERRAND: Duration = Duration::from_secs(1);

/// How often is looked whether a process runs that has no connection.
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// Programs that make one request and end, whatever they say of their connection.
const ERRANDS: [&str; 2] = ["curl/", "Wget/"];

/// A connection to the listener. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) number: u64,
    pub(super) its_end: SocketAddr,
    pub(super) our_end: SocketAddr,
    pub(super) closed: CancellationToken,
}

/// Whoever asked for an invocation.
#[derive(Debug, Clone)]
pub(super) struct Client {
    connection: Connection,
    /// Its connection stays open between requests.
    pub(super) keeps_connection: bool,
    peer: Option<Peer>,
}

impl Client {
    /// The sender of a request that begins like this.
    pub(super) async fn of(connection: Connection, version: Version, headers: &HeaderMap) -> Self {
        let Connection {
            its_end, our_end, ..
        } = connection;
        let looking = tokio::task::spawn_blocking(move || Peer::of(its_end, our_end));
        Self {
            connection,
            keeps_connection: keeps_connection(version, headers),
            peer: looking.await.unwrap_or_default(),
        }
    }

    pub(super) fn process_id(&self) -> Option<u32> {
        self.peer.map(|peer| peer.id)
    }

    /// Whether both are one process, as far as can be seen.
    pub(super) fn is(&self, other: &Self) -> bool {
        let is_one_process = self.peer.is_some() && self.peer == other.peer;
        is_one_process || self.connection.number == other.connection.number
    }

    /// Whether it is surely there.
    pub(super) fn is_present(&self) -> bool {
        !self.connection.closed.is_cancelled() || self.peer.is_some_and(Peer::is_running)
    }

    /// Returns when it is gone, which of some clients cannot be seen while they hold an invocation.
    pub(super) async fn gone(&self, holds: bool) {
        self.connection.closed.cancelled().await;
        match self.peer {
            Some(peer) if self.keeps_connection => ended(peer).await,
            Some(peer) => {
                pause(ERRAND).await;
                if peer.is_running() {
                    ended(peer).await;
                } else {
                    self.errand_is_over(holds).await;
                }
            }
            None if self.keeps_connection => pause(RECONNECT_PATIENCE).await,
            None => self.errand_is_over(holds).await,
        }
    }

    /// The answer may take any time; the next question comes at once.
    async fn errand_is_over(&self, holds: bool) {
        if holds {
            std::future::pending::<()>().await;
        }
        pause(RECONNECT_PATIENCE).await;
    }
}

fn keeps_connection(version: Version, headers: &HeaderMap) -> bool {
    let text = |name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    };
    let agent = text(header::USER_AGENT);
    if ERRANDS.iter().any(|errand| agent.starts_with(errand)) {
        return false;
    }
    let connection = text(header::CONNECTION).to_ascii_lowercase();
    if version < Version::HTTP_11 {
        connection.contains("keep-alive")
    } else {
        !connection.contains("close")
    }
}

async fn ended(peer: Peer) {
    let mut looks = interval(LOOKS_EVERY);
    while peer.is_running() {
        looks.tick().await;
    }
}

/// Real time: what is waited for is another process.
async fn pause(time: Duration) {
    let _ = timeout(time, std::future::pending::<()>()).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_keeps_its_connection_unless_its_version_its_word_or_its_kind_says_otherwise() {
        let check = |version, name: &'static str, value: &'static str, expected| {
            let headers = HeaderMap::from_iter([(
                header::HeaderName::from_static(name),
                header::HeaderValue::from_static(value),
            )]);
            assert_eq!(keeps_connection(version, &headers), expected, "{value}");
        };
        check(Version::HTTP_11, "user-agent", "aws-lambda-rust/1", true);
        check(Version::HTTP_11, "connection", "Close", false);
        check(Version::HTTP_10, "user-agent", "script", false);
        check(Version::HTTP_10, "connection", "Keep-Alive", true);
        check(Version::HTTP_11, "user-agent", "curl/8.5.0", false);
    }
}
