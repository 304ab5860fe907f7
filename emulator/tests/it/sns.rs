//! SNS on the wire: Query, which is all that its clients speak, and the links in its messages.

use aws_endpoint::Emulator;
use serde_json::{Value, json};

use crate::wire::{Answer, send, start};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(crate) const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:inbox";

async fn ask(emulator: &Emulator, operation: &str, members: &[(&str, &str)]) -> Answer {
    ask_as(emulator, "000000000000", operation, members).await
}

async fn ask_as(
    emulator: &Emulator,
    account: &str,
    operation: &str,
    members: &[(&str, &str)],
) -> Answer {
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential={account}/20260419/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=ab"
    );
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", operation);
    form.append_pair("Version", "2010-03-31");
    let body = form.extend_pairs(members).finish();
    let headers = [FORM, ("authorization", signed.as_str())];
    send(emulator, "POST /", &headers, body.as_bytes()).await
}

/// The answer of a request that is carried out.
pub(crate) async fn ok(emulator: &Emulator, operation: &str, members: &[(&str, &str)]) -> String {
    let answer = ask(emulator, operation, members).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    answer.text()
}

async fn sqs(emulator: &Emulator, operation: &str, body: Value) -> Value {
    let target = format!("AmazonSQS.{operation}");
    let headers = [("x-amz-target", target.as_str())];
    let answer = send(emulator, "POST /", &headers, body.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A queue that lets the topic.
pub(crate) async fn create_queue(emulator: &Emulator) {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": QUEUE,
            "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC}},
        }],
    });
    let create = json!({"QueueName": "inbox", "Attributes": {"Policy": policy.to_string()}});
    sqs(emulator, "CreateQueue", create).await;
}

pub(crate) async fn received(emulator: &Emulator) -> Vec<Value> {
    let receive = json!({
        "QueueUrl": "http://h/000000000000/inbox",
        "MaxNumberOfMessages": 10,
        "MessageAttributeNames": ["All"],
    });
    let answer = sqs(emulator, "ReceiveMessage", receive).await;
    answer["Messages"].as_array().cloned().unwrap_or_default()
}

/// What stands between the tags of the first element of this name.
pub(crate) fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, after) = xml
        .split_once(&format!("<{name}>"))
        .unwrap_or_else(|| panic!("no {name}: {xml}"));
    after.split_once(&format!("</{name}>")).unwrap().0
}

fn check_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(element(&answer.text(), "Code"), code);
    assert_eq!(element(&answer.text(), "Type"), "Sender");
}

#[tokio::test]
async fn topics_are_made_read_changed_tagged_and_deleted() {
    let emulator = start().await;
    let made = ok(
        &emulator,
        "CreateTopic",
        &[
            ("Name", "alerts"),
            ("Attributes.entry.1.key", "DisplayName"),
            ("Attributes.entry.1.value", "Alerts"),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "a"),
        ],
    )
    .await;
    assert_eq!(element(&made, "TopicArn"), TOPIC);
    let topic = ("TopicArn", TOPIC);
    ok(
        &emulator,
        "SetTopicAttributes",
        &[
            topic,
            ("AttributeName", "SignatureVersion"),
            ("AttributeValue", "2"),
        ],
    )
    .await;
    let shown = ok(&emulator, "GetTopicAttributes", &[topic]).await;
    for entry in [
        "<entry><key>DisplayName</key><value>Alerts</value></entry>",
        "<entry><key>SignatureVersion</key><value>2</value></entry>",
        "<entry><key>Owner</key><value>000000000000</value></entry>",
    ] {
        assert!(shown.contains(entry), "{shown}");
    }
    let add = [
        topic,
        ("Label", "other"),
        ("AWSAccountId.member.1", "111122223333"),
        ("ActionName.member.1", "Publish"),
    ];
    ok(&emulator, "AddPermission", &add).await;
    let message = ("Message", "x");
    let published = ask_as(&emulator, "111122223333", "Publish", &[topic, message]).await;
    assert_eq!(published.status, 200, "{}", published.text());
    ok(&emulator, "RemovePermission", &[topic, ("Label", "other")]).await;
    let denied = ask_as(&emulator, "111122223333", "Publish", &[topic, message]).await;
    check_refused(&denied, 403, "AuthorizationError");
    assert!(denied.text().contains("SNS:Publish"), "{}", denied.text());
    let resource = ("ResourceArn", TOPIC);
    let tagged = ok(
        &emulator,
        "TagResource",
        &[
            resource,
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    )
    .await;
    assert!(tagged.contains("TagResourceResult"), "{tagged}");
    ok(
        &emulator,
        "UntagResource",
        &[resource, ("TagKeys.member.1", "team")],
    )
    .await;
    let tags = ok(&emulator, "ListTagsForResource", &[resource]).await;
    assert!(
        tags.contains("<Tags><member><Key>k</Key><Value>v</Value></member></Tags>"),
        "{tags}"
    );
    let listed = ok(&emulator, "ListTopics", &[]).await;
    let member = format!("<Topics><member><TopicArn>{TOPIC}</TopicArn></member></Topics>");
    assert!(listed.contains(&member), "{listed}");
    let fifo = ask(&emulator, "CreateTopic", &[("Name", "a.fifo")]).await;
    check_refused(&fifo, 400, "InvalidParameter");
    let unread = [("Name", "a"), ("DataProtectionPolicy", "p")];
    let unread = ask(&emulator, "CreateTopic", &unread).await;
    assert_eq!(unread.status, 400);
    assert!(unread.text().contains("DataProtectionPolicy"));
    let deleted = ok(&emulator, "DeleteTopic", &[topic]).await;
    assert!(!deleted.contains("DeleteTopicResult"), "{deleted}");
    check_refused(
        &ask(&emulator, "GetTopicAttributes", &[topic]).await,
        404,
        "NotFound",
    );
    check_refused(
        &ask(&emulator, "ListTagsForResource", &[resource]).await,
        404,
        "ResourceNotFound",
    );
}

