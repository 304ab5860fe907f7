//! Users and roles under their policies, in the words of each service.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Clients, OTHER, OWN};
use crate::bucket::create::{CreateBucket, ListBuckets};
use crate::bucket::delete::{DeleteObjects, ObjectIdentifier};
use crate::bucket::put::{PutObject, WriteCondition};
use crate::bucket::read::GetObject;
use crate::bucket::{BodyId, BucketError, Content};
use crate::call::Call;
use crate::effect::Effect;
use crate::error::Error;
use crate::function::{
    CreateEventSourceMapping, CreateFunction, FunctionCode, FunctionError,
    UpdateFunctionConfiguration,
};
use crate::iam::{
    CreateAccessKey, CreateRole, CreateUser, PutRolePolicy, PutUserPolicy, UpdateAccessKey,
};
use crate::metrics::{DeleteAlarms, PutMetricAlarm, PutMetricData, Tag};
use crate::operation::Request;
use crate::origin::Origin;
use crate::provenance::Provenance;
use crate::queue::{GetQueueAttributes, QueueError, SendMessage, SetQueueAttributes};
use crate::sts::GetCallerIdentity;

/// A user called `dev`, whose key signs.
pub(super) struct Dev {
    pub(super) clients: Clients,
    pub(super) key: String,
    pub(super) now: Timestamp,
    /// How what it asks for comes.
    pub(super) provenance: Provenance,
}

impl Dev {
    pub(super) fn new() -> Self {
        let mut clients = Clients::new();
        let create = CreateUser {
            user_name: "dev".to_owned(),
            ..CreateUser::default()
        };
        clients.call(OWN, create).unwrap();
        let key = CreateAccessKey {
            user_name: Some("dev".to_owned()),
        };
        let key = clients.call(OWN, key).unwrap().access_key.access_key_id;
        Self {
            clients,
            key,
            now: Timestamp::UNIX_EPOCH,
            provenance: Provenance::default(),
        }
    }

    pub(super) fn may(&mut self, statement: &serde_json::Value) {
        let put = PutUserPolicy {
            user_name: "dev".to_owned(),
            policy_name: "p".to_owned(),
            policy_document: json!({"Version": "2012-10-17", "Statement": statement}).to_string(),
        };
        self.clients.call(OWN, put).unwrap();
    }

    pub(super) fn call<R: Request>(&mut self, request: R) -> Result<R::Reply, Error> {
        let origin = Origin {
            access_key: Some(self.key.as_str().into()),
            endpoint: "http://h".into(),
            provenance: Some(Arc::new(self.provenance.clone())),
            ..Origin::default()
        };
        let call = Call::new(origin, request.into_operation());
        let result = self.clients.world.apply(self.now, call).result;
        match result {
            Ok(reply) => Ok(R::answer(Ok(reply))
                .unwrap_or_else(|_| unreachable!("an answer that is none of a refusal"))),
            Err(error) => Err(error),
        }
    }

