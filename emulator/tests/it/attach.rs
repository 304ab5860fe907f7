//! Processes that somebody starts in the place of a function's deployed code, by clients of every kind.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use aws_endpoint::runtime::attach::told::{Told, What};
use aws_endpoint::runtime::attach::{AttachError, DEADLINE_AFTER};
use aws_endpoint::runtime::{InvokeError, Outcome, Runtime};
use aws_world::function::{CreateEventSourceMapping, CreateFunction, FunctionCode, FunctionName};
use aws_world::origin::{Home, Origin};
use aws_world::queue::{CreateQueue, SendMessage};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::broadcast;

use crate::support::{FUNCTION, Stage, function_name, ours, scripted_function};

/// How long what is told may take to come: long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

const NEXT: &str = "/2018-06-01/runtime/invocation/next";

/// A stage to whose function a process may be attached.
struct Scene {
    stage: Stage,
    told: broadcast::Receiver<Told>,
    environment: BTreeMap<String, String>,
}

impl Scene {
    async fn new(timeout_seconds: u32) -> Self {
        let stage = Stage::with_function(timeout_seconds, &[("LOG_LEVEL", "INFO")]);
        let told = stage.runtime.follow_attached();
        let environment = open(&stage).await;
        Self {
            stage,
            told,
            environment,
        }
    }

    /// The scripted function, started as a user starts it, and waits until it is attached.
    async fn start(&mut self, extra: &[(&str, &str)]) -> Child {
        let child = self.spawn(extra);
        let attached = self
            .heard(|what| matches!(what, What::Attached { .. }))
            .await;
        assert_eq!(
            attached,
            What::Attached {
                process_id: child.id(),
                timeout: self.timeout()
            }
        );
        child
    }

