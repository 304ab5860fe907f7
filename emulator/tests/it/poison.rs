//! From a poison message to whoever hears of it, and back: the guide's alarm on its dead-letter queue, on a stepped clock.

use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use aws_world::function::{CreateFunction, FunctionCode};
use aws_world::origin::Origin;
use serde_json::{Value, json};

use crate::support::{FUNCTION, ours, scripted_function};
use crate::wire::{FORM, send, target};

const ACCOUNT: &str = "000000000000";
const DEAD_LETTERS: &str = "bedrock-metrics-aggregator-dlq";
const ALARM: &str = "BedrockMetricsAggregator-DLQ";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts-topic";

struct Scene {
    emulator: Emulator,
}

impl Scene {
    async fn new() -> Self {
        let options = Options {
            clock: Clock::stepped(),
            ..Options::default()
        };
        let emulator = Emulator::start(options).await.expect("a free port is free");
        let scene = Self { emulator };
        scene.make_stack().await;
        scene.make_alarm().await;
        scene
    }

    /// A queue whose messages are dead letters after two visibility timeouts of a minute, and a function.
    async fn make_stack(&self) {
        let function = CreateFunction {
            function_name: FUNCTION.to_owned(),
            code: FunctionCode {
                executable_path: Some(scripted_function()),
                ..FunctionCode::default()
            },
            timeout: Some(30),
            ..CreateFunction::default()
        };
        let aws = self.emulator.aws();
        aws.call(&ours(), function).unwrap();
        self.sqs("CreateQueue", json!({ "QueueName": DEAD_LETTERS }))
            .await;
        let redrive = json!({"deadLetterTargetArn": queue_arn(DEAD_LETTERS), "maxReceiveCount": 2});
        let attributes = json!({"VisibilityTimeout": "60", "RedrivePolicy": redrive.to_string()});
        let logs = json!({"QueueName": "logs", "Attributes": attributes});
        self.sqs("CreateQueue", logs).await;
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": queue_arn("inbox"), "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC}},
        }]});
        let inbox = json!({"QueueName": "inbox", "Attributes": {"Policy": policy.to_string()}});
        self.sqs("CreateQueue", inbox).await;
        let mapping = json!({
            "EventSourceArn": queue_arn("logs"), "FunctionName": FUNCTION,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        });
        let mapping: aws_world::function::CreateEventSourceMapping =
            serde_json::from_value(mapping).unwrap();
        aws.call(&Origin::default(), mapping).unwrap();
    }

    /// As the guide makes it, with whoever hears that all is well again.
    async fn make_alarm(&self) {
        self.query("sns", "CreateTopic&Name=alerts-topic").await;
        let subscribe = format!(
            "Subscribe&TopicArn={TOPIC}&Protocol=sqs&Endpoint={}",
            queue_arn("inbox")
        );
        self.query("sns", &subscribe).await;
        let alarm = json!({
            "AlarmName": ALARM, "AlarmDescription": "Alarm when messages appear in DLQ",
            "MetricName": "ApproximateNumberOfMessagesVisible", "Namespace": "AWS/SQS", "Statistic": "Sum",
            "Period": 300, "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "Dimensions": [{"Name": "QueueName", "Value": DEAD_LETTERS}], "EvaluationPeriods": 1,
            "AlarmActions": [TOPIC], "OKActions": [TOPIC],
        });
        self.ask("GraniteServiceVersion20100801.PutMetricAlarm", alarm)
            .await;
    }

    async fn ask(&self, name: &str, body: Value) -> Value {
        let body = body.to_string();
        let answer = send(&self.emulator, "POST /", &target(name), body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        if answer.body.is_empty() {
            return Value::Null;
        }
        answer.json()
    }

    async fn sqs(&self, operation: &str, body: Value) -> Value {
        self.ask(&format!("AmazonSQS.{operation}"), body).await
    }

    async fn query(&self, service: &str, action: &str) {
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260419/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=ab"
        );
        let body = format!("Version=2010-03-31&Action={action}");
        let headers = [FORM, ("authorization", signed.as_str())];
        let answer = send(&self.emulator, "POST /", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{action}: {}", answer.text());
    }

    async fn run_until_idle(&self) {
        let line = "POST /_emulator/clock/run-until-idle";
        let went = send(&self.emulator, line, &[], b"").await;
        assert_eq!(went.status, 200, "{}", went.text());
    }

    fn now(&self) -> i64 {
        self.emulator.aws().clock().now().as_second()
    }

    async fn advance(&self, seconds: u64) {
        let clock = self.emulator.aws().clock();
        clock.advance(Duration::from_secs(seconds));
        // A call, so that what was due has happened.
        self.alarm().await;
    }

    async fn alarm(&self) -> Value {
        let describe = json!({ "AlarmNames": [ALARM] });
        let name = "GraniteServiceVersion20100801.DescribeAlarms";
        self.ask(name, describe).await["MetricAlarms"][0].clone()
    }

    /// Advances a minute at a time until the alarm is in this state, and gives how many.
    async fn minutes_until(&self, state: &str) -> u32 {
        for minutes in 0..20 {
            if self.alarm().await["StateValue"] == state {
                return minutes;
            }
            self.advance(60).await;
        }
        panic!("not {state}: {}", self.alarm().await);
    }

    /// The letters that the topic's queue has, and AWS's messages in them.
    async fn letters(&self) -> Vec<(Value, Value)> {
        let receive = json!({"QueueUrl": queue_url("inbox"), "MaxNumberOfMessages": 10});
        let received = self.sqs("ReceiveMessage", receive).await;
        let messages = received["Messages"].as_array().cloned().unwrap_or_default();
        let letters = messages.iter().map(|message| {
            let letter: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            let told = serde_json::from_str(letter["Message"].as_str().unwrap()).unwrap();
            (letter, told)
        });
        letters.collect()
    }
}

fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:{ACCOUNT}:{name}")
}

fn queue_url(name: &str) -> String {
    format!("http://h/{ACCOUNT}/{name}")
}

#[tokio::test]
async fn a_poison_message_is_heard_of_and_its_end_too() {
    let scene = Scene::new().await;
    let began = scene.now();
    let real = scene.emulator.aws().clock().stopwatch();
    let poison = json!({"QueueUrl": queue_url("logs"), "MessageBody": r#"{"fail":"no"}"#});
    scene.sqs("SendMessage", poison).await;
    scene.run_until_idle().await;
    assert_eq!(scene.now() - began, 120, "two visibility timeouts");

    // The next whole minute tells how many dead letters there are, and the alarm looks at it.
    let minute = (scene.now() / 60 + 1) * 60;
    scene
        .advance(u64::try_from(minute - scene.now()).unwrap())
        .await;
    let alarm = scene.alarm().await;
    assert_eq!(alarm["StateValue"], "ALARM", "{alarm}");
    let updated = alarm["StateUpdatedTimestamp"].as_f64().unwrap();
    assert_eq!(updated.to_string(), minute.to_string(), "{alarm}");
    let letters = scene.letters().await;
    let (letter, told) = letters.last().expect("the topic's queue heard");
    let subject = format!(r#"ALARM: "{ALARM}" in US East (N. Virginia)"#);
    assert_eq!(letter["Subject"], subject.as_str());
    assert_eq!(letter["TopicArn"], TOPIC);
    assert_eq!(told["AlarmName"], ALARM);
    assert_eq!(told["AWSAccountId"], ACCOUNT);
    assert_eq!(told["NewStateValue"], "ALARM");
    assert_eq!(told["Region"], "US East (N. Virginia)");
    assert_eq!(
        told["Trigger"]["MetricName"],
        "ApproximateNumberOfMessagesVisible"
    );
    assert_eq!(told["Trigger"]["Dimensions"][0]["value"], DEAD_LETTERS);

    scene
        .sqs("PurgeQueue", json!({ "QueueUrl": queue_url(DEAD_LETTERS) }))
        .await;
    let minutes = scene.minutes_until("OK").await;
    assert!((1..=6).contains(&minutes), "{minutes}");
    let letters = scene.letters().await;
    let heard = letters
        .iter()
        .find(|(_, told)| told["NewStateValue"] == "OK");
    assert!(heard.is_some(), "{letters:?}");
    assert!(
        real.elapsed() < Duration::from_secs(20),
        "nobody waits for minutes"
    );
    scene.emulator.shutdown().await;
}
