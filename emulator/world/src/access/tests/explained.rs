//! What the ledger keeps of a decision, and how it is told.

use jiff::Timestamp;
use serde_json::json;

use super::{Clients, OWN};
use crate::access::{Explanation, Unjudged};
use crate::call::Call;
use crate::iam::{
    AddUserToGroup, CreateAccessKey, CreateGroup, CreatePolicy, CreateRole, CreateUser,
    DeletePolicy, DeleteUserPolicy, PutGroupPolicy, PutRolePolicy, PutUserPermissionsBoundary,
    PutUserPolicy,
};
use crate::ledger::Line;
use crate::metrics::PutMetricData;
use crate::operation::Request;
use crate::origin::Origin;
use crate::queue::{SendMessage, SetQueueAttributes};
use crate::sts::{AssumeRole, PolicyDescriptor};
use crate::world::World;

/// A user called `dev`, and its key.
fn dev(clients: &mut Clients) -> String {
    let create = CreateUser {
        user_name: "dev".to_owned(),
        ..CreateUser::default()
    };
    clients.call(OWN, create).unwrap();
    let key = CreateAccessKey {
        user_name: Some("dev".to_owned()),
    };
    clients.call(OWN, key).unwrap().access_key.access_key_id
}

fn may(clients: &mut Clients, name: &str, statement: &serde_json::Value) {
    let put = PutUserPolicy {
        user_name: "dev".to_owned(),
        policy_name: name.to_owned(),
        policy_document: document(statement),
    };
    clients.call(OWN, put).unwrap();
}

fn document(statement: &serde_json::Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

/// The line of a call by the owner of a key.
fn line<R: Request>(world: &mut World, key: &str, request: R) -> Box<Line> {
    while world.ledger().take().is_some() {}
    let origin = Origin {
        access_key: Some(key.into()),
        endpoint: "http://h".into(),
        ..Origin::default()
    };
    let call = Call::new(origin, request.into_operation());
    let _ = world.apply(Timestamp::UNIX_EPOCH, call);
    world.ledger().take().expect("a call is a line")
}

fn publish(namespace: &str) -> PutMetricData {
    serde_json::from_value(
        json!({"Namespace": namespace, "MetricData": [{"MetricName": "m", "Value": 1.0}]}),
    )
    .unwrap()
}

fn send(queue_url: &str) -> SendMessage {
    SendMessage {
        queue_url: queue_url.to_owned(),
        message_body: "x".into(),
        ..SendMessage::default()
    }
}

fn only(line: &Line) -> Explanation {
    let [judged] = line.judgements.judged.as_slice() else {
        panic!("{line:?}");
    };
    judged.explain()
}

/// Everything that is said of the statements, in their order.
fn said(explanation: &Explanation) -> Vec<String> {
    let policies = explanation.policies.iter();
    policies
        .flat_map(|policy| {
            policy.statements.iter().map(|statement| {
                let otherwise = statement.otherwise.as_deref().unwrap_or("applies");
                let decided = if statement.decided { ", decided" } else { "" };
                let (kind, name, effect) = (&policy.kind, &policy.name, &statement.effect);
                format!("{kind} {name}, {effect}: {otherwise}{decided}")
            })
        })
        .collect()
}

#[test]
fn a_line_names_the_statement_that_decided() {
    let mut clients = Clients::new();
    let url = clients.create_queue(OWN, "orders");
    let key = dev(&mut clients);
    may(
        &mut clients,
        "p",
        &json!([
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
            {"Sid": "Quiet", "Effect": "Deny", "Action": "cloudwatch:*", "Resource": "*"},
        ]),
    );
    let allowed = line(&mut clients.world, &key, send(&url));
    let by = allowed.judgements.decided_by();
    assert_eq!(by.as_deref(), Some("p, statement 1"));
    let denied = line(&mut clients.world, &key, publish("N"));
    assert_eq!(denied.judgements.decided_by().as_deref(), Some("p, Quiet"));
    let delete = DeleteUserPolicy {
        user_name: "dev".to_owned(),
        policy_name: "p".to_owned(),
    };
    clients.call(OWN, delete).unwrap();
    let unallowed = line(&mut clients.world, &key, publish("N"));
    assert_eq!(unallowed.judgements.decided_by(), None);
    assert!(unallowed.refused.is_some());
}

/// Nothing is kept of it but why.
#[test]
fn the_root_is_not_judged_where_no_policy_is() {
    let mut clients = Clients::new();
    let url = clients.create_queue(OWN, "orders");
    let line = line(&mut clients.world, OWN, send(&url));
    assert_eq!(line.judgements.judged, []);
    assert_eq!(line.judgements.unjudged, Some(Unjudged::Root));
}

#[test]
fn each_statement_says_why_it_does_not_apply() {
    let mut clients = Clients::new();
    let key = dev(&mut clients);
    may(
        &mut clients,
        "p",
        &json!([
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "arn:aws:cloudwatch:::x"},
            {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*",
             "Condition": {"StringEquals": {"cloudwatch:namespace": ["A", "B"]}}},
            {"Effect": "Allow", "Action": "cloudwatch:*", "Resource": "*",
             "Condition": {"StringLike": {"aws:PrincipalTag/team": "a*"}}},
        ]),
    );
    let denied = only(&line(&mut clients.world, &key, publish("C")));
    assert_eq!(denied.principal, "arn:aws:iam::000000000000:user/dev");
    assert!(!denied.is_allowed);
    assert_eq!(
        denied.because,
        "because no identity-based policy allows the cloudwatch:PutMetricData action"
    );
    assert_eq!(
        said(&denied),
        [
            "identity-based policy p, Allow: its actions leave cloudwatch:PutMetricData out",
            "identity-based policy p, Allow: its resources leave * out",
            "identity-based policy p, Allow: its condition does not hold: StringEquals cloudwatch:namespace A, B; it is C",
            "identity-based policy p, Allow: its condition does not hold: StringLike aws:PrincipalTag/team a*; the request has none",
        ]
    );
}