#[tokio::test]
async fn what_is_published_arrives_filtered_and_raw() {
    let emulator = start().await;
    ok(&emulator, "CreateTopic", &[("Name", "alerts")]).await;
    create_queue(&emulator).await;
    let topic = ("TopicArn", TOPIC);
    let endpoint = [topic, ("Protocol", "sqs"), ("Endpoint", QUEUE)];
    let mut subscribe = endpoint.to_vec();
    subscribe.extend([
        ("Attributes.entry.1.key", "FilterPolicy"),
        ("Attributes.entry.1.value", r#"{"level":["high"]}"#),
        ("ReturnSubscriptionArn", "true"),
    ]);
    let subscribed = ok(&emulator, "Subscribe", &subscribe).await;
    let subscription = element(&subscribed, "SubscriptionArn").to_owned();
    let level = |level: &'static str| {
        vec![
            topic,
            ("Message", "m"),
            ("MessageAttributes.entry.1.Name", "level"),
            ("MessageAttributes.entry.1.Value.DataType", "String"),
            ("MessageAttributes.entry.1.Value.StringValue", level),
        ]
    };
    let published = ok(&emulator, "Publish", &level("high")).await;
    ok(&emulator, "Publish", &level("low")).await;
    let messages = received(&emulator).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    let letter: Value = serde_json::from_str(messages[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(letter["MessageId"], element(&published, "MessageId"));
    assert_eq!(letter["MessageAttributes"]["level"]["Value"], "high");
    let own = ("SubscriptionArn", subscription.as_str());
    let raw = [
        own,
        ("AttributeName", "RawMessageDelivery"),
        ("AttributeValue", "true"),
    ];
    ok(&emulator, "SetSubscriptionAttributes", &raw).await;
    let shown = ok(&emulator, "GetSubscriptionAttributes", &[own]).await;
    assert!(
        shown.contains("<entry><key>RawMessageDelivery</key><value>true</value></entry>"),
        "{shown}"
    );
    ok(&emulator, "Publish", &level("high")).await;
    let messages = received(&emulator).await;
    assert_eq!(messages[0]["Body"], "m");
    assert_eq!(
        messages[0]["MessageAttributes"]["level"]["StringValue"],
        "high"
    );
    for list in [
        ("ListSubscriptions", vec![]),
        ("ListSubscriptionsByTopic", vec![topic]),
    ] {
        let listed = ok(&emulator, list.0, &list.1).await;
        assert_eq!(element(&listed, "SubscriptionArn"), subscription);
    }
    let wrong = [
        own,
        ("AttributeName", "FilterPolicy"),
        ("AttributeValue", "{"),
    ];
    let wrong = ask(&emulator, "SetSubscriptionAttributes", &wrong).await;
    check_refused(&wrong, 400, "InvalidParameter");
}

#[tokio::test]
async fn a_batch_is_answered_by_its_ids() {
    let emulator = start().await;
    ok(&emulator, "CreateTopic", &[("Name", "alerts")]).await;
    let topic = ("TopicArn", TOPIC);
    let entries = [
        topic,
        ("PublishBatchRequestEntries.member.1.Id", "a"),
        ("PublishBatchRequestEntries.member.1.Message", "x"),
        ("PublishBatchRequestEntries.member.2.Id", "b"),
        ("PublishBatchRequestEntries.member.2.Message", "y"),
        (
            "PublishBatchRequestEntries.member.2.MessageAttributes.entry.1.Name",
            "n",
        ),
        (
            "PublishBatchRequestEntries.member.2.MessageAttributes.entry.1.Value.DataType",
            "Number",
        ),
        (
            "PublishBatchRequestEntries.member.2.MessageAttributes.entry.1.Value.StringValue",
            "1",
        ),
    ];
    let answered = ok(&emulator, "PublishBatch", &entries).await;
    assert!(
        element(&answered, "Successful").contains("<Id>b</Id>"),
        "{answered}"
    );
    let twice = [
        topic,
        ("PublishBatchRequestEntries.member.1.Id", "a"),
        ("PublishBatchRequestEntries.member.1.Message", "x"),
        ("PublishBatchRequestEntries.member.2.Id", "a"),
        ("PublishBatchRequestEntries.member.2.Message", "y"),
    ];
    let twice = ask(&emulator, "PublishBatch", &twice).await;
    check_refused(&twice, 400, "BatchEntryIdsNotDistinct");
    let empty = ask(&emulator, "PublishBatch", &[topic]).await;
    check_refused(&empty, 400, "EmptyBatchRequest");
    let wrong = [
        topic,
        ("Message", "x"),
        ("MessageAttributes.entry.1.Name", "n"),
        ("MessageAttributes.entry.1.Value.DataType", "Text"),
        ("MessageAttributes.entry.1.Value.StringValue", "1"),
    ];
    let wrong = ask(&emulator, "Publish", &wrong).await;
    check_refused(&wrong, 400, "ParameterValueInvalid");
    let silent = ask(&emulator, "Publish", &[topic]).await;
    check_refused(&silent, 400, "InvalidParameter");
}

/// The links are followed as somebody's browser or `curl` does: without a signature and a version.
#[tokio::test]
async fn the_links_in_messages_lead_to_the_emulator() {
    let emulator = start().await;
    ok(&emulator, "CreateTopic", &[("Name", "alerts")]).await;
    create_queue(&emulator).await;
    let subscribe = [
        ("TopicArn", TOPIC),
        ("Protocol", "sqs"),
        ("Endpoint", QUEUE),
    ];
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"sns:Subscribe","Resource":"{TOPIC}"}}]}}"#
    );
    let set = [
        ("TopicArn", TOPIC),
        ("AttributeName", "Policy"),
        ("AttributeValue", policy.as_str()),
    ];
    ok(&emulator, "SetTopicAttributes", &set).await;
    let pending = ask_as(&emulator, "111122223333", "Subscribe", &subscribe).await;
    assert_eq!(
        element(&pending.text(), "SubscriptionArn"),
        "pending confirmation"
    );
    let base = emulator.endpoint();
    let follow = async |letter: &Value, member: &str| {
        let url = letter[member].as_str().unwrap();
        let path = url.strip_prefix(&*base).unwrap_or_else(|| panic!("{url}"));
        send(&emulator, &format!("GET {path}"), &[], b"").await
    };
    let letter = async || -> Value {
        let messages = received(&emulator).await;
        serde_json::from_str(messages[0]["Body"].as_str().unwrap()).unwrap()
    };
    let asked = letter().await;
    let confirmed = follow(&asked, "SubscribeURL").await;
    assert!(
        element(&confirmed.text(), "SubscriptionArn").starts_with(TOPIC),
        "{}",
        confirmed.text()
    );
    let certificate = follow(&asked, "SigningCertURL").await;
    assert!(
        certificate
            .text()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    ok(
        &emulator,
        "Publish",
        &[("TopicArn", TOPIC), ("Message", "m")],
    )
    .await;
    let ended = follow(&letter().await, "UnsubscribeURL").await;
    assert_eq!(ended.status, 200, "{}", ended.text());
    ok(
        &emulator,
        "Publish",
        &[("TopicArn", TOPIC), ("Message", "m")],
    )
    .await;
    assert!(received(&emulator).await.is_empty());
}
