//! AWS's own metrics over the wire: what the deployment guide's dashboard and alarms read after an invocation.

use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use aws_world::function::{CreateFunction, FunctionCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{FUNCTION, ours, scripted_function};
use crate::wire::{Answer, CBOR_HEADERS, CBOR_PATH, FORM, cbor, send, target};

const QUEUE: &str = "bedrock-metrics-aggregator-dlq";

/// An emulator on a stepped clock, on which a function was called twice, failed once, and a queue holds a message: one minute ago.
struct Scene {
    emulator: Emulator,
    /// In which all that happened.
    minute: Timestamp,
}

impl Scene {
    async fn new() -> Self {
        let emulator = Emulator::start(Options {
            clock: Clock::stepped(),
            ..Options::default()
        });
        let emulator = emulator.await.expect("a free port is free");
        let now = emulator.aws().clock().now();
        let minute = now.as_second() - now.as_second().rem_euclid(60);
        let scene = Self {
            emulator,
            minute: Timestamp::from_second(minute).unwrap(),
        };
        scene.invoke_and_send().await;
        scene
            .emulator
            .aws()
            .clock()
            .advance(Duration::from_secs(60));
        scene
    }

    async fn invoke_and_send(&self) {
        let create = CreateFunction {
            function_name: FUNCTION.to_owned(),
            code: FunctionCode {
                executable_path: Some(scripted_function()),
                ..FunctionCode::default()
            },
            ..CreateFunction::default()
        };
        let aws = self.emulator.aws();
        aws.call(&ours(), create).unwrap();
        let path = format!("POST /2015-03-31/functions/{FUNCTION}/invocations");
        for event in [r#"{"wait":5}"#, r#"{"fail":"no"}"#] {
            let answer = self.send(&path, &[], event.as_bytes()).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        for (operation, body) in [
            ("CreateQueue", json!({"QueueName": QUEUE})),
            (
                "SendMessage",
                json!({"QueueUrl": format!("http://h/000000000000/{QUEUE}"), "MessageBody": "poison"}),
            ),
        ] {
            let headers = [("x-amz-target", format!("AmazonSQS.{operation}"))];
            let headers = [(headers[0].0, headers[0].1.as_str())];
            let answer = self
                .send("POST /", &headers, body.to_string().as_bytes())
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }

    async fn send(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send(&self.emulator, line, headers, body).await
    }

    async fn json(&self, operation: &str, body: Value) -> Value {
        let name = format!("GraniteServiceVersion20100801.{operation}");
        let body = body.to_string();
        let answer = self.send("POST /", &target(&name), body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// From the minute until an hour later.
    fn span(&self) -> (i64, i64) {
        let end = self.minute + SignedDuration::from_hours(1);
        (self.minute.as_second(), end.as_second())
    }
}

#[tokio::test]
async fn the_dashboard_of_the_guide_has_data_after_an_invocation() {
    let scene = Scene::new().await;
    let (start, end) = scene.span();
    let query = |name: &str, stat: &str| {
        json!({
            "Id": name.to_lowercase(),
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/Lambda", "MetricName": name,
                    "Dimensions": [{"Name": "FunctionName", "Value": FUNCTION}],
                },
                "Period": 60, "Stat": stat,
            },
        })
    };
    let queries = [
        query("Invocations", "Sum"),
        query("Errors", "Sum"),
        query("Duration", "Maximum"),
        query("Throttles", "Sum"),
        query("ConcurrentExecutions", "Maximum"),
    ];
    let request = json!({"MetricDataQueries": queries, "StartTime": start, "EndTime": end});
    let answer = scene.json("GetMetricData", request).await;
    let results = answer["MetricDataResults"].as_array().unwrap();
    let value = |position: usize| {
        let moments = results[position]["Timestamps"].as_array().unwrap();
        assert_eq!(moments.len(), 1, "{answer}");
        assert_eq!(
            moments[0].as_f64().map(|moment| moment.to_string()),
            Some(start.to_string())
        );
        results[position]["Values"][0].as_f64().unwrap()
    };
    let counted = [0, 1, 3, 4].map(value);
    assert_eq!(
        counted.map(|value| format!("{value}")),
        ["2", "1", "0", "1"]
    );
    // What the line REPORT says: at least as long as the function waited.
    assert!((5.0..30_000.0).contains(&value(2)), "{answer}");
    scene.emulator.shutdown().await;
}

#[tokio::test]
async fn the_alarms_of_the_guide_have_data_in_every_protocol() {
    let scene = Scene::new().await;
    let (start, end) = scene.span();
    let form = format!(
        "Action=GetMetricStatistics&Version=2010-08-01&Namespace=AWS%2FLambda&MetricName=Errors&Period=300&Statistics.member.1=Sum\
         &Dimensions.member.1.Name=FunctionName&Dimensions.member.1.Value={FUNCTION}&StartTime={}&EndTime={}",
        Timestamp::from_second(start).unwrap(),
        Timestamp::from_second(end).unwrap(),
    );
    let errors = scene.send("POST /", &[FORM], form.as_bytes()).await.text();
    assert!(
        errors.contains("<Sum>1</Sum>") || errors.contains("<Sum>1.0</Sum>"),
        "{errors}"
    );

    let (text, map) = (ciborium::Value::Text, ciborium::Value::Map);
    let entry = |name: &str, value: ciborium::Value| (text(name.to_owned()), value);
    let dimension = map(vec![
        entry("Name", text("QueueName".to_owned())),
        entry("Value", text(QUEUE.to_owned())),
    ]);
    let moment = |second: i64| ciborium::Value::Tag(1, Box::new(second.into()));
    let request = map(vec![
        entry("Namespace", text("AWS/SQS".to_owned())),
        entry(
            "MetricName",
            text("ApproximateNumberOfMessagesVisible".to_owned()),
        ),
        entry("Dimensions", ciborium::Value::Array(vec![dimension])),
        entry("StartTime", moment(start)),
        entry("EndTime", moment(end)),
        entry("Period", 300.into()),
        entry(
            "Statistics",
            ciborium::Value::Array(vec![text("Sum".to_owned())]),
        ),
    ]);
    let line = format!("POST {CBOR_PATH}/GetMetricStatistics");
    let visible = scene.send(&line, &CBOR_HEADERS, &cbor(&request)).await;
    let visible: ciborium::Value = ciborium::from_reader(visible.body.as_slice()).unwrap();
    let shown = format!("{visible:?}");
    assert!(shown.contains("Text(\"Sum\"), Float(1.0)"), "{shown}");

    let listed = scene
        .json("ListMetrics", json!({"Namespace": "AWS/SQS"}))
        .await;
    let names: Vec<&str> = listed["Metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|metric| metric["MetricName"].as_str().unwrap())
        .collect();
    let expected = [
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "NumberOfMessagesSent",
        "SentMessageSize",
    ];
    assert_eq!(names, expected, "{listed}");
    scene.emulator.shutdown().await;
}

/// The function's lines START, END and REPORT.
#[tokio::test]
async fn what_a_function_prints_is_told_of_its_log_group() {
    let scene = Scene::new().await;
    let (start, end) = scene.span();
    let group = format!("/aws/lambda/{FUNCTION}");
    let request = json!({
        "Namespace": "AWS/Logs", "MetricName": "IncomingLogEvents", "Period": 60, "Statistics": ["Sum"],
        "Dimensions": [{"Name": "LogGroupName", "Value": group}], "StartTime": start, "EndTime": end,
    });
    let answer = scene.json("GetMetricStatistics", request).await;
    let events = answer["Datapoints"][0]["Sum"].as_f64().unwrap();
    assert!(events >= 6.0, "{answer}");
    scene.emulator.shutdown().await;
}

/// The next publication is no work, and so does not keep the clock going.
#[tokio::test]
async fn a_world_with_metrics_to_publish_is_idle() {
    let scene = Scene::new().await;
    let next = scene.send("GET /_emulator/clock/next", &[], b"").await;
    assert_eq!(
        next.json()["next"]["what"],
        "a message reaches the end of its retention"
    );
    let line = "POST /_emulator/clock/run-until-idle";
    let went = scene.send(line, &[], b"").await.json();
    assert_eq!(went["steps"], json!([]));
    assert_eq!(went["from"], went["to"]);
    scene.emulator.shutdown().await;
}
