//! A POST as it is ordered, and what came of it.

use std::sync::Arc;

use super::super::endpoint::Endpoint;

/// Names a POST that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostId(pub(super) u64);

/// A POST to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub endpoint: Endpoint,
    /// Their names in lower case. `Host` and `Content-Length` are the sender's.
    pub headers: Vec<(&'static str, String)>,
    pub body: Arc<str>,
}

/// What came of a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// An answer of this status.
    Answered(u16),
    /// No answer in time, or no connection; why.
    Failed(String),
}

/// What follows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    /// Not yet; why.
    TryAgain(String),
    /// Never; why.
    Refused(String),
}

impl Posted {
    /// A redirection is not followed: like every status of neither 2xx, 5xx nor 429 it is for good.
    pub(super) fn verdict(self) -> Verdict {
        match self {
            Self::Answered(200..=299) => Verdict::Taken,
            Self::Answered(status @ (429 | 500..=599)) => {
                Verdict::TryAgain(format!("it answered {status}"))
            }
            Self::Answered(status) => Verdict::Refused(format!("it answered {status}")),
            Self::Failed(reason) => Verdict::TryAgain(reason),
        }
    }
}