    pub(super) fn refusal<R: Request>(&mut self, request: R) -> String {
        match self.call(request) {
            Ok(_) => "allowed".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    pub(super) fn with_objects(keys: &[&str]) -> Self {
        let mut dev = Self::new();
        let create = CreateBucket {
            bucket: "logs".to_owned(),
            location_constraint: None,
        };
        dev.clients.call(OWN, create).unwrap();
        for key in keys {
            dev.clients.call(OWN, put(key)).unwrap();
        }
        dev
    }
}

pub(super) fn put(key: &str) -> PutObject {
    PutObject {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        content: Content::whole(BodyId(1), 1),
        e_tag: format!("{:032x}", 1),
        checksum: None,
        headers: Box::default(),
        tags: std::collections::BTreeMap::new(),
        condition: WriteCondition::default(),
        is_form: false,
    }
}

pub(super) fn get(key: &str, version_id: Option<&str>) -> GetObject {
    GetObject {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        version_id: version_id.map(str::to_owned),
        ..GetObject::default()
    }
}

pub(super) fn publish(namespace: &str) -> PutMetricData {
    PutMetricData {
        namespace: namespace.to_owned(),
        metric_data: vec![
            serde_json::from_value(json!({"MetricName": "m", "Value": 1.0})).unwrap(),
        ],
        ..serde_json::from_value(json!({"Namespace": namespace})).unwrap()
    }
}

#[test]
fn a_user_without_policies_may_say_who_it_is_and_nothing_else() {
    let mut dev = Dev::new();
    let url = dev.clients.create_queue(OWN, "orders");
    assert_eq!(
        dev.call(GetCallerIdentity {}).map(|_| ()).ok(),
        Some(()),
        "needs no permission"
    );
    let send = SendMessage {
        queue_url: url,
        message_body: "x".into(),
        ..SendMessage::default()
    };
    assert_eq!(
        dev.refusal(send),
        "User: arn:aws:iam::000000000000:user/dev is not authorized to perform: sqs:sendmessage on resource: \
         arn:aws:sqs:us-east-1:000000000000:orders because no identity-based policy allows the sqs:sendmessage action"
    );
    let create = CreateBucket {
        bucket: "mine".to_owned(),
        location_constraint: None,
    };
    assert_eq!(
        dev.refusal(create),
        "User: arn:aws:iam::000000000000:user/dev is not authorized to perform: s3:CreateBucket on resource: \
         \"arn:aws:s3:::mine\" because no identity-based policy allows the s3:CreateBucket action"
    );
    assert_eq!(
        dev.refusal(ListBuckets::default()),
        "User: arn:aws:iam::000000000000:user/dev is not authorized to perform: s3:ListAllMyBuckets because no \
         identity-based policy allows the s3:ListAllMyBuckets action"
    );
}

#[test]
fn a_policy_lets_a_user_and_a_deny_in_it_wins() {
    let mut dev = Dev::new();
    let queue_url = dev.clients.create_queue(OWN, "orders");
    dev.may(&json!([
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
        {"Sid": "Hands", "Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:orders"},
    ]));
    let look = GetQueueAttributes {
        queue_url: queue_url.clone(),
        ..GetQueueAttributes::default()
    };
    assert_eq!(dev.refusal(look), "allowed");
    let send = SendMessage {
        queue_url,
        message_body: "x".into(),
        ..SendMessage::default()
    };
    let refused = dev.call(send).unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("with an explicit deny in an identity-based policy"),
        "{refused}"
    );
    let Error::Sqs(QueueError::AccessDenied(denial)) = refused else {
        panic!("{refused}");
    };
    let crate::access::Reason::Policy { statement, .. } = denial.reason else {
        panic!("it is a policy's");
    };
    assert_eq!(statement.as_deref(), Some("p, Hands"));
}

#[test]
fn a_version_is_another_action_than_its_object() {
    let mut dev = Dev::with_objects(&["a"]);
    dev.may(
        &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}),
    );
    assert_eq!(dev.refusal(get("a", None)), "allowed");
    let refused = dev.refusal(get("a", Some("null")));
    assert!(refused.contains("s3:GetObjectVersion"), "{refused}");
}

/// Source: API GetObject, "if you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403".
#[test]
fn that_a_key_is_missing_is_told_to_who_may_list() {
    let mut dev = Dev::with_objects(&[]);
    let read =
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"});
    dev.may(&read);
    let refused = dev.call(get("absent", None)).unwrap_err();
    assert!(
        matches!(refused, Error::S3(BucketError::AccessDenied(_))),
        "{refused}"
    );
    let list =
        json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::logs"});
    dev.may(&json!([read, list]));
    let refused = dev.call(get("absent", None)).unwrap_err();
    assert_eq!(refused, Error::S3(BucketError::NoSuchKey));
}

