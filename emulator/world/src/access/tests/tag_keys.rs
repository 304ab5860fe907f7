//! What a request does to tags, as policies see it: the same of every service.

use serde_json::{Value, json};

use super::OWN;
use super::identities::{Dev, function_with_role, role};
use crate::function::{CreateFunction, GetFunction};
use crate::operation::Operation;
use crate::origin::Origin;
use crate::policy;
use crate::queue::{CreateQueue, ListQueueTags};
use crate::{function, iam, logs, metrics, queue, topic};

/// The tags of a request, as each service spells them: one of `team`, or its key alone.
fn tagged(members: Value, member: &str, tags: Value) -> Value {
    let mut request = members;
    request[member] = tags;
    request
}

fn key(operation: &Operation, name: &str) -> Option<policy::Value<'static>> {
    let home = Origin::default().home();
    let target = operation.target(&home);
    operation.key(&target, name).map(policy::Value::into_owned)
}

macro_rules! read {
    ($service:ident $module:ident $name:literal $request:expr) => {
        Operation::$service(
            $module::Operation::decode($name, $request)
                .unwrap()
                .unwrap(),
        )
    };
}

#[test]
fn the_tags_that_a_request_sets_or_removes_are_conditions_of_every_service() {
    let map = || json!({"Team": "a"});
    let list = || json!([{"Key": "Team", "Value": "a"}]);
    let queue = json!({"QueueUrl": "http://h/000000000000/q"});
    let topic = json!({"ResourceArn": "arn:aws:sns:us-east-1:000000000000:t"});
    let group = json!({"logGroupName": "g"});
    let group_arn = json!({"resourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:g"});
    let alarm = json!({"ResourceARN": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a"});
    let function = json!({"Resource": "arn:aws:lambda:us-east-1:000000000000:function:f"});
    let role = json!({"RoleName": "r"});
    let setting = [
        read!(Sqs queue "CreateQueue" tagged(json!({"QueueName": "q"}), "tags", map())),
        read!(Sqs queue "TagQueue" tagged(queue.clone(), "Tags", map())),
        read!(Sns topic "CreateTopic" tagged(json!({"Name": "t"}), "Tags", list())),
        read!(Sns topic "TagResource" tagged(topic.clone(), "Tags", list())),
        read!(Logs logs "CreateLogGroup" tagged(group.clone(), "tags", map())),
        read!(Logs logs "TagLogGroup" tagged(group.clone(), "tags", map())),
        read!(Logs logs "TagResource" tagged(group_arn.clone(), "tags", map())),
        read!(CloudWatch metrics "TagResource" tagged(alarm.clone(), "Tags", list())),
        read!(Lambda function "TagResource" tagged(function.clone(), "Tags", map())),
        read!(Iam iam "TagRole" tagged(role.clone(), "Tags", list())),
    ];
    for operation in &setting {
        let name = operation.name();
        let tag = key(operation, "aws:requesttag/team");
        assert_eq!(tag, Some(policy::Value::from("a")), "{name}");
        assert_eq!(key(operation, "aws:requesttag/stage"), None, "{name}");
        let keys = Some(policy::Value::List(vec!["Team".into()]));
        assert_eq!(key(operation, "aws:tagkeys"), keys, "{name}");
    }
    let keys = || json!(["Team"]);
    let removing = [
        read!(Sqs queue "UntagQueue" tagged(queue, "TagKeys", keys())),
        read!(Sns topic "UntagResource" tagged(topic, "TagKeys", keys())),
        read!(Logs logs "UntagLogGroup" tagged(group, "tags", keys())),
        read!(Logs logs "UntagResource" tagged(group_arn, "tagKeys", keys())),
        read!(CloudWatch metrics "UntagResource" tagged(alarm, "TagKeys", keys())),
        read!(Lambda function "UntagResource" tagged(function, "TagKeys", keys())),
        read!(Iam iam "UntagRole" tagged(role, "TagKeys", keys())),
    ];
    for operation in &removing {
        let name = operation.name();
        assert_eq!(key(operation, "aws:requesttag/team"), None, "{name}");
        let keys = Some(policy::Value::List(vec!["Team".into()]));
        assert_eq!(key(operation, "aws:tagkeys"), keys, "{name}");
    }
    let untagged = read!(Sqs queue "CreateQueue" json!({"QueueName": "q"}));
    assert_eq!(key(&untagged, "aws:tagkeys"), None);
}

#[test]
fn what_is_made_with_tags_needs_the_right_to_tag_it() {
    let home = Origin::default().home();
    let policy = json!({"Version": "2012-10-17", "Statement": []}).to_string();
    let asked = |operation: &Operation| -> Vec<String> {
        let demands = operation.demands(&home);
        let told = demands
            .iter()
            .map(|demand| format!("{} {}", demand.action, demand.target));
        told.collect()
    };
    let list = || json!([{"Key": "team", "Value": "a"}]);
    let role = json!({"RoleName": "r", "AssumeRolePolicyDocument": policy});
    let user = json!({"UserName": "u"});
    let managed = json!({"PolicyName": "p", "PolicyDocument": policy});
    for (operation, expected) in [
        (
            read!(Iam iam "CreateRole" tagged(role.clone(), "Tags", list())),
            "iam:TagRole arn:aws:iam::000000000000:role/r",
        ),
        (
            read!(Iam iam "CreateUser" tagged(user.clone(), "Tags", list())),
            "iam:TagUser arn:aws:iam::000000000000:user/u",
        ),
        (
            read!(Iam iam "CreatePolicy" tagged(managed.clone(), "Tags", list())),
            "iam:TagPolicy arn:aws:iam::000000000000:policy/p",
        ),
        (
            read!(Lambda function "CreateFunction" json!({
                "FunctionName": "f", "Code": {"ZipFile": ""}, "Tags": {"team": "a"},
            })),
            "lambda:TagResource arn:aws:lambda:us-east-1:000000000000:function:f",
        ),
        (
            read!(Sqs queue "CreateQueue" json!({"QueueName": "q", "tags": {"team": "a"}})),
            "sqs:TagQueue arn:aws:sqs:us-east-1:000000000000:q",
        ),
        (
            read!(Sns topic "CreateTopic" tagged(json!({"Name": "t"}), "Tags", list())),
            "sns:TagResource arn:aws:sns:us-east-1:000000000000:t",
        ),
    ] {
        assert_eq!(asked(&operation), [expected], "{}", operation.name());
    }
    for operation in [
        read!(Iam iam "CreateRole" role),
        read!(Iam iam "CreateUser" user),
        read!(Iam iam "CreatePolicy" managed),
        read!(Lambda function "CreateFunction" json!({"FunctionName": "f", "Code": {"ZipFile": ""}})),
    ] {
        assert!(asked(&operation).is_empty(), "{}", operation.name());
    }
}

#[test]
fn the_tags_of_a_function_are_told_to_who_may_list_them() {
    let mut dev = Dev::new();
    role(&mut dev, "lambda.amazonaws.com");
    let create = CreateFunction {
        tags: Some([("team".to_owned(), "a".to_owned())].into()),
        ..function_with_role()
    };
    dev.clients.call(OWN, create).unwrap();
    let get = || GetFunction {
        function_name: "f".to_owned(),
        ..GetFunction::default()
    };
    dev.may(&json!({"Effect": "Allow", "Action": "lambda:GetFunction", "Resource": "*"}));
    let found = dev.call(get()).unwrap();
    assert!(found.tags.is_empty());
    let error = found.tags_error.unwrap();
    assert_eq!(error.error_code, "AccessDeniedException");
    assert_eq!(
        error.message,
        "User: arn:aws:iam::000000000000:user/dev is not authorized to perform: lambda:ListTags on resource: \
         arn:aws:lambda:us-east-1:000000000000:function:f because no identity-based policy allows the lambda:ListTags action"
    );
    let both = json!(["lambda:GetFunction", "lambda:ListTags"]);
    dev.may(&json!({"Effect": "Allow", "Action": both, "Resource": "*"}));
    let found = dev.call(get()).unwrap();
    assert_eq!(found.tags["team"], "a");
    assert_eq!(found.tags_error, None);
}

/// Source: API `CreateQueue`, "To be able to tag a queue on creation, you must have the `sqs:CreateQueue` and `sqs:TagQueue` permissions".
#[test]
fn a_queue_that_is_made_with_tags_needs_the_right_to_tag_it() {
    let mut dev = Dev::new();
    let allow = |action: Value| json!({"Effect": "Allow", "Action": action, "Resource": "arn:aws:sqs:*:*:tagged"});
    let create = |tags: Value| CreateQueue {
        queue_name: "tagged".to_owned(),
        tags: serde_json::from_value(tags).unwrap(),
        ..CreateQueue::default()
    };
    dev.may(&allow(json!("sqs:CreateQueue")));
    let refused = dev.refusal(create(json!({"team": "a"})));
    assert!(refused.contains("sqs:tagqueue"), "{refused}");
    assert_eq!(dev.refusal(create(json!({}))), "allowed");
    let url = dev.clients.create_queue(OWN, "tagged");
    let list = ListQueueTags { queue_url: url };
    assert!(dev.clients.call(OWN, list).unwrap().tags.is_empty());
    dev.may(&json!({
        "Effect": "Allow", "Action": ["sqs:CreateQueue", "sqs:TagQueue"], "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestTag/team": "a"}},
    }));
    let create = |team: &str| CreateQueue {
        queue_name: "other".to_owned(),
        ..create(json!({"team": team}))
    };
    assert_ne!(dev.refusal(create("b")), "allowed");
    assert_eq!(dev.refusal(create("a")), "allowed");
}
