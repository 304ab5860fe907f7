//! Query's requests: `MetricData.member.1.Dimensions.member.2.Name=Region` and the like, as a tree.
//!
//! The dots of a name are a path. Under a name, `member.N` or bare numbers make a list, `entry.N.key` and
//! `entry.N.value` a map; the service's own names ([`super::names`]) are put in place of the flattened ones.

use std::collections::BTreeMap;

use super::names::{Flat, Kind};
use super::protocols::Protocols;
use super::value::{DecodeError, Value};

/// How many dots a name may have. The deepest of AWS's own has about ten.
const MAX_DEPTH: usize = 32;

/// The pairs of a form body or of a query string, decoded (`+` is a space).
pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The value of one parameter.
pub fn parameter<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find_map(|(key, value)| (key == name).then_some(value.as_str()))
}

/// The tree of a request's parameters, by the names of the JSON model.
pub fn decode(
    service: &'static Protocols,
    operation: &str,
    pairs: Vec<(String, String)>,
) -> Result<Value, DecodeError> {
    let mut root = Node::default();
    for (name, text) in pairs {
        if !is_common(&name) {
            root.insert(&name, text)?;
        }
    }
    let reader = Reader { service, operation };
    Ok(reader.structure(root))
}

/// Whether a parameter belongs to the protocol or to a signature (of today, or of version 2), not to the operation.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonParameters.html>
pub(super) fn is_common(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "AWSAccessKeyId",
        "Action",
        "Expires",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureVersion",
        "Timestamp",
        "Version",
    ];
    NAMES.contains(&name) || name.starts_with("X-Amz-")
}

/// A part of a name, what stands right at it, and what stands below it.
#[derive(Debug, Default)]
struct Node {
    text: Option<String>,
    children: BTreeMap<String, Node>,
}

impl Node {
    fn insert(&mut self, name: &str, text: String) -> Result<(), DecodeError> {
        let mut node = self;
        for (depth, part) in name.split('.').enumerate() {
            if depth == MAX_DEPTH {
                return Err(DecodeError::Invalid(format!(
                    "a parameter's name has more than {MAX_DEPTH} parts"
                )));
            }
            node = node.children.entry(part.to_owned()).or_default();
        }
        node.text = Some(text);
        Ok(())
    }

    /// Whether the only thing below is `name`.
    fn has_only(&self, name: &str) -> bool {
        self.children.len() == 1 && self.children.contains_key(name)
    }

    fn is_numbered(&self) -> bool {
        !self.children.is_empty() && self.children.keys().all(|key| key.parse::<u64>().is_ok())
    }

    /// What stands below the numbers, in their order. Gaps close, as on AWS.
    fn numbered(self) -> Vec<Node> {
        let mut elements: Vec<(u64, Node)> = self
            .children
            .into_iter()
            .filter_map(|(key, node)| Some((key.parse().ok()?, node)))
            .collect();
        elements.sort_by_key(|(number, _)| *number);
        elements.into_iter().map(|(_, node)| node).collect()
    }
}

struct Reader<'a> {
    service: &'static Protocols,
    operation: &'a str,
}

impl Reader<'_> {
    fn structure(&self, node: Node) -> Value {
        let mut entries = Vec::with_capacity(node.children.len());
        for (name, child) in node.children {
            match self.service.flat_in_request(self.operation, &name) {
                Some(flat) => entries.push((flat.member.to_owned(), self.flattened(flat, child))),
                None => entries.push((name, self.value(child))),
            }
        }
        Value::Map(entries)
    }

    fn value(&self, mut node: Node) -> Value {
        if node.children.is_empty() {
            return Value::Form(node.text.unwrap_or_default());
        }
        if node.has_only("member") {
            let members = node.children.remove("member").unwrap_or_default();
            return self.list(members);
        }
        if node.has_only("entry") {
            let entries = node.children.remove("entry").unwrap_or_default();
            return self.map(entries, "key", "value");
        }
        if node.is_numbered() {
            return self.list(node);
        }
        self.structure(node)
    }

    fn flattened(&self, flat: &Flat, node: Node) -> Value {
        match flat.kind {
            Kind::List => self.list(node),
            Kind::Map { key, value } => self.map(unwrapped(node), key, value),
        }
    }

    fn list(&self, node: Node) -> Value {
        if !node.is_numbered() {
            return self.unnumbered(node);
        }
        let elements = node.numbered().into_iter();
        Value::List(elements.map(|element| self.value(element)).collect())
    }

    /// A list whose one element stands without a number (`AttributeName=All`), which SQS takes too.
    fn unnumbered(&self, node: Node) -> Value {
        match node.text {
            Some(text) if text.is_empty() => Value::List(Vec::new()),
            Some(text) => Value::List(vec![Value::Form(text)]),
            None => Value::List(vec![self.structure(node)]),
        }
    }

    fn map(&self, node: Node, key: &str, value: &str) -> Value {
        let entries = if node.children.contains_key(key) {
            vec![node]
        } else {
            node.numbered()
        };
        let pair = |mut entry: Node| {
            let key = entry.children.remove(key)?.text?;
            let value = entry.children.remove(value).unwrap_or_default();
            Some((key, self.value(value)))
        };
        Value::Map(entries.into_iter().filter_map(pair).collect())
    }
}

