//! Query's answers: XML.

use super::names::{Flat, Kind};
use super::protocols::Protocols;
use super::refusal::FINDINGS;
use super::value::Value;
use crate::world::value::Epoch;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::tz::TimeZone;

/// `<OpResponse>` with its result, where the operation's model has an output.
pub fn encode_reply(
    service: &'static Protocols,
    operation: &str,
    reply: &Value,
    request_id: &str,
) -> Vec<u8> {
    let mut writer = Writer {
        service,
        operation,
        xml: String::from("<?xml version=\"1.0\"?>\n"),
    };
    let response = format!("{operation}Response");
    writer.open_with_namespace(&response);
    if !matches!(reply, Value::Null) {
        writer.element(&format!("{operation}Result"), reply);
    }
    writer.open("ResponseMetadata");
    writer.leaf("RequestId", request_id);
    writer.close("ResponseMetadata");
    writer.close(&response);
    writer.xml.into_bytes()
}

/// `<ErrorResponse>`: `kind` is `Sender` or `Receiver`.
pub fn encode_error(
    service: &'static Protocols,
    kind: &str,
    code: &str,
    message: &str,
    findings: Option<&Value>,
    request_id: &str,
) -> Vec<u8> {
    let mut writer = Writer {
        service,
        operation: "",
        xml: String::from("<?xml version=\"1.0\"?>\n"),
    };
    writer.open_with_namespace("ErrorResponse");
    writer.open("Error");
    writer.leaf("Type", kind);
    writer.leaf("Code", code);
    writer.leaf("Message", message);
    if let Some(findings) = findings {
        writer.element(FINDINGS, findings);
    }
    writer.xml.push_str("<Detail/>");
    writer.close("Error");
    writer.leaf("RequestId", request_id);
    writer.close("ErrorResponse");
    writer.xml.into_bytes()
}

/// EC2's own form of an error, which names no side.
pub fn encode_ec2_error(code: &str, message: &str, request_id: &str) -> Vec<u8> {
    let (code, message) = (escaped(code), escaped(message));
    let request_id = escaped(request_id);
    format!(
        "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
    )
    .into_bytes()
}

struct Writer<'a> {
    service: &'static Protocols,
    operation: &'a str,
    xml: String,
}

impl Writer<'_> {
    fn open_with_namespace(&mut self, name: &str) {
        let namespace = self.service.xml;
        self.open(&format!("{name} xmlns=\"{namespace}\""));
    }

    fn open(&mut self, name: &str) {
        self.xml.push('<');
        self.xml.push_str(name);
        self.xml.push('>');
    }

    fn close(&mut self, name: &str) {
        self.xml.push_str("</");
        self.xml.push_str(name);
        self.xml.push('>');
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.open(name);
        escape(&mut self.xml, text);
        self.close(name);
    }

    fn element(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Bool(value) => self.leaf(name, if *value { "true" } else { "false" }),
            Value::Integer(value) => self.leaf(name, &value.to_string()),
            Value::Double(value) => self.leaf(name, &double(*value)),
            Value::Text(text) | Value::Form(text) => self.leaf(name, text),
            Value::Bytes(bytes) => self.leaf(name, &BASE64_STANDARD.encode(bytes)),
            Value::Timestamp(moment) => self.leaf(name, &iso_8601(Epoch(*moment))),
            Value::List(elements) => self.list(name, elements),
            Value::Map(entries) => {
                self.open(name);
                for (member, value) in entries {
                    self.member(member, value);
                }
                self.close(name);
            }
        }
    }

    fn list(&mut self, name: &str, elements: &[Value]) {
        self.open(name);
        for element in elements {
            self.element("member", element);
        }
        self.close(name);
    }

    fn member(&mut self, name: &str, value: &Value) {
        if let Some(flat) = self.service.flat_in_reply(self.operation, name) {
            self.flattened(flat, value);
        } else if let (true, Value::Map(entries)) = (self.service.is_map(name), value) {
            self.open(name);
            self.entries("entry", "key", "value", entries);
            self.close(name);
        } else {
            self.element(name, value);
        }
    }

    fn flattened(&mut self, flat: &Flat, value: &Value) {
        match (flat.kind, value) {
            (Kind::List, Value::List(elements)) => {
                for element in elements {
                    self.element(flat.element, element);
                }
            }
            (Kind::Map { key, value }, Value::Map(entries)) => {
                self.entries(flat.element, key, value, entries);
            }
            (_, other) => self.element(flat.element, other),
        }
    }

    fn entries(&mut self, element: &str, key: &str, value: &str, entries: &[(String, Value)]) {
        for (name, content) in entries {
            self.open(element);
            self.leaf(key, name);
            self.element(value, content);
            self.close(element);
        }
    }
}

