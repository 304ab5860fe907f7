//! Whom a policy may name: users and roles of its own account that are there, in the words of each service.

use std::fmt::Display;

use serde_json::{Value, json};

use super::identities::{Dev, function_with_role};
use super::{OTHER, OWN};
use crate::bucket::subresource::Subresource;
use crate::bucket::{PutBucketPolicy, PutBucketSubresource};
use crate::function;
use crate::iam::{CreateRole, CreateUser, DeleteRole, UpdateAssumeRolePolicy};
use crate::operation::Request;
use crate::queue::{CreateQueue, SetQueueAttributes};
use crate::topic::{CreateTopic, SetTopicAttributes};

const NOBODY: &str = "arn:aws:iam::000000000000:user/nobodyx";

/// Everything that takes a policy, each with what it is for.
struct Stage {
    dev: Dev,
    queue_url: String,
    topic_arn: String,
    statements: usize,
}

impl Stage {
    fn new() -> Self {
        let mut dev = Dev::with_objects(&[]);
        let queue_url = dev.clients.create_queue(OWN, "orders");
        let create = CreateTopic {
            name: "t".to_owned(),
            ..CreateTopic::default()
        };
        let topic_arn = dev.clients.call(OWN, create).unwrap().topic_arn;
        dev.clients.call(OWN, create_role("r", &lambda())).unwrap();
        dev.clients.call(OWN, function_with_role()).unwrap();
        Self {
            dev,
            queue_url,
            topic_arn,
            statements: 0,
        }
    }

    /// The refusal, or nothing.
    fn call<R: Request<Error: Display>>(&mut self, request: R) -> String {
        let answer = self.dev.clients.call(OWN, request);
        answer
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    fn trusts(&mut self, policy: &str) -> String {
        self.call(UpdateAssumeRolePolicy {
            role_name: "r".to_owned(),
            policy_document: policy.to_owned(),
        })
    }

    fn queue_has(&mut self, policy: &str) -> String {
        let queue_url = self.queue_url.clone();
        self.call(SetQueueAttributes {
            queue_url,
            attributes: [("Policy".to_owned(), policy.to_owned())].into(),
        })
    }

    fn new_queue_has(&mut self, policy: &str) -> String {
        self.call(CreateQueue {
            queue_name: "new".to_owned(),
            attributes: [("Policy".to_owned(), policy.to_owned())].into(),
            ..CreateQueue::default()
        })
    }

    fn topic_has(&mut self, policy: &str) -> String {
        let topic_arn = self.topic_arn.clone();
        self.call(SetTopicAttributes {
            topic_arn,
            attribute_name: "Policy".to_owned(),
            attribute_value: policy.to_owned(),
        })
    }

    fn new_topic_has(&mut self, policy: &str) -> String {
        self.call(CreateTopic {
            name: "new".to_owned(),
            attributes: [("Policy".to_owned(), policy.to_owned())].into(),
            ..CreateTopic::default()
        })
    }

    fn bucket_has(&mut self, policy: &str) -> String {
        self.call(PutBucketPolicy(PutBucketSubresource {
            bucket: "logs".to_owned(),
            subresource: Subresource::Policy,
            text: policy.to_owned(),
        }))
    }

    fn function_lets(&mut self, principal: &str) -> String {
        self.statements += 1;
        let statement_id = self.statements.to_string();
        self.call(function::AddPermission {
            function_name: "f".to_owned(),
            statement_id,
            action: "lambda:InvokeFunction".to_owned(),
            principal: principal.to_owned(),
            ..function::AddPermission::default()
        })
    }

    /// Whether all of them take a policy that names this principal, and none does not.
    #[track_caller]
    fn is_taken(&mut self, principal: &str) -> bool {
        let named = json!({ "AWS": principal });
        let refusals = [
            self.trusts(&trust(&named)),
            self.queue_has(&allow("sqs:SendMessage", &named, "*")),
            self.topic_has(&allow("sns:Publish", &named, "*")),
            self.bucket_has(&allow("s3:GetObject", &named, OBJECTS)),
            self.function_lets(principal),
        ];
        let taken = refusals.iter().filter(|refusal| refusal.is_empty());
        let taken = taken.count();
        assert!(taken == 0 || taken == refusals.len(), "{refusals:?}");
        taken > 0
    }
}

const OBJECTS: &str = "arn:aws:s3:::logs/*";

fn lambda() -> Value {
    json!({"Service": "lambda.amazonaws.com"})
}

fn create_role(name: &str, principal: &Value) -> CreateRole {
    CreateRole {
        role_name: name.to_owned(),
        assume_role_policy_document: trust(principal),
        ..CreateRole::default()
    }
}

fn trust(principal: &Value) -> String {
    document(&json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}))
}

fn allow(action: &str, principal: &Value, resource: &str) -> String {
    document(&json!({
        "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource,
    }))
}