#[test]
fn deleting_many_is_decided_key_by_key() {
    let mut dev = Dev::with_objects(&["a/1", "b/1"]);
    dev.may(&json!({"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::logs/a/*"}));
    let object = |key: &str| ObjectIdentifier {
        key: key.to_owned(),
        version_id: None,
        if_match: None,
    };
    let delete = DeleteObjects {
        bucket: "logs".to_owned(),
        objects: vec![object("a/1"), object("b/1")],
    };
    let results = dev.call(delete).unwrap().results;
    assert!(results[0].1.is_ok());
    assert!(matches!(results[1].1, Err(BucketError::AccessDenied(_))));
}

#[test]
fn a_condition_on_the_namespace_holds() {
    let mut dev = Dev::new();
    dev.may(&json!({
        "Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*",
        "Condition": {"StringEquals": {"cloudwatch:namespace": "Custom/BedrockMetrics"}},
    }));
    assert_eq!(dev.refusal(publish("Custom/BedrockMetrics")), "allowed");
    let refused = dev.refusal(publish("Custom/Other"));
    assert!(refused.contains("cloudwatch:PutMetricData"), "{refused}");
}

/// On the metric `N m`, with this action.
fn alarm(name: &str, action: &str, tags: Vec<Tag>) -> PutMetricAlarm {
    PutMetricAlarm {
        alarm_name: name.to_owned(),
        namespace: Some("N".to_owned()),
        metric_name: Some("m".to_owned()),
        statistic: Some("Sum".to_owned()),
        period: Some(60),
        evaluation_periods: Some(1),
        threshold: Some(0.0),
        comparison_operator: Some("GreaterThanThreshold".to_owned()),
        alarm_actions: vec![action.to_owned()],
        tags,
        ..PutMetricAlarm::default()
    }
}

#[test]
fn alarms_are_put_and_deleted_by_name_and_by_what_they_do() {
    const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";
    let mut dev = Dev::new();
    dev.may(&json!({
        "Effect": "Allow", "Action": ["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"],
        "Resource": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:dev-*",
        "Condition": {"ForAllValues:StringLike": {"cloudwatch:AlarmActions": "arn:aws:sns:*"}},
    }));
    assert_eq!(dev.refusal(alarm("dev-a", TOPIC, Vec::new())), "allowed");
    let refused = dev.refusal(alarm("prod-a", TOPIC, Vec::new()));
    assert!(
        refused.contains("cloudwatch:PutMetricAlarm on resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:prod-a"),
        "{refused}"
    );
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let refused = dev.refusal(alarm("dev-a", function, Vec::new()));
    assert!(refused.contains("cloudwatch:PutMetricAlarm"), "{refused}");
    let tags = vec![Tag {
        key: "team".to_owned(),
        value: "blue".to_owned(),
    }];
    let refused = dev.refusal(alarm("dev-b", TOPIC, tags));
    assert!(refused.contains("cloudwatch:TagResource"), "{refused}");
    let delete = |names: [&str; 2]| DeleteAlarms {
        alarm_names: names.map(str::to_owned).to_vec(),
    };
    let refused = dev.refusal(delete(["dev-a", "prod-a"]));
    assert!(
        refused.contains("alarm:prod-a"),
        "each is asked for: {refused}"
    );
    assert_eq!(dev.refusal(delete(["dev-a", "dev-b"])), "allowed");
}