    fn spawn(&self, extra: &[(&str, &str)]) -> Child {
        Command::new(scripted_function())
            .env_clear()
            .envs(&self.environment)
            .envs(extra.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("it runs")
    }

    fn timeout(&self) -> Duration {
        self.stage.aws.inspect(|world| {
            let functions = &world.local(&Home::default()).unwrap().functions;
            functions.get(&function_name()).unwrap().timeout
        })
    }

    /// The first that is told from now on and looks like this.
    async fn heard(&mut self, is_meant: impl Fn(&What) -> bool) -> What {
        let hear = async {
            loop {
                let Told { function, what } = self.told.recv().await.expect("the runtime is there");
                assert_eq!(function, function_name());
                if is_meant(&what) {
                    return what;
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hear).await;
        heard.expect("it is told")
    }

    async fn connect(&self) -> Client {
        Client::connect(&self.environment["AWS_LAMBDA_RUNTIME_API"]).await
    }

    /// A client that asks for an invocation, and is attached.
    async fn attach_by_hand(&mut self) -> Client {
        let mut client = self.connect().await;
        client.ask().await;
        self.heard(|what| matches!(what, What::Attached { .. }))
            .await;
        client
    }
}

async fn open(stage: &Stage) -> BTreeMap<String, String> {
    let (home, name) = (Home::default(), function_name());
    let opened = stage.runtime.attach(&home, &name, Some(0)).await;
    opened.expect("a port is free")
}

async fn invoke(stage: &Stage, event: Value) -> Outcome {
    let run = run(stage.runtime.clone(), function_name(), event).await;
    run.expect("the function can be invoked")
}

async fn run(runtime: Runtime, name: FunctionName, event: Value) -> Result<Outcome, InvokeError> {
    let event = event.to_string().into();
    let invocation = runtime.invoke(&Home::default(), &name, event).await?;
    Ok(invocation.outcome)
}

async fn answer(stage: &Stage, event: Value) -> Value {
    match invoke(stage, event).await {
        Outcome::Response(answer) => serde_json::from_slice(&answer).expect("an answer is JSON"),
        other => panic!("{other:?}"),
    }
}

/// The process on which an invocation ran.
async fn process_of(stage: &Stage) -> u64 {
    let described = answer(stage, json!("describe")).await;
    described["process_id"].as_u64().expect("a number")
}

/// A runtime client written by hand.
struct Client {
    stream: BufReader<TcpStream>,
}

#[derive(Debug)]
struct Reply {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Client {
    async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        Self {
            stream: BufReader::new(stream),
        }
    }

    async fn send(&mut self, request: &str) {
        self.stream
            .get_mut()
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
    }

    async fn ask(&mut self) {
        self.send(&format!("GET {NEXT} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            .await;
    }

    async fn tell(&mut self, request_id: &str, what: &str, body: &str) -> Reply {
        let length = body.len();
        self.send(&format!(
            "POST /2018-06-01/runtime/invocation/{request_id}/{what} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
        .await;
        self.reply().await
    }

    async fn reply(&mut self) -> Reply {
        let reply = tokio::time::timeout(PATIENCE, self.read_reply()).await;
        reply.expect("an answer comes")
    }

    async fn read_reply(&mut self) -> Reply {
        let status = self.line().await;
        let mut headers = BTreeMap::new();
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").expect("it is told");
        let mut body = vec![0; length.parse().expect("a number")];
        self.stream
            .read_exact(&mut body)
            .await
            .expect("it is whole");
        Reply {
            status: status.split(' ').nth(1).unwrap().parse().unwrap(),
            headers,
            body: String::from_utf8(body).expect("a text"),
        }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.expect("a line");
        line.trim_end().to_owned()
    }
}

impl Reply {
    fn request_id(&self) -> &str {
        &self.headers["lambda-runtime-aws-request-id"]
    }
}

#[tokio::test]
async fn an_attached_process_takes_every_invocation_in_the_functions_environment() {
    let mut scene = Scene::new(30).await;
    let deployed = process_of(&scene.stage).await;
    let child = scene.start(&[]).await;
    for _ in 0..2 {
        let described = answer(&scene.stage, json!("describe")).await;
        assert_eq!(described["process_id"].as_u64(), child.id().map(u64::from));
        assert_ne!(described["process_id"].as_u64(), Some(deployed));
        let environment = &described["environment"];
        assert_eq!(environment["LOG_LEVEL"], "INFO");
        assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], FUNCTION);
        assert_eq!(environment["AWS_REGION"], "us-east-1");
        assert_eq!(environment.get("PATH"), None, "the shell's stays");
    }
    let again = open(&scene.stage).await;
    assert_eq!(again, scene.environment, "asked again it is the same");
}

#[tokio::test]
async fn an_attached_process_that_reports_an_error_stays_attached_and_its_log_has_the_usual_lines()
{
    let mut scene = Scene::new(30).await;
    let _child = scene.start(&[]).await;
    let failed = invoke(&scene.stage, json!({ "fail": "out of luck" })).await;
    assert!(matches!(failed, Outcome::Failure(_)), "{failed:?}");
    let told = scene
        .heard(|what| matches!(what, What::Answered { .. }))
        .await;
    assert!(matches!(told, What::Answered { is_error: true, .. }));
    invoke(&scene.stage, json!({ "print": ["to its own terminal"] })).await;
    let log = scene.stage.log();
    let shape: Vec<_> = log
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(shape, ["START", "END", "REPORT", "START", "END", "REPORT"]);
}

#[tokio::test]
async fn invocations_come_one_at_a_time_and_the_others_wait() {
    let mut scene = Scene::new(30).await;
    let mut client = scene.attach_by_hand().await;
    let drive = async {
        for number in 0..3 {
            let event = client.reply().await;
            assert_eq!(
                scene.stage.runtime.processes(),
                [],
                "nothing runs beside it"
            );
            let told = client
                .tell(event.request_id(), "response", &event.body)
                .await;
            assert_eq!(told.status, 202, "{number}");
            client.ask().await;
        }
    };
    let (first, second, third, ()) = tokio::join!(
        answer(&scene.stage, json!(1)),
        answer(&scene.stage, json!(2)),
        answer(&scene.stage, json!(3)),
        drive
    );
    assert_eq!([first, second, third], [json!(1), json!(2), json!(3)]);
}

#[tokio::test]
async fn a_process_that_ends_gives_its_invocation_back_and_the_deployed_code_takes_over() {
    let mut scene = Scene::new(30).await;
    let mut child = scene.start(&[]).await;
    let process_id = child.id().map(u64::from);
    let Outcome::Failure(failure) = invoke(&scene.stage, json!({ "exit": 3 })).await else {
        panic!("it has no answer");
    };
    let message = failure.message().expect("it has one");
    assert!(
        message.ends_with("Error: Runtime exited without providing a reason"),
        "{message}"
    );
    let payload: Value = serde_json::from_slice(&failure.payload).unwrap();
    assert_eq!(payload["errorType"], "Runtime.ExitError");
    scene.heard(|what| *what == What::Detached).await;
    child.wait().await.expect("it ended");
    assert_ne!(Some(process_of(&scene.stage).await), process_id);
    // And back again.
    let child = scene.start(&[]).await;
    assert_eq!(
        Some(process_of(&scene.stage).await),
        child.id().map(u64::from)
    );
}

#[tokio::test]
async fn a_process_that_ends_while_it_waits_costs_nobody_an_invocation() {
    let mut scene = Scene::new(30).await;
    let mut child = scene.start(&[]).await;
    child.kill().await.expect("it runs");
    scene.heard(|what| *what == What::Detached).await;
    process_of(&scene.stage).await;
}

#[tokio::test]
async fn messages_of_a_process_that_ends_return_to_their_queue_as_on_aws() {
    let mut scene = Scene::new(30).await;
    let mut child = scene.start(&[("SCRIPT_STEP", r#""hang""#)]).await;
    let queue = CreateQueue {
        queue_name: "logs".to_owned(),
        ..CreateQueue::default()
    };
    scene.stage.aws.call(&Origin::default(), queue).unwrap();
    let mapping = CreateEventSourceMapping {
        event_source_arn: "arn:aws:sqs:us-east-1:000000000000:logs".to_owned(),
        function_name: FUNCTION.to_owned(),
        batch_size: Some(1),
        ..CreateEventSourceMapping::default()
    };
    scene.stage.aws.call(&Origin::default(), mapping).unwrap();
    for body in ["a", "b"] {
        let send = SendMessage {
            queue_url: "http://localhost/000000000000/logs".to_owned(),
            message_body: body.into(),
            ..SendMessage::default()
        };
        scene.stage.aws.call(&Origin::default(), send).unwrap();
    }
    scene.heard(|what| matches!(what, What::Given { .. })).await;
    let counts = |scene: &Scene| {
        let now = scene.stage.aws.clock().now();
        scene.stage.aws.inspect(|world| {
            let local = world.local(&Home::default()).unwrap();
            local.queues.counts("logs", now).unwrap()
        })
    };
    let waiting = counts(&scene);
    assert_eq!(
        (waiting.visible, waiting.in_flight),
        (1, 1),
        "one at a time"
    );
    child.kill().await.expect("it runs");
    scene
        .heard(|what| matches!(what, What::GivenBack { .. }))
        .await;
    // The other is the deployed code's at once, and this one's when its visibility timeout has ended.
    let ran = |scene: &Scene, line: &'static str| {
        let log = scene.stage.log();
        if log.iter().any(|told| told == line) {
            Ok(())
        } else {
            Err(log)
        }
    };
    scene
        .stage
        .until(|_| ran(&scene, "message b receive 1"))
        .await;
    scene
        .stage
        .until(|_| match counts(&scene) {
            left if (left.visible, left.in_flight) == (0, 1) => Ok(()),
            left => Err(left),
        })
        .await;
    scene.stage.aws.clock().advance(Duration::from_secs(30));
    scene
        .stage
        .until(|_| ran(&scene, "message a receive 2"))
        .await;
}

#[tokio::test]
async fn a_second_process_is_refused_in_words() {
    let mut scene = Scene::new(30).await;
    let child = scene.start(&[]).await;
    let mut second = scene.connect().await;
    second.ask().await;
    let refused = second.reply().await;
    assert_eq!(refused.status, 403);
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body["errorType"], "Emulator.AlreadyAttached");
    let message = body["errorMessage"].as_str().unwrap();
    let first = format!(
        "process {} is attached to this function already",
        child.id().unwrap()
    );
    assert!(message.starts_with(&first), "{message}");
    scene
        .heard(|what| matches!(what, What::Refused { .. }))
        .await;
    assert_eq!(
        Some(process_of(&scene.stage).await),
        child.id().map(u64::from)
    );
}

#[tokio::test]
async fn the_time_out_is_suspended_and_the_deadline_is_a_day_away() {
    let mut scene = Scene::new(1).await;
    // What tells that a second has passed: a function of the same time-out whose deployed code hangs.
    let beside = CreateFunction {
        function_name: "beside".to_owned(),
        code: FunctionCode {
            executable_path: Some(scripted_function()),
            ..FunctionCode::default()
        },
        timeout: Some(1),
        ..CreateFunction::default()
    };
    scene.stage.aws.call(&ours(), beside).unwrap();
    let mut client = scene.attach_by_hand().await;
    let drive = async {
        let event = client.reply().await;
        let now = scene.stage.aws.clock().system_now();
        let deadline: i64 = event.headers["lambda-runtime-deadline-ms"].parse().unwrap();
        let left = deadline - now.as_millisecond();
        let day = i64::try_from(DEADLINE_AFTER.as_millis()).unwrap();
        assert!((day - 60_000..=day).contains(&left), "{left}");
        let name = FunctionName::new("beside").unwrap();
        let hangs = run(scene.stage.runtime.clone(), name, json!("hang")).await;
        let Ok(Outcome::Failure(timed_out)) = hangs else {
            panic!("it hangs");
        };
        assert!(timed_out.message().unwrap().contains("timed out"));
        client
            .tell(event.request_id(), "response", "\"late\"")
            .await
    };
    let (answered, told) = tokio::join!(answer(&scene.stage, json!({})), drive);
    assert_eq!((answered, told.status), (json!("late"), 202));
}

#[tokio::test]
async fn a_client_of_http_1_0_with_a_connection_for_each_request_works() {
    let scene = Scene::new(30).await;
    let drive = async {
        for _ in 0..2 {
            let mut asking = scene.connect().await;
            // No Host, no keep-alive: the connection ends with the answer.
            asking.send(&format!("GET {NEXT} HTTP/1.0\r\n\r\n")).await;
            let event = asking.reply().await;
            drop(asking);
            let mut telling = scene.connect().await;
            let path = format!(
                "/2018-06-01/runtime/invocation/{}/response",
                event.request_id()
            );
            let body = &event.body;
            telling
                .send(&format!(
                    "POST {path} HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                ))
                .await;
            assert_eq!(telling.reply().await.status, 202);
        }
    };
    let invocations = async {
        let first = answer_when_attached(&scene, json!(1)).await;
        (first, answer(&scene.stage, json!(2)).await)
    };
    let (answers, ()) = tokio::join!(invocations, drive);
    assert_eq!(answers, (json!(1), json!(2)));
    assert_eq!(
        scene.stage.runtime.processes(),
        [],
        "the deployed code had none"
    );
}

/// As [`answer`], once somebody is attached.
async fn answer_when_attached(scene: &Scene, event: Value) -> Value {
    let mut told = scene.told.resubscribe();
    told.recv().await.expect("somebody attaches");
    answer(&scene.stage, event).await
}

#[tokio::test]
async fn a_pool_that_drops_its_idle_connection_is_still_the_process_that_answers() {
    let mut scene = Scene::new(30).await;
    let mut client = scene.attach_by_hand().await;
    let drive = async {
        let event = client.reply().await;
        drop(client);
        let mut other = scene.connect().await;
        other
            .tell(event.request_id(), "response", "\"by another one\"")
            .await
    };
    let (answered, told) = tokio::join!(answer(&scene.stage, json!({})), drive);
    assert_eq!((answered, told.status), (json!("by another one"), 202));
}

#[tokio::test]
async fn a_script_that_never_answers_loses_its_invocation_to_the_next_that_asks() {
    let mut scene = Scene::new(30).await;
    let (host, port) = scene.environment["AWS_LAMBDA_RUNTIME_API"]
        .split_once(':')
        .unwrap();
    // A process of its own for the one request, as curl is, which ends with it.
    let script = format!(
        "exec 3<>/dev/tcp/{host}/{port}; printf 'GET {NEXT} HTTP/1.0\\r\\nUser-Agent: curl/8\\r\\n\\r\\n' >&3; cat <&3 >/dev/null"
    );
    let mut curl = Command::new("bash")
        .args(["-c", &script])
        .spawn()
        .expect("bash runs");
    scene
        .heard(|what| matches!(what, What::Attached { .. }))
        .await;
    let runtime = scene.stage.runtime.clone();
    let first = tokio::spawn(run(runtime, function_name(), json!(1)));
    curl.wait().await.expect("it ends with its answer");
    scene.heard(|what| matches!(what, What::Given { .. })).await;
    let mut next = scene.connect().await;
    next.ask().await;
    let Ok(Outcome::Failure(failure)) = first.await.unwrap() else {
        panic!("nobody answered");
    };
    assert!(failure.message().unwrap().contains("Runtime exited"));
    let drive = async {
        let event = next.reply().await;
        next.tell(event.request_id(), "error", "{\"errorMessage\":\"mine\"}")
            .await
    };
    let (second, _) = tokio::join!(invoke(&scene.stage, json!(2)), drive);
    assert!(
        matches!(second, Outcome::Failure(failure) if failure.message().as_deref() == Some("mine"))
    );
}

#[tokio::test]
async fn an_answer_to_another_invocation_is_refused_as_on_aws() {
    let scene = Scene::new(30).await;
    let mut client = scene.connect().await;
    let refused = client.tell("8f5c", "response", "{}").await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.body.contains("InvalidRequestID"),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn a_page_in_a_browser_takes_no_invocations_away() {
    let mut scene = Scene::new(30).await;
    for header in [
        "Host: localhost\r\nOrigin: https://evil.example",
        "Host: evil.example",
    ] {
        let mut page = scene.connect().await;
        page.send(&format!("GET {NEXT} HTTP/1.1\r\n{header}\r\n\r\n"))
            .await;
        assert_eq!(page.reply().await.status, 403, "{header}");
    }
    process_of(&scene.stage).await;
    assert!(scene.told.try_recv().is_err(), "nobody was attached");
}

#[tokio::test]
async fn a_function_has_one_port_and_a_port_one_function() {
    let scene = Scene::new(30).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port();
    let name = function_name();
    let elsewhere = scene
        .stage
        .runtime
        .attach(&Home::default(), &name, Some(taken))
        .await;
    assert!(
        matches!(elsewhere, Err(AttachError::Elsewhere { .. })),
        "{elsewhere:?}"
    );
    let same = scene
        .stage
        .runtime
        .attach(&Home::default(), &name, None)
        .await;
    assert_eq!(same.unwrap(), scene.environment);
}

#[tokio::test]
async fn a_port_that_is_taken_and_a_function_that_is_not_there_are_named() {
    let stage = Stage::with_function(30, &[]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let attach = async |name: &str, port| {
        let name = FunctionName::new(name).unwrap();
        let opened = stage.runtime.attach(&Home::default(), &name, port).await;
        opened.map(drop).unwrap_err().to_string()
    };
    assert_eq!(
        attach(FUNCTION, Some(port)).await,
        format!("port {port} is taken")
    );
    assert_eq!(
        attach("absent", Some(0)).await,
        "there is no function absent"
    );
}

#[tokio::test]
async fn stopping_ends_the_connections_of_attached_processes() {
    let mut scene = Scene::new(30).await;
    let mut client = scene.attach_by_hand().await;
    let hanging = run(scene.stage.runtime.clone(), function_name(), json!(1));
    let stop = async {
        client.reply().await;
        scene.stage.runtime.stop();
        let mut rest = Vec::new();
        client
            .stream
            .read_to_end(&mut rest)
            .await
            .expect("it is hung up on");
    };
    let (lost, ()) = tokio::join!(hanging, stop);
    assert_eq!(lost.unwrap_err().to_string(), "the emulator is stopping");
}