/// The shortest text that reads back as the same double, whole ones with their `.0` as AWS (a Java service) writes them.
fn double(value: f64) -> String {
    format!("{value:?}")
}

/// `2026-04-19T13:28:51Z`, with milliseconds where there are any.
fn iso_8601(epoch: Epoch) -> String {
    let zoned = epoch.0.to_zoned(TimeZone::UTC);
    let format = if epoch.0.subsec_nanosecond() == 0 {
        "%Y-%m-%dT%H:%M:%SZ"
    } else {
        "%Y-%m-%dT%H:%M:%S.%3fZ"
    };
    zoned.strftime(format).to_string()
}

/// The text as XML carries it.
pub fn escaped(text: &str) -> String {
    let mut xml = String::new();
    escape(&mut xml, text);
    xml
}

/// Text as XML carries it: a bare carriage return would be read as a line feed, so it is spelled out.
fn escape(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '&' => xml.push_str("&amp;"),
            '"' => xml.push_str("&quot;"),
            '\r' => xml.push_str("&#xD;"),
            other => xml.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::service::{CLOUDWATCH, SQS};

    fn map(entries: Vec<(&str, Value)>) -> Value {
        Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn an_operation_without_output_has_no_result_element() {
        let xml = encode_reply(&CLOUDWATCH, "PutMetricData", &Value::Null, "id");
        insta::assert_snapshot!(String::from_utf8(xml).unwrap(), @r#"
        <?xml version="1.0"?>
        <PutMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></PutMetricDataResponse>
        "#);
        let xml = encode_reply(&SQS, "ReceiveMessage", &map(vec![]), "id");
        assert!(
            String::from_utf8(xml)
                .unwrap()
                .contains("<ReceiveMessageResult></ReceiveMessageResult>")
        );
    }

    #[test]
    fn sqs_is_flattened() {
        let message = map(vec![
            ("Body", text("a<b>&\r\n")),
            ("Attributes", map(vec![("SenderId", text("A"))])),
            (
                "MessageAttributes",
                map(vec![(
                    "n",
                    map(vec![
                        ("DataType", text("Binary")),
                        ("BinaryValue", Value::Bytes(vec![0, 255])),
                    ]),
                )]),
            ),
        ]);
        let reply = map(vec![("Messages", Value::List(vec![message]))]);
        let xml = encode_reply(&SQS, "ReceiveMessage", &reply, "id");
        insta::assert_snapshot!(String::from_utf8(xml).unwrap(), @r#"
        <?xml version="1.0"?>
        <ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult><Message><Body>a&lt;b&gt;&amp;&#xD;
        </Body><Attribute><Name>SenderId</Name><Value>A</Value></Attribute><MessageAttribute><Name>n</Name><Value><DataType>Binary</DataType><BinaryValue>AP8=</BinaryValue></Value></MessageAttribute></Message></ReceiveMessageResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></ReceiveMessageResponse>
        "#);
    }

    #[test]
    fn cloudwatch_wraps_lists_and_maps() {
        let datapoint = map(vec![
            (
                "Timestamp",
                Value::Timestamp("2026-04-19T13:28:00Z".parse().unwrap()),
            ),
            ("Sum", Value::Double(3.0)),
            (
                "ExtendedStatistics",
                map(vec![("p99", Value::Double(1e21))]),
            ),
        ]);
        let reply = map(vec![("Datapoints", Value::List(vec![datapoint]))]);
        let xml = encode_reply(&CLOUDWATCH, "GetMetricStatistics", &reply, "id");
        insta::assert_snapshot!(String::from_utf8(xml).unwrap(), @r#"
        <?xml version="1.0"?>
        <GetMetricStatisticsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><GetMetricStatisticsResult><Datapoints><member><Timestamp>2026-04-19T13:28:00Z</Timestamp><Sum>3.0</Sum><ExtendedStatistics><entry><key>p99</key><value>1e21</value></entry></ExtendedStatistics></member></Datapoints></GetMetricStatisticsResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetMetricStatisticsResponse>
        "#);
    }
}