#[test]
fn a_role_is_handed_over_by_who_may_pass_it() {
    let mut dev = Dev::new();
    let create = || CreateFunction {
        function_name: "f".to_owned(),
        role: Some("arn:aws:iam::000000000000:role/r".to_owned()),
        code: FunctionCode {
            executable_path: Some("/opt/bootstrap".into()),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    };
    dev.may(&json!({"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}));
    let refused = dev.refusal(create());
    assert!(
        refused.contains("iam:PassRole on resource: arn:aws:iam::000000000000:role/r"),
        "{refused}"
    );
    dev.may(&json!([
        {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
         "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}},
    ]));
    let refused = dev.refusal(create());
    assert!(!refused.contains("iam:PassRole"), "{refused}");
}

#[test]
fn an_inactive_key_is_worth_nothing() {
    let mut dev = Dev::new();
    let update = UpdateAccessKey {
        user_name: Some("dev".to_owned()),
        access_key_id: dev.key.clone(),
        status: "Inactive".to_owned(),
    };
    dev.clients.call(OWN, update).unwrap();
    dev.now += SignedDuration::from_secs(1);
    assert_eq!(
        dev.refusal(publish("N")),
        "The security token included in the request is invalid"
    );
}

pub(super) fn role(dev: &mut Dev, service: &str) {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole",
    }]});
    let create = CreateRole {
        role_name: "r".to_owned(),
        assume_role_policy_document: trust.to_string(),
        ..CreateRole::default()
    };
    dev.clients.call(OWN, create).unwrap();
}

pub(super) fn function_with_role() -> CreateFunction {
    CreateFunction {
        function_name: "f".to_owned(),
        role: Some("arn:aws:iam::000000000000:role/r".to_owned()),
        code: FunctionCode {
            executable_path: Some("/opt/bootstrap".into()),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    }
}

/// Text recorded.
#[test]
fn a_functions_role_has_to_be_there_and_let_lambda_assume_it() {
    let refused = "The role defined for the function cannot be assumed by Lambda.";
    let mut dev = Dev::new();
    let absent = dev.clients.call(OWN, function_with_role()).unwrap_err();
    assert_eq!(absent.to_string(), refused);
    role(&mut dev, "ec2.amazonaws.com");
    let foreign = dev.clients.call(OWN, function_with_role()).unwrap_err();
    assert_eq!(foreign.to_string(), refused);
    let mut dev = Dev::new();
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
}

/// Recorded by users, of the root too: <https://github.com/aws/aws-toolkit-azure-devops/issues/546>.
#[test]
fn a_role_of_another_account_is_handed_over_by_nobody() {
    let mut dev = Dev::new();
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
    let theirs = || Some("arn:aws:iam::111122223333:role/r".to_owned());
    let create = || CreateFunction {
        role: theirs(),
        ..function_with_role()
    };
    let update = || UpdateFunctionConfiguration {
        function_name: "f".to_owned(),
        role: theirs(),
        ..UpdateFunctionConfiguration::default()
    };
    let text = "Cross-account pass role is not allowed.";
    let refused = dev.clients.call(OWN, create()).unwrap_err();
    assert!(matches!(refused, FunctionError::AccessDenied(_)));
    assert_eq!(refused.to_string(), text);
    let refused = dev.clients.call(OWN, update()).unwrap_err();
    assert_eq!(refused.to_string(), text);
    dev.may(&json!({"Effect": "Allow", "Action": ["lambda:*", "iam:PassRole"], "Resource": "*"}));
    assert_eq!(dev.refusal(create()), text);
}

/// Source: `RoleArn` in Lambda's model. That it is no role is told before whether it may be passed.
#[test]
fn what_is_no_role_is_handed_over_by_nobody() {
    let mut dev = Dev::new();
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
    let named = || Some("foo".to_owned());
    let create = || CreateFunction {
        role: named(),
        ..function_with_role()
    };
    let update = || UpdateFunctionConfiguration {
        function_name: "f".to_owned(),
        role: named(),
        ..UpdateFunctionConfiguration::default()
    };
    let text = r"1 validation error detected: Value 'foo' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";
    let refused = dev.clients.call(OWN, create()).unwrap_err();
    assert_eq!(refused, FunctionError::Validation(text.to_owned()));
    let refused = dev.clients.call(OWN, update()).unwrap_err();
    assert_eq!(refused, FunctionError::Validation(text.to_owned()));
    dev.may(&json!({"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}));
    assert_eq!(dev.refusal(create()), text);
    assert_eq!(dev.refusal(update()), text);
}

/// Text recorded.
#[test]
fn a_mappings_role_has_to_be_allowed_what_the_mapping_does() {
    let mut dev = Dev::new();
    dev.clients.create_queue(OWN, "orders");
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
    let map = || CreateEventSourceMapping {
        event_source_arn: "arn:aws:sqs:us-east-1:000000000000:orders".to_owned(),
        function_name: "f".to_owned(),
        ..CreateEventSourceMapping::default()
    };
    let mut may = |actions: &[&str]| {
        let put = PutRolePolicy {
            role_name: "r".to_owned(),
            policy_name: "p".to_owned(),
            policy_document: json!({"Version": "2012-10-17", "Statement": {
                "Effect": "Allow", "Action": actions, "Resource": "arn:aws:sqs:*:*:orders",
            }})
            .to_string(),
        };
        dev.clients.call(OWN, put).unwrap();
        let made = dev.clients.call(OWN, map());
        made.map_or_else(|error| error.to_string(), |_| "made".to_owned())
    };
    let lacks = |action: &str| {
        format!("The function execution role does not have permissions to call {action} on SQS")
    };
    assert_eq!(may(&["sqs:SendMessage"]), lacks("ReceiveMessage"));
    assert_eq!(may(&["sqs:ReceiveMessage"]), lacks("DeleteMessage"));
    let but_one = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];
    assert_eq!(may(&but_one), lacks("GetQueueAttributes"));
    assert_eq!(may(&["sqs:*"]), "made");
}

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>: a queue's policy lets a function of another account.
#[test]
fn a_mapping_reads_a_queue_of_another_account_that_lets_its_role() {
    let mut dev = Dev::new();
    let url = dev.clients.create_queue(OTHER, "orders");
    dev.clients.create_queue(OWN, "orders");
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
    let all = |principal: &str| {
        let mut statement = json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"});
        if !principal.is_empty() {
            statement["Principal"] = json!({ "AWS": principal });
        }
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let put = PutRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: all(""),
    };
    dev.clients.call(OWN, put).unwrap();
    let map = || CreateEventSourceMapping {
        event_source_arn: format!("arn:aws:sqs:us-east-1:{OTHER}:orders"),
        function_name: "f".to_owned(),
        ..CreateEventSourceMapping::default()
    };
    let refused = dev.clients.call(OWN, map()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The function execution role does not have permissions to call ReceiveMessage on SQS"
    );
    let policy = SetQueueAttributes {
        queue_url: url.clone(),
        attributes: [(
            "Policy".to_owned(),
            all(&format!("arn:aws:iam::{OWN}:role/r")),
        )]
        .into(),
    };
    dev.clients.call(OTHER, policy).unwrap();
    let mapping = dev.clients.call(OWN, map()).unwrap();
    assert!(mapping.function_arn.contains(OWN));
    let send = SendMessage {
        queue_url: url,
        message_body: "body".into(),
        ..SendMessage::default()
    };
    dev.clients.call(OTHER, send).unwrap();
    let orders = dev.clients.world.take_effects();
    let orders = orders.filter(|effect| matches!(effect, Effect::Invoke(_)));
    assert_eq!(orders.count(), 1);
}

/// Source: the guide's page "Resources and conditions for Lambda actions".
#[test]
fn which_function_a_mapping_may_feed_is_a_condition() {
    let mut dev = Dev::new();
    dev.clients.create_queue(OWN, "orders");
    role(&mut dev, "lambda.amazonaws.com");
    dev.clients.call(OWN, function_with_role()).unwrap();
    let map = || CreateEventSourceMapping {
        event_source_arn: "arn:aws:sqs:us-east-1:000000000000:orders".to_owned(),
        function_name: "f".to_owned(),
        ..CreateEventSourceMapping::default()
    };
    let mut refusal = |function: &str| {
        dev.may(&json!({
            "Effect": "Allow", "Action": "lambda:CreateEventSourceMapping", "Resource": "*",
            "Condition": {"ArnEquals": {"lambda:FunctionArn": format!("arn:aws:lambda:us-east-1:000000000000:function:{function}")}},
        }));
        dev.refusal(map())
    };
    assert!(refusal("other").contains("lambda:CreateEventSourceMapping on resource: *"));
    let of_the_role =
        "The function execution role does not have permissions to call ReceiveMessage on SQS";
    assert_eq!(refusal("f"), of_the_role);
}
