//! What other queues cost: `SendMessage` and `GetObject` beside ten thousand queues, half of them with a delayed message, and beside
//! none. One run, round by round in turn, so that the machine's moods hit both alike.
//!
//! `cargo bench -p emulator --bench many_queues` prints requests a second and their ratio, and fails below 0.9.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use aws_endpoint::{Emulator, Options, Requests};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;

/// Makes one request.
type Kind = fn() -> Request<Body>;

const QUEUES: usize = 10_000;
const ROUNDS: usize = 21;
const REQUESTS: u32 = 2_000;
const LEAST: f64 = 0.9;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `cargo test` runs benches too: a look is enough there.
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    let (queues, rounds, requests) = if is_measured {
        (QUEUES, ROUNDS, REQUESTS)
    } else {
        (100, 1, 10)
    };
    let (one, many) = (
        World::with_queues(1).await,
        World::with_queues(queues).await,
    );
    let mut is_kept = true;
    let kinds = [
        ("SendMessage", send_message as Kind),
        ("GetObject", get_object),
    ];
    for (name, request) in kinds {
        let mut ratios: Vec<f64> = Vec::new();
        let (mut rate_of_one, mut rate_of_many) = (0.0_f64, 0.0_f64);
        for _ in 0..rounds {
            let (first, second) = (
                one.rate(requests, request).await,
                many.rate(requests, request).await,
            );
            rate_of_one = rate_of_one.max(first);
            rate_of_many = rate_of_many.max(second);
            ratios.push(second / first);
        }
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios[ratios.len() / 2];
        println!(
            "{name:<12} {rate_of_one:>8.0}/s beside none, {rate_of_many:>8.0}/s beside {queues}: {ratio:.2}"
        );
        is_kept &= ratio >= LEAST || !is_measured;
    }
    one.emulator.shutdown().await;
    many.emulator.shutdown().await;
    if is_kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct World {
    emulator: Emulator,
    requests: Requests,
}

impl World {
    async fn with_queues(queues: usize) -> Self {
        let emulator = Emulator::start(Options::default())
            .await
            .expect("a free port is free");
        let requests = emulator.requests();
        let world = Self { emulator, requests };
        for number in 0..queues {
            let body = format!(r#"{{"QueueName":"q{number}"}}"#);
            world.send(sqs("CreateQueue", body)).await;
            if number % 2 == 1 {
                let body = format!(
                    r#"{{"QueueUrl":"http://h/000000000000/q{number}","MessageBody":"x","DelaySeconds":900}}"#
                );
                world.send(sqs("SendMessage", body)).await;
            }
        }
        world.send(put("/logs", Vec::new())).await;
        world.send(put("/logs/key", vec![b'x'; 1024])).await;
        world
    }

    /// Requests a second.
    #[expect(clippy::disallowed_methods, reason = "a bench measures")]
    async fn rate(&self, requests: u32, request: Kind) -> f64 {
        let began = Instant::now();
        for _ in 0..requests {
            self.send(request()).await;
        }
        let took: Duration = began.elapsed();
        f64::from(requests) / took.as_secs_f64()
    }

    async fn send(&self, request: Request<Body>) {
        let answer = self.requests.send(request).await;
        assert!(answer.status().is_success(), "{answer:?}");
        answer
            .into_body()
            .collect()
            .await
            .expect("the answer is whole");
    }
}

fn send_message() -> Request<Body> {
    let body = r#"{"QueueUrl":"http://h/000000000000/q0","MessageBody":"x"}"#;
    sqs("SendMessage", body.to_owned())
}

fn get_object() -> Request<Body> {
    Request::get("/logs/key")
        .header("host", "127.0.0.1:4566")
        .body(Body::empty())
        .expect("it is sound")
}

fn sqs(operation: &str, body: String) -> Request<Body> {
    Request::post("/")
        .header("host", "127.0.0.1:4566")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("AmazonSQS.{operation}"))
        .body(Body::from(body))
        .expect("it is sound")
}

fn put(path: &str, body: Vec<u8>) -> Request<Body> {
    Request::put(path)
        .header("host", "127.0.0.1:4566")
        .header("content-length", body.len())
        .body(Body::from(body))
        .expect("it is sound")
}
