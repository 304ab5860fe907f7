//! Metric math and dashboards over the wire, in the three protocols that CloudWatch speaks.

use aws_endpoint::Emulator;
use ciborium::Value as Cbor;
use serde_json::{Value, json};

use crate::wire::{Answer, CBOR_HEADERS, CBOR_PATH, FORM, cbor, send, start, target, text_map};

/// The three protocols.
const PROTOCOLS: [&str; 3] = ["json", "query", "cbor"];

/// A request whose members are texts, and lists of texts, in one of the protocols.
async fn call(
    emulator: &Emulator,
    protocol: &str,
    operation: &str,
    members: &[(&str, &str)],
) -> Answer {
    match protocol {
        "json" => {
            let members = members
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value)));
            json_call(emulator, operation, &Value::Object(members.collect())).await
        }
        "query" => {
            let action = [("Action", operation), ("Version", "2010-08-01")];
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(action).extend_pairs(members);
            send(emulator, "POST /", &[FORM], form.finish().as_bytes()).await
        }
        _ => cbor_call(emulator, operation, &text_map(members)).await,
    }
}

async fn json_call(emulator: &Emulator, operation: &str, body: &Value) -> Answer {
    let target_of_call = format!("GraniteServiceVersion20100801.{operation}");
    let body = body.to_string();
    send(
        emulator,
        "POST /",
        &target(&target_of_call),
        body.as_bytes(),
    )
    .await
}

async fn cbor_call(emulator: &Emulator, operation: &str, body: &Cbor) -> Answer {
    let line = format!("POST {CBOR_PATH}/{operation}");
    send(emulator, &line, &CBOR_HEADERS, &cbor(body)).await
}

/// The answer's text, whatever the protocol.
fn text(protocol: &str, answer: &Answer) -> String {
    match protocol {
        "cbor" => {
            let value: Cbor = ciborium::from_reader(answer.body.as_slice()).unwrap();
            format!("{value:?}")
        }
        _ => answer.text(),
    }
}

const GOOD: &str = r#"{"widgets":[{"type":"text","properties":{"markdown":"hello"}}],"colour":1}"#;
const BAD: &str = r#"{"widgets":[{"type":"text","width":25,"properties":{}}]}"#;

