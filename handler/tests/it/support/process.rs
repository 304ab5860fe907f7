//! The binary as Lambda runs it: one server plays the runtime API, S3 and CloudWatch.

use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tokio::sync::mpsc;
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::endpoint::confirmed;
use super::{LONG, soon};

/// The trace header of the one invocation.
pub(crate) const TRACE: &str =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// A started function and the world around it.
pub(crate) struct Running {
    pub(crate) server: MockServer,
    answers: mpsc::UnboundedReceiver<Value>,
    function: Child,
}

impl Running {
    /// Starts the function; its first event is a batch of these `(message id, body)`, then there is none.
    pub(crate) async fn start(
        objects: &[(&str, Vec<u8>)],
        event: &Value,
        variables: &[(&str, &str)],
    ) -> Self {
        let server = MockServer::start().await;
        let (tell, answers) = mpsc::unbounded_channel();
        next(event).mount(&server).await;
        let answered = move |request: &Request| {
            let answer = serde_json::from_slice(&request.body).expect("an answer is JSON");
            let _ = tell.send(answer);
            ResponseTemplate::new(202)
        };
        Mock::given(method("POST"))
            .and(path_regex(
                "^/2018-06-01/runtime/invocation/r-1/(response|error)$",
            ))
            .respond_with(answered)
            .mount(&server)
            .await;
        Mock::given(method("GET"))
            .and(path("/2018-06-01/runtime/invocation/next"))
            .respond_with(ResponseTemplate::new(200).set_delay(LONG))
            .mount(&server)
            .await;
        for (object, bytes) in objects {
            Mock::given(method("GET"))
                .and(path(*object))
                .respond_with(ResponseTemplate::new(200).set_body_bytes(bytes.clone()))
                .mount(&server)
                .await;
        }
        Mock::given(method("POST"))
            .and(path(PUT_METRIC_DATA))
            .respond_with(confirmed())
            .mount(&server)
            .await;
        let function = start(&server, variables);
        Self {
            server,
            answers,
            function,
        }
    }

    /// The answer to the one event, or the error that its invocation failed with.
    pub(crate) async fn answer(&mut self) -> Value {
        let answer = soon(self.answers.recv()).await;
        answer.expect("the server lives as long as this")
    }

    /// The requests to a path.
    pub(crate) async fn requests_to(&self, path: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        let to_path = |request: &Request| request.url.path() == path;
        requests.into_iter().filter(to_path).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.function.kill();
        let _ = self.function.wait();
    }
}

pub(crate) const PUT_METRIC_DATA: &str =
    "/service/GraniteServiceVersion20100801/operation/PutMetricData";

fn next(event: &Value) -> Mock {
    let response = ResponseTemplate::new(200)
        .insert_header("lambda-runtime-aws-request-id", "r-1")
        .insert_header("lambda-runtime-deadline-ms", "4102444800000")
        .insert_header(
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:111122223333:function:fn",
        )
        .insert_header("lambda-runtime-trace-id", TRACE)
        .set_body_json(event);
    Mock::given(method("GET"))
        .and(path("/2018-06-01/runtime/invocation/next"))
        .respond_with(response)
        .up_to_n_times(1)
        .with_priority(1)
}

fn start(server: &MockServer, variables: &[(&str, &str)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_bootstrap"))
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", server.address().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "fn")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "AKID")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_ENDPOINT_URL", server.uri())
        .env("METRICS_RETENTION_DAYS", "unlimited")
        .env("METRIC_MAX_AGE_DAYS", "unlimited")
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary is built")
}