/// They are kept as they were when the call was made.
#[test]
fn it_is_told_by_the_policies_as_they_were() {
    let mut clients = Clients::new();
    let key = dev(&mut clients);
    may(
        &mut clients,
        "p",
        &json!({"Sid": "Then", "Effect": "Allow", "Action": "cloudwatch:*", "Resource": "*",
                "Condition": {"StringEquals": {"cloudwatch:namespace": "A"}}}),
    );
    let allowed = line(&mut clients.world, &key, publish("A"));
    may(
        &mut clients,
        "p",
        &json!({"Sid": "Now", "Effect": "Deny", "Action": "*", "Resource": "*"}),
    );
    let told = only(&allowed);
    assert_eq!(told.because, "identity-based policy allows it: p, Then");
    assert_eq!(
        said(&told),
        ["identity-based policy p, Allow: applies, decided"]
    );
}

#[test]
fn groups_boundaries_and_resources_stand_apart() {
    let mut clients = Clients::new();
    let url = clients.create_queue(OWN, "orders");
    let key = dev(&mut clients);
    let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let create = CreateGroup {
        group_name: "team".to_owned(),
        ..CreateGroup::default()
    };
    clients.call(OWN, create).unwrap();
    let add = AddUserToGroup {
        group_name: "team".to_owned(),
        user_name: "dev".to_owned(),
    };
    clients.call(OWN, add).unwrap();
    let put = PutGroupPolicy {
        group_name: "team".to_owned(),
        policy_name: "all".to_owned(),
        policy_document: document(&all),
    };
    clients.call(OWN, put).unwrap();
    let policy = CreatePolicy {
        policy_name: "bound".to_owned(),
        policy_document: document(&json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})),
        ..CreatePolicy::default()
    };
    let arn = clients.call(OWN, policy).unwrap().policy.arn;
    let put = PutUserPermissionsBoundary {
        user_name: "dev".to_owned(),
        permissions_boundary: arn.clone(),
    };
    clients.call(OWN, put).unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
    }});
    let set = SetQueueAttributes {
        queue_url: url.clone(),
        attributes: [("Policy".to_owned(), policy.to_string())].into(),
    };
    clients.call(OWN, set).unwrap();
    let told = only(&line(&mut clients.world, &key, send(&url)));
    assert_eq!(told.policies[0].group.as_deref(), Some("team"));
    assert_eq!(
        told.because,
        "because no permissions boundary allows the sqs:SendMessage action"
    );
    let bound = format!("permissions boundary {arn}, Allow: its actions leave sqs:SendMessage out");
    assert_eq!(
        said(&told),
        [
            "identity-based policy all, Allow: applies",
            bound.as_str(),
            "resource-based policy arn:aws:sqs:us-east-1:000000000000:orders, Allow: it is not for arn:aws:iam::000000000000:user/dev",
        ]
    );
}

/// A decision is taken again when it is told, by what limited it then: by policies that were deleted, too.
#[test]
fn that_nothing_is_left_of_a_sessions_policies_is_told_as_it_was_decided() {
    let mut clients = Clients::new();
    let everything = document(&json!([{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]));
    let role = CreateRole {
        role_name: "runner".to_owned(),
        assume_role_policy_document: document(
            &json!([{"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole"}]),
        ),
        ..CreateRole::default()
    };
    let role_arn = clients.call(OWN, role).unwrap().role.arn;
    let put = PutRolePolicy {
        role_name: "runner".to_owned(),
        policy_name: "all".to_owned(),
        policy_document: everything.clone(),
    };
    clients.call(OWN, put).unwrap();
    let limit = CreatePolicy {
        policy_name: "limit".to_owned(),
        policy_document: everything,
        ..CreatePolicy::default()
    };
    let policy_arn = clients.call(OWN, limit).unwrap().policy.arn;
    let assume = AssumeRole {
        role_arn,
        role_session_name: "work".to_owned(),
        policy_arns: vec![PolicyDescriptor {
            arn: policy_arn.clone(),
        }],
        ..AssumeRole::default()
    };
    let keys = clients.call(OWN, assume).unwrap().credentials;
    clients.call(OWN, DeletePolicy { policy_arn }).unwrap();
    let url = clients.create_queue(OWN, "orders");
    let denied = only(&line(&mut clients.world, &keys.access_key_id, send(&url)));
    assert!(!denied.is_allowed);
    assert_eq!(
        denied.because,
        "because no session policy allows the sqs:SendMessage action"
    );
}