fn document(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

#[test]
fn a_policy_that_names_who_is_not_there_is_refused_in_the_words_of_each_service() {
    let mut stage = Stage::new();
    let nobody = json!({ "AWS": ["000000000000", NOBODY] });
    let untrusted = format!("Invalid principal in policy: \"AWS\":\"{NOBODY}\"");
    assert_eq!(stage.trusts(&trust(&nobody)), untrusted);
    assert_eq!(stage.call(create_role("new", &nobody)), untrusted);
    let policy = allow("sqs:SendMessage", &nobody, "*");
    let of_queues = "Invalid value for the parameter Policy.";
    assert_eq!(stage.queue_has(&policy), of_queues);
    assert_eq!(stage.new_queue_has(&policy), of_queues);
    let policy = allow("sns:Publish", &nobody, "*");
    assert_eq!(
        stage.topic_has(&policy),
        "Invalid parameter: Policy Error: PrincipalNotFound"
    );
    assert_eq!(
        stage.new_topic_has(&policy),
        "Invalid parameter: Attributes Reason: Policy Error: PrincipalNotFound"
    );
    let policy = allow("s3:GetObject", &nobody, OBJECTS);
    assert_eq!(stage.bucket_has(&policy), "Invalid principal in policy");
    assert_eq!(
        stage.function_lets(NOBODY),
        "The provided principal was invalid. Please check the principal and try again."
    );
}

#[test]
fn a_denial_names_who_is_there_too() {
    let mut stage = Stage::new();
    for element in ["Principal", "NotPrincipal"] {
        let deny = |principal: &str| {
            document(&json!({
                "Effect": "Deny", element: {"AWS": principal}, "Action": "s3:GetObject", "Resource": OBJECTS,
            }))
        };
        let refused = stage.bucket_has(&deny(NOBODY));
        assert_eq!(refused, "Invalid principal in policy", "{element}");
        assert_eq!(stage.bucket_has(&deny(DEV)), "", "{element}");
    }
}

const DEV: &str = "arn:aws:iam::000000000000:user/dev";

#[test]
fn who_is_there_is_named_by_its_whole_arn() {
    let mut stage = Stage::new();
    let create = CreateUser {
        user_name: "ops".to_owned(),
        path: Some("/team/".to_owned()),
        ..CreateUser::default()
    };
    assert_eq!(stage.call(create), "");
    for there in [
        DEV,
        "arn:aws:iam::000000000000:user/team/ops",
        "arn:aws:iam::000000000000:role/r",
    ] {
        assert!(stage.is_taken(there), "{there}");
    }
    for missing in [
        "arn:aws:iam::000000000000:user/ops",
        "arn:aws:iam::000000000000:user/team/dev",
        "arn:aws:iam::000000000000:user/Dev",
        "arn:aws:iam::000000000000:role/dev",
        "arn:aws:iam::000000000000:user/r",
    ] {
        assert!(!stage.is_taken(missing), "{missing}");
    }
}

#[test]
fn a_session_may_be_named_while_its_role_is_there() {
    let mut stage = Stage::new();
    let session = "arn:aws:sts::000000000000:assumed-role/reader/work";
    assert!(!stage.is_taken(session));
    assert_eq!(stage.call(create_role("reader", &lambda())), "");
    assert!(stage.is_taken(session));
    let delete = DeleteRole {
        role_name: "reader".to_owned(),
    };
    assert_eq!(stage.call(delete), "");
    assert!(!stage.is_taken(session));
}

#[test]
fn accounts_roots_everybody_and_whoever_is_of_another_account_are_not_looked_up() {
    let mut stage = Stage::new();
    for principal in [
        "*",
        OWN,
        OTHER,
        "arn:aws:iam::000000000000:root",
        "arn:aws:iam::111122223333:user/nobodyx",
        "arn:aws:iam::111122223333:role/nothing",
        "arn:aws:sts::111122223333:assumed-role/nothing/work",
        "arn:aws:sts::000000000000:federated-user/somebody",
    ] {
        assert!(stage.is_taken(principal), "{principal}");
    }
}

/// A condition is a text, whoever it looks like.
#[test]
fn conditions_name_nobody() {
    let mut stage = Stage::new();
    let policy = document(&json!({
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": OBJECTS,
        "Condition": {"ArnEquals": {"aws:PrincipalArn": NOBODY}},
    }));
    assert_eq!(stage.bucket_has(&policy), "");
}

/// What was kept is not looked up again: whom it named may be gone since.
#[test]
fn a_statement_is_added_beside_one_that_names_who_is_gone() {
    let mut stage = Stage::new();
    assert_eq!(stage.call(create_role("reader", &lambda())), "");
    let reader = "arn:aws:iam::000000000000:role/reader";
    assert_eq!(stage.function_lets(reader), "");
    let delete = DeleteRole {
        role_name: "reader".to_owned(),
    };
    assert_eq!(stage.call(delete), "");
    assert_eq!(stage.function_lets(OTHER), "");
    assert_ne!(stage.function_lets(reader), "");
}
