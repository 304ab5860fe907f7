//! A request between its arrival and its end: answered, or left by its client. Either is a line in the log of requests.

use std::sync::Arc;
use std::time::Instant;

use http::{Method, StatusCode, Uri};

use crate::aws::Aws;
use crate::aws::request_log::{End, Over};

/// Dropped unanswered when the connection was closed: the server drops what it does for a client that is gone.
#[derive(Debug)]
pub(super) struct Underway {
    aws: Arc<Aws>,
    began: Instant,
    method: Method,
    uri: Uri,
    request_id: Arc<str>,
    end: End,
}

impl Underway {
    pub(super) fn begin(aws: &Arc<Aws>, method: Method, uri: Uri, request_id: Arc<str>) -> Self {
        Self {
            began: aws.clock().stopwatch(),
            aws: Arc::clone(aws),
            method,
            uri,
            request_id,
            end: End::ClientLeft,
        }
    }

    pub(super) fn answered(mut self, status: StatusCode) {
        self.end = End::Answered(status.as_u16());
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let over = Over {
            took: self.began.elapsed(),
            request_id: &self.request_id,
            method: &self.method,
            uri: &self.uri,
            end: self.end,
        };
        let clock = self.aws.clock();
        self.aws.request_log().over(&over, || clock.now());
    }
}
