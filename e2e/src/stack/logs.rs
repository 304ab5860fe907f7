//! Log groups, by the JSON that the SDKs send: one more SDK would be built for a handful of calls.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::Stack;
use crate::clock::now;
use crate::env::Env;

/// A log group of this stack, with one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroup {
    name: String,
}

impl<E: Env> Stack<'_, E> {
    pub async fn log_group(&self) -> LogGroup {
        let name = format!("/e2e/{}", self.name);
        let created = json!({"logGroupName": name});
        self.logs("CreateLogGroup", &created).await;
        let created = json!({"logGroupName": name, "logStreamName": "stream"});
        self.logs("CreateLogStream", &created).await;
        LogGroup { name }
    }

    /// Counts the events that match, as a metric of the stack's namespace.
    pub async fn count_logs(&self, group: &LogGroup, pattern: &str, metric_name: &str) {
        let put = json!({
            "logGroupName": group.name, "filterName": "count", "filterPattern": pattern,
            "metricTransformations": [{
                "metricName": metric_name, "metricNamespace": self.namespace, "metricValue": "1",
            }],
        });
        self.logs("PutMetricFilter", &put).await;
    }

    pub async fn log(&self, group: &LogGroup, messages: &[&str]) {
        let timestamp = now().as_millisecond();
        let events = messages.iter();
        let events = events.map(|message| json!({"timestamp": timestamp, "message": message}));
        let put = json!({
            "logGroupName": group.name, "logStreamName": "stream", "logEvents": events.collect::<Vec<_>>(),
        });
        self.logs("PutLogEvents", &put).await;
    }

    /// Keeps events for so many days; what the group then says of itself.
    pub async fn retain(&self, group: &LogGroup, days: u32) -> Value {
        let put = json!({"logGroupName": group.name, "retentionInDays": days});
        self.logs("PutRetentionPolicy", &put).await;
        let describe = json!({"logGroupNamePrefix": group.name});
        let described = self.logs("DescribeLogGroups", &describe).await;
        described["logGroups"][0].clone()
    }

    /// # Panics
    /// When it is refused.
    async fn logs(&self, operation: &str, body: &Value) -> Value {
        let address = self.env.endpoint().trim_start_matches("http://");
        let stream = TcpStream::connect(address)
            .await
            .expect("the cloud listens");
        let (mut sender, connection) = handshake(TokioIo::new(stream))
            .await
            .expect("it speaks HTTP");
        tokio::spawn(connection);
        let region = self.spec.region;
        let request = Request::builder()
            .method(Method::POST)
            .uri("/")
            .header("host", address)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("Logs_20140328.{operation}"))
            .header(
                "authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential=test/20260101/{region}/logs/aws4_request, \
                     SignedHeaders=host, Signature=0"
                ),
            )
            .body(Full::new(Bytes::from(body.to_string())))
            .expect("it is a request");
        let answer = sender.send_request(request).await;
        let answer = answer.unwrap_or_else(|error| panic!("{operation}: {error}"));
        let status = answer.status();
        let body = answer.into_body().collect().await;
        let body = body.expect("it is read to its end").to_bytes();
        let answer = serde_json::from_slice(&body).unwrap_or_default();
        assert_eq!(status, StatusCode::OK, "{operation}: {answer}");
        answer
    }
}