/// SNS wraps a map whose entries have names of their own.
fn unwrapped(mut node: Node) -> Node {
    if node.has_only("entry") {
        return node.children.remove("entry").unwrap_or_default();
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::service::{CLOUDWATCH, SNS, SQS};

    fn check(service: &'static Protocols, operation: &str, form: &str, expected: &str) {
        let tree = decode(service, operation, pairs(form.as_bytes())).unwrap();
        let json: serde_json::Value = serde_json::to_value(&tree).unwrap();
        assert_eq!(
            json,
            serde_json::from_str::<serde_json::Value>(expected).unwrap()
        );
    }

    #[test]
    fn cloudwatch_wraps_its_lists() {
        check(
            &CLOUDWATCH,
            "PutMetricData",
            "Action=PutMetricData&Version=2010-08-01&Namespace=Custom%2FA+b\
             &MetricData.member.1.MetricName=m&MetricData.member.1.Dimensions.member.1.Name=Region\
             &MetricData.member.1.Dimensions.member.1.Value=us-east-1\
             &MetricData.member.1.Values.member.2=2&MetricData.member.1.Values.member.10=10\
             &MetricData.member.1.Values.member.1=1&MetricData.member.2.MetricName=n",
            r#"{"Namespace":"Custom/A b","MetricData":[
                {"MetricName":"m","Dimensions":[{"Name":"Region","Value":"us-east-1"}],"Values":["1","2","10"]},
                {"MetricName":"n"}]}"#,
        );
    }

    #[test]
    fn sqs_flattens_lists_and_maps_under_other_names() {
        check(
            &SQS,
            "CreateQueue",
            "QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=30\
             &Attribute.2.Name=DelaySeconds&Attribute.2.Value=0&Tag.1.Key=team&Tag.1.Value=a",
            r#"{"QueueName":"q","Attributes":{"VisibilityTimeout":"30","DelaySeconds":"0"},"tags":{"team":"a"}}"#,
        );
        check(
            &SQS,
            "SendMessageBatch",
            "SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b\
             &SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n\
             &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String\
             &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v",
            r#"{"Entries":[{"Id":"a","MessageBody":"b",
                "MessageAttributes":{"n":{"DataType":"String","StringValue":"v"}}}]}"#,
        );
        check(
            &SQS,
            "GetQueueAttributes",
            "AttributeName=All",
            r#"{"AttributeNames":["All"]}"#,
        );
        check(
            &SQS,
            "SetQueueAttributes",
            "Attribute.Name=DelaySeconds&Attribute.Value=5",
            r#"{"Attributes":{"DelaySeconds":"5"}}"#,
        );
    }

    #[test]
    fn sns_wraps_maps_under_names_of_their_own() {
        check(
            &SNS,
            "Publish",
            "Message=m&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String\
             &MessageAttributes.entry.1.Value.StringValue=v",
            r#"{"Message":"m","MessageAttributes":{"n":{"DataType":"String","StringValue":"v"}}}"#,
        );
        check(
            &SNS,
            "CreateTopic",
            "Name=t&Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=d",
            r#"{"Name":"t","Attributes":{"DisplayName":"d"}}"#,
        );
    }

    #[test]
    fn a_number_of_any_size_costs_one_element() {
        check(
            &SQS,
            "UntagQueue",
            "TagKey.18446744073709551615=b&TagKey.1=a",
            r#"{"TagKeys":["a","b"]}"#,
        );
    }

    #[test]
    fn a_name_without_end_is_refused() {
        let name = "a.".repeat(100_000);
        let form = format!("{name}=1");
        assert!(decode(&SQS, "SendMessage", pairs(form.as_bytes())).is_err());
    }
}
