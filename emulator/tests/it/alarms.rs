//! Alarms from outside: in the three protocols, and from a metric by a topic to a queue.

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use serde_json::{Value, json};

use crate::wire::{Answer, CBOR_HEADERS, FORM, send, target};

const ALARM: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";

async fn start() -> Emulator {
    let options = Options {
        clock: Clock::stepped(),
        ..Options::default()
    };
    Emulator::start(options).await.expect("a free port is free")
}

async fn json(emulator: &Emulator, operation: &str, body: Value) -> Answer {
    let operation = format!("GraniteServiceVersion20100801.{operation}");
    send(
        emulator,
        "POST /",
        &target(&operation),
        body.to_string().as_bytes(),
    )
    .await
}

async fn query(emulator: &Emulator, body: &str) -> Answer {
    send(emulator, "POST /", &[FORM], body.as_bytes()).await
}

async fn cbor(emulator: &Emulator, operation: &str, body: Value) -> Answer {
    let line = format!("POST /service/GraniteServiceVersion20100801/operation/{operation}");
    let mut bytes = Vec::new();
    ciborium::into_writer(&body, &mut bytes).unwrap();
    send(emulator, &line, &CBOR_HEADERS, &bytes).await
}

async fn pass(emulator: &Emulator, span: &str) {
    let body = json!({"advance": span}).to_string();
    let moved = send(emulator, "POST /_emulator/clock", &[], body.as_bytes()).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
}

fn alarm(name: &str, extra: Value) -> Value {
    let mut request = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 2.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    let (members, Value::Object(extra)) = (request.as_object_mut().unwrap(), extra) else {
        panic!("extra members are an object");
    };
    members.extend(extra);
    request
}

/// As Terraform sends it.
const QUERY_ALARM: &str = "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=query&Namespace=N&MetricName=m\
    &Statistic=Sum&Period=60&EvaluationPeriods=1&Threshold=2&ComparisonOperator=GreaterThanThreshold\
    &ActionsEnabled=true&AlarmDescription=a%20b&TreatMissingData=notBreaching&DatapointsToAlarm=1\
    &Dimensions.member.1.Name=d&Dimensions.member.1.Value=v&OKActions=\
    &AlarmActions.member.1=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Aalerts\
    &Tags.member.1.Key=team&Tags.member.1.Value=blue";