#[tokio::test]
async fn a_dashboard_is_put_read_listed_and_deleted_in_three_protocols() {
    for protocol in PROTOCOLS {
        let emulator = start().await;
        let names = [("DashboardName", "board")];
        let put = [names[0], ("DashboardBody", GOOD)];
        let answer = call(&emulator, protocol, "PutDashboard", &put).await;
        let shown = text(protocol, &answer);
        assert_eq!(answer.status, 200, "{protocol}: {shown}");
        assert!(shown.contains("DashboardValidationMessages"), "{shown}");
        assert!(shown.contains("colour"), "a warning is told: {shown}");

        let answer = call(&emulator, protocol, "GetDashboard", &names).await;
        let shown = text(protocol, &answer);
        assert!(
            shown.contains("arn:aws:cloudwatch::000000000000:dashboard/board"),
            "{protocol}: {shown}"
        );
        assert!(shown.contains("hello"), "{protocol}: {shown}");

        let answer = call(&emulator, protocol, "ListDashboards", &[]).await;
        let shown = text(protocol, &answer);
        for member in ["DashboardEntries", "LastModified", "Size", "board"] {
            assert!(shown.contains(member), "{protocol}: no {member} in {shown}");
        }

        let answer = match protocol {
            "json" => {
                let body = json!({"DashboardNames": ["board"]});
                json_call(&emulator, "DeleteDashboards", &body).await
            }
            "query" => {
                let members = [("DashboardNames.member.1", "board")];
                call(&emulator, protocol, "DeleteDashboards", &members).await
            }
            _ => {
                let names = Cbor::Array(vec!["board".into()]);
                let body = Cbor::Map(vec![("DashboardNames".into(), names)]);
                cbor_call(&emulator, "DeleteDashboards", &body).await
            }
        };
        assert_eq!(
            answer.status,
            200,
            "{protocol}: {}",
            text(protocol, &answer)
        );
        let answer = call(&emulator, protocol, "GetDashboard", &names).await;
        let shown = text(protocol, &answer);
        assert_eq!(answer.status, 404, "{protocol}: {shown}");
        assert!(
            shown.contains("Dashboard board does not exist"),
            "{protocol}: {shown}"
        );
        if protocol == "query" {
            assert!(shown.contains("<Code>ResourceNotFound</Code>"), "{shown}");
        } else {
            let code = answer.header("x-amzn-query-error");
            assert_eq!(code, Some("ResourceNotFound;Sender"), "{protocol}");
            assert!(
                shown.contains("com.amazonaws.cloudwatch#DashboardNotFoundError"),
                "{shown}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_part_by_part_in_three_protocols() {
    let emulator = start().await;
    for protocol in PROTOCOLS {
        let put = [("DashboardName", "board"), ("DashboardBody", BAD)];
        let answer = call(&emulator, protocol, "PutDashboard", &put).await;
        let shown = text(protocol, &answer);
        assert_eq!(answer.status, 400, "{protocol}: {shown}");
        for part in [
            "The dashboard body is invalid, there are 2 validation errors:",
            "dashboardValidationMessages",
            "DataPath",
            "/widgets/0/width",
            "/widgets/0/properties",
        ] {
            assert!(shown.contains(part), "{protocol}: no {part} in {shown}");
        }
        if protocol == "query" {
            assert!(
                shown.contains("<Code>InvalidParameterInput</Code>"),
                "{shown}"
            );
        } else {
            let code = answer.header("x-amzn-query-error");
            assert_eq!(code, Some("InvalidParameterInput;Sender"), "{protocol}");
            assert!(shown.contains("#DashboardInvalidInputError"), "{shown}");
        }
    }
}

/// Requests of one metric and an expression over it, as each protocol spells them.
fn query_bodies(start: i64, end: i64, expression: &str) -> (Value, String, Cbor) {
    let as_json = json!({
        "MetricDataQueries": [
            {"Id": "e1", "Expression": expression, "Label": "twice ${MAX}"},
            {"Id": "m1", "ReturnData": false, "MetricStat": {
                "Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "tm90",
            }},
        ],
        "StartTime": start, "EndTime": end,
        "LabelOptions": {"Timezone": "+0200"},
    });
    let moment = |second: i64| jiff::Timestamp::from_second(second).unwrap().to_string();
    let (from, to) = (moment(start), moment(end));
    let pairs = [
        ("Action", "GetMetricData"),
        ("Version", "2010-08-01"),
        ("MetricDataQueries.member.1.Id", "e1"),
        ("MetricDataQueries.member.1.Expression", expression),
        ("MetricDataQueries.member.1.Label", "twice ${MAX}"),
        ("MetricDataQueries.member.2.Id", "m1"),
        ("MetricDataQueries.member.2.ReturnData", "false"),
        (
            "MetricDataQueries.member.2.MetricStat.Metric.Namespace",
            "N",
        ),
        (
            "MetricDataQueries.member.2.MetricStat.Metric.MetricName",
            "m",
        ),
        ("MetricDataQueries.member.2.MetricStat.Period", "60"),
        ("MetricDataQueries.member.2.MetricStat.Stat", "tm90"),
        ("StartTime", &from),
        ("EndTime", &to),
        ("LabelOptions.Timezone", "+0200"),
    ];
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs);
    let mut as_cbor = Cbor::serialized(&as_json).unwrap();
    if let Cbor::Map(entries) = &mut as_cbor {
        for (name, value) in entries {
            if matches!(name.as_text(), Some("StartTime" | "EndTime")) {
                *value = Cbor::Tag(1, Box::new(value.clone()));
            }
        }
    }
    (as_json, form.finish(), as_cbor)
}

#[tokio::test]
async fn an_expression_is_evaluated_and_refused_in_three_protocols() {
    let emulator = start().await;
    let put = json!({"Namespace": "N", "MetricData": [{"MetricName": "m", "Values": [1.0, 3.0]}]});
    let answer = json_call(&emulator, "PutMetricData", &put).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let now = emulator.aws().clock().now().as_second();
    let start = now - 3_600;
    let ask = async |protocol: &str, expression: &str| {
        let (as_json, form, as_cbor) = query_bodies(start, now + 60, expression);
        match protocol {
            "json" => json_call(&emulator, "GetMetricData", &as_json).await,
            "query" => send(&emulator, "POST /", &[FORM], form.as_bytes()).await,
            _ => cbor_call(&emulator, "GetMetricData", &as_cbor).await,
        }
    };
    for protocol in PROTOCOLS {
        let answer = ask(protocol, "2 * m1").await;
        let shown = text(protocol, &answer);
        assert_eq!(answer.status, 200, "{protocol}: {shown}");
        assert!(shown.contains("twice 4"), "{protocol}: {shown}");

        let answer = ask(protocol, "2 * m2").await;
        let shown = text(protocol, &answer);
        assert_eq!(answer.status, 400, "{protocol}: {shown}");
        assert!(
            shown.contains("Error in expression 'e1': Unknown id 'm2'")
                || shown.contains("Error in expression &apos;e1&apos;: Unknown id &apos;m2&apos;"),
            "{protocol}: {shown}"
        );
        if protocol == "query" {
            assert!(shown.contains("<Code>ValidationError</Code>"), "{shown}");
        }
    }
}