#[tokio::test]
async fn alarms_are_put_and_described_in_three_protocols() {
    let emulator = start().await;
    let put = query(&emulator, QUERY_ALARM).await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert!(
        put.text().contains("<PutMetricAlarmResponse"),
        "{}",
        put.text()
    );
    let put = json(&emulator, "PutMetricAlarm", alarm("json", json!({}))).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let put = cbor(
        &emulator,
        "PutMetricAlarm",
        alarm("cbor", json!({"Threshold": 2})),
    )
    .await;
    assert_eq!(put.status, 200, "{}", put.text());
    assert!(put.body.is_empty());
    let rule = json!({"AlarmName": "both", "AlarmRule": "ALARM(json) AND ALARM(\"cbor\")"});
    let put = cbor(&emulator, "PutCompositeAlarm", rule).await;
    assert_eq!(put.status, 200, "{}", put.text());

    let described = json(&emulator, "DescribeAlarms", json!({})).await.json();
    let names: Vec<&Value> = described["MetricAlarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|alarm| &alarm["AlarmName"])
        .collect();
    assert_eq!(names, ["cbor", "json", "query"]);
    let of_query = &described["MetricAlarms"][2];
    assert_eq!(of_query["AlarmDescription"], "a b");
    assert_eq!(of_query["Dimensions"], json!([{"Name": "d", "Value": "v"}]));
    assert_eq!(of_query["AlarmActions"], json!([TOPIC]));
    assert_eq!(of_query["OKActions"], json!([]));
    assert_eq!(of_query["DatapointsToAlarm"], 1);

    let described = query(
        &emulator,
        "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=json&AlarmNames.member.2=both\
         &AlarmTypes.member.1=MetricAlarm&AlarmTypes.member.2=CompositeAlarm",
    )
    .await;
    let text = described.text();
    for part in [
        "<MetricAlarms><member><AlarmName>json</AlarmName>",
        "<StateValue>INSUFFICIENT_DATA</StateValue>",
        "<Threshold>2.0</Threshold>",
        "<ComparisonOperator>GreaterThanThreshold</ComparisonOperator>",
        "<AlarmRule>ALARM(json) AND ALARM(&quot;cbor&quot;)</AlarmRule>",
        "<ActionsEnabled>true</ActionsEnabled>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    let described = cbor(&emulator, "DescribeAlarms", json!({"AlarmNames": ["cbor"]})).await;
    let reply: ciborium::Value = ciborium::from_reader(described.body.as_slice()).unwrap();
    let text = format!("{reply:?}");
    assert!(
        text.contains(r#"(Text("Threshold"), Float(2.0))"#),
        "{text}"
    );
    assert!(
        text.contains(r#"(Text("StateUpdatedTimestamp"), Tag(1, "#),
        "{text}"
    );

    let tags = json!({"ResourceARN": format!("{ALARM}query")});
    let tags = json(&emulator, "ListTagsForResource", tags).await.json();
    assert_eq!(tags["Tags"], json!([{"Key": "team", "Value": "blue"}]));
}

#[tokio::test]
async fn what_is_refused_has_awss_codes() {
    let emulator = start().await;
    let absent = json!({"AlarmName": "a", "StateValue": "OK", "StateReason": "r"});
    let refused = json(&emulator, "SetAlarmState", absent.clone()).await;
    assert_eq!(refused.status, 404);
    assert_eq!(
        refused.header("x-amzn-query-error"),
        Some("ResourceNotFound;Sender")
    );
    assert_eq!(
        refused.json()["__type"],
        "com.amazonaws.cloudwatch#ResourceNotFound"
    );
    let refused = cbor(&emulator, "SetAlarmState", absent).await;
    assert_eq!(refused.status, 404);
    let refused = query(
        &emulator,
        "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a",
    )
    .await;
    assert_eq!(refused.status, 400);
    let text = refused.text();
    assert!(text.contains("<Code>MissingParameter</Code>"), "{text}");
    let put = json(&emulator, "PutMetricAlarm", alarm("a", json!({}))).await;
    assert_eq!(put.status, 200);
    let no_json =
        json!({"AlarmName": "a", "StateValue": "OK", "StateReason": "r", "StateReasonData": "{"});
    let refused = json(&emulator, "SetAlarmState", no_json).await;
    assert_eq!(
        refused.header("x-amzn-query-error"),
        Some("InvalidFormat;Sender")
    );
    let refused = json(
        &emulator,
        "PutMetricAlarm",
        alarm("a", json!({"Period": 45})),
    )
    .await;
    assert_eq!(
        refused.header("x-amzn-query-error"),
        Some("ValidationError;Sender")
    );
    let unread = json!({"WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 5}});
    let refused = json(&emulator, "PutMetricAlarm", alarm("a", unread)).await;
    assert!(
        refused.text().contains("WarmUpConfiguration"),
        "{}",
        refused.text()
    );
    let tags = json!({"ResourceARN": format!("{ALARM}b")});
    let refused = json(&emulator, "ListTagsForResource", tags).await;
    assert_eq!(
        (refused.status, refused.header("x-amzn-query-error")),
        (404, Some("ResourceNotFoundException;Sender"))
    );
}

async fn sqs(emulator: &Emulator, operation: &str, body: Value) -> Value {
    let operation = format!("AmazonSQS.{operation}");
    let answer = send(
        emulator,
        "POST /",
        &target(&operation),
        body.to_string().as_bytes(),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The notification that the queue has got, if any, which is then gone.
async fn heard(emulator: &Emulator, url: &Value) -> Option<Value> {
    let received = sqs(emulator, "ReceiveMessage", json!({"QueueUrl": url})).await;
    let message = &received["Messages"][0];
    let body = message["Body"].as_str()?;
    let delete = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
    let delete = delete.to_string();
    let deleted = send(
        emulator,
        "POST /",
        &target("AmazonSQS.DeleteMessage"),
        delete.as_bytes(),
    )
    .await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    Some(serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn a_queue_hears_of_an_alarm_when_the_clock_is_moved() {
    let emulator = start().await;
    query(
        &emulator,
        "Action=CreateTopic&Version=2010-03-31&Name=alerts",
    )
    .await;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": "*",
        }],
    });
    let create = json!({"QueueName": "heard", "Attributes": {"Policy": policy.to_string()}});
    let url = sqs(&emulator, "CreateQueue", create).await["QueueUrl"].clone();
    let subscribed = query(
        &emulator,
        &format!(
            "Action=Subscribe&Version=2010-03-31&TopicArn={TOPIC}&Protocol=sqs\
             &Endpoint=arn:aws:sqs:us-east-1:000000000000:heard"
        ),
    )
    .await;
    assert_eq!(subscribed.status, 200, "{}", subscribed.text());
    let actions = json!({
        "AlarmActions": [TOPIC], "OKActions": [TOPIC], "TreatMissingData": "notBreaching",
    });
    json(&emulator, "PutMetricAlarm", alarm("a", actions)).await;
    let data = json!({"Namespace": "N", "MetricData": [{"MetricName": "m", "Value": 5.0}]});
    let put = json(&emulator, "PutMetricData", data).await;
    assert_eq!(put.status, 200, "{}", put.text());

    // That alarms look is nothing to wait for, or this would never come to rest.
    let idle = send(&emulator, "POST /_emulator/clock/run-until-idle", &[], b"").await;
    assert_eq!(idle.json()["steps"], json!([]), "{}", idle.text());
    assert_eq!(heard(&emulator, &url).await, None);
    let next = send(&emulator, "GET /_emulator/clock/next", &[], b"")
        .await
        .json();
    assert_eq!(next["next"]["whom"], format!("{ALARM}a"));

    pass(&emulator, "1m").await;
    let notification = heard(&emulator, &url).await.expect("the alarm goes off");
    assert_eq!(
        notification["Subject"],
        "ALARM: \"a\" in US East (N. Virginia)"
    );
    let message = notification["Message"].as_str().unwrap();
    let message: Value = serde_json::from_str(message).unwrap();
    assert_eq!(message["NewStateValue"], "ALARM");
    assert_eq!(message["OldStateValue"], "INSUFFICIENT_DATA");
    assert_eq!(message["Trigger"]["Statistic"], "SUM");
    assert_eq!(heard(&emulator, &url).await, None, "once");

    pass(&emulator, "5m").await;
    let notification = heard(&emulator, &url).await.expect("and comes to rest");
    assert_eq!(
        notification["Subject"],
        "OK: \"a\" in US East (N. Virginia)"
    );
}
