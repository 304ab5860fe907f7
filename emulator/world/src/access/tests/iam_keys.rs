//! What policies can say of IAM's own operations: on whom, with which tags, policies and boundaries.

use serde_json::{Value, json};

use super::OWN;
use super::identities::Dev;
use crate::iam::{
    AttachRolePolicy, CreatePolicy, CreateRole, GetPolicy, GetRole, GetUser, ListAccessKeys,
    ListRoles, PutRolePolicy, Tag, TagRole, UntagRole,
};
use crate::operation::Request;
use crate::queue::{GetQueueAttributes, TagQueue};

const BOUND: &str = "arn:aws:iam::000000000000:policy/bound";

fn create_role(name: &str, path: &str) -> CreateRole {
    CreateRole {
        role_name: name.to_owned(),
        path: Some(path.to_owned()),
        assume_role_policy_document: json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole",
        }})
        .to_string(),
        ..CreateRole::default()
    }
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

/// A user beside a tagged role with a path and a boundary.
fn dev() -> Dev {
    let mut dev = Dev::new();
    let bound = CreatePolicy {
        policy_name: "bound".to_owned(),
        policy_document: json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        }})
        .to_string(),
        ..CreatePolicy::default()
    };
    dev.clients.call(OWN, bound).unwrap();
    let create = CreateRole {
        permissions_boundary: Some(BOUND.to_owned()),
        tags: vec![tag("Team", "a")],
        ..create_role("r", "/app/")
    };
    dev.clients.call(OWN, create).unwrap();
    dev
}

/// Whether a user may under this condition.
fn may<R: Request>(dev: &mut Dev, action: &str, condition: &Value, request: R) -> bool {
    dev.may(&json!({"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}));
    let refusal = dev.refusal(request);
    assert!(
        refusal == "allowed" || refusal.contains("is not authorized to perform"),
        "{refusal}"
    );
    refusal == "allowed"
}

#[test]
fn a_role_is_known_by_its_path_though_requests_leave_it_out() {
    let mut dev = dev();
    let get = || GetRole {
        role_name: "r".to_owned(),
    };
    let on =
        |resource: &str| json!({"Effect": "Allow", "Action": "iam:GetRole", "Resource": resource});
    dev.may(&on("arn:aws:iam::*:role/app/*"));
    assert_eq!(dev.refusal(get()), "allowed");
    dev.may(&on("arn:aws:iam::*:role/r"));
    let refused = dev.refusal(get());
    assert!(refused.contains("role r because"), "{refused}");
}

#[test]
fn a_user_that_names_nobody_means_itself() {
    let mut dev = dev();
    dev.may(&json!({
        "Effect": "Allow", "Action": ["iam:GetUser", "iam:ListAccessKeys"],
        "Resource": "arn:aws:iam::*:user/${aws:username}",
    }));
    assert_eq!(dev.refusal(GetUser::default()), "allowed");
    assert_eq!(dev.refusal(ListAccessKeys::default()), "allowed");
}

#[test]
fn tags_of_a_request_are_conditions() {
    let mut dev = dev();
    let team = json!({"StringEquals": {"aws:RequestTag/team": "a"}});
    let create = |name: &str, value: &str| CreateRole {
        tags: vec![tag("team", value)],
        ..create_role(name, "/")
    };
    assert!(may(&mut dev, "iam:*Role", &team, create("one", "a")));
    assert!(!may(&mut dev, "iam:*Role", &team, create("two", "b")));
    let keys = json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}});
    let add = |key: &str| TagRole {
        role_name: "r".to_owned(),
        tags: vec![tag(key, "x")],
    };
    assert!(may(&mut dev, "iam:TagRole", &keys, add("team")));
    assert!(!may(&mut dev, "iam:TagRole", &keys, add("stage")));
    let remove = UntagRole {
        role_name: "r".to_owned(),
        tag_keys: vec!["stage".to_owned()],
    };
    assert!(!may(&mut dev, "iam:UntagRole", &keys, remove));
}

#[test]
fn tags_of_a_resource_are_conditions() {
    let mut dev = dev();
    let get = || GetRole {
        role_name: "r".to_owned(),
    };
    for (key, value, expected) in [
        ("aws:ResourceTag/team", "a", true),
        ("iam:ResourceTag/Team", "a", true),
        ("aws:ResourceTag/team", "b", false),
    ] {
        let condition = json!({"StringEquals": {key: value}});
        let found = may(&mut dev, "iam:GetRole", &condition, get());
        assert_eq!(found, expected, "{key} {value}");
    }
    let queue_url = dev.clients.create_queue(OWN, "orders");
    let look = || GetQueueAttributes {
        queue_url: queue_url.clone(),
        ..GetQueueAttributes::default()
    };
    let team = json!({"StringEquals": {"aws:ResourceTag/team": "a"}});
    assert!(!may(&mut dev, "sqs:GetQueueAttributes", &team, look()));
    let put = TagQueue {
        queue_url: queue_url.clone(),
        tags: [("team".to_owned(), "a".to_owned())].into(),
    };
    dev.clients.call(OWN, put).unwrap();
    assert!(may(&mut dev, "sqs:GetQueueAttributes", &team, look()));
}

#[test]
fn which_policy_is_attached_is_a_condition() {
    let mut dev = dev();
    let attach = |arn: &str| AttachRolePolicy {
        role_name: "r".to_owned(),
        policy_arn: arn.to_owned(),
    };
    let own = json!({"ArnLike": {"iam:PolicyARN": "arn:aws:iam::000000000000:policy/*"}});
    assert!(may(&mut dev, "iam:AttachRolePolicy", &own, attach(BOUND)));
    let all = "arn:aws:iam::aws:policy/AdministratorAccess";
    assert!(!may(&mut dev, "iam:AttachRolePolicy", &own, attach(all)));
}

/// That of the request, and of one that sets none the role's.
#[test]
fn the_boundary_is_a_condition() {
    let mut dev = dev();
    let bound = json!({"StringEquals": {"iam:PermissionsBoundary": BOUND}});
    let create = |name: &str, boundary: Option<&str>| CreateRole {
        permissions_boundary: boundary.map(str::to_owned),
        ..create_role(name, "/")
    };
    assert!(may(
        &mut dev,
        "iam:CreateRole",
        &bound,
        create("one", Some(BOUND))
    ));
    assert!(!may(
        &mut dev,
        "iam:CreateRole",
        &bound,
        create("two", None)
    ));
    let put = |role: &str| PutRolePolicy {
        role_name: role.to_owned(),
        policy_name: "p".to_owned(),
        policy_document: json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        }})
        .to_string(),
    };
    assert!(may(&mut dev, "iam:PutRolePolicy", &bound, put("r")));
    dev.clients.call(OWN, create_role("free", "/")).unwrap();
    assert!(!may(&mut dev, "iam:PutRolePolicy", &bound, put("free")));
}

/// Recorded by users: <https://github.com/aws/aws-cdk/issues/27067>, <https://github.com/galaxyproject/cloudlaunch/issues/205>.
#[test]
fn iam_says_what_a_call_is_for_by_kind_and_name() {
    let mut dev = dev();
    let user = "User: arn:aws:iam::000000000000:user/dev is not authorized to perform:";
    let told = |action: &str, resource: &str| {
        format!(
            "{user} {action} on resource: {resource} because no identity-based policy allows the {action} action"
        )
    };
    let get = GetRole {
        role_name: "r".to_owned(),
    };
    assert_eq!(dev.refusal(get), told("iam:GetRole", "role r"));
    let get = GetUser { user_name: None };
    assert_eq!(dev.refusal(get), told("iam:GetUser", "user dev"));
    let keys = ListAccessKeys {
        user_name: Some("other".to_owned()),
        ..ListAccessKeys::default()
    };
    let other = told("iam:ListAccessKeys", "user other");
    assert_eq!(dev.refusal(keys), other);
    let attach = AttachRolePolicy {
        role_name: "r".to_owned(),
        policy_arn: BOUND.to_owned(),
    };
    assert_eq!(dev.refusal(attach), told("iam:AttachRolePolicy", "role r"));
    let policy = GetPolicy {
        policy_arn: BOUND.to_owned(),
    };
    let named = format!("policy {BOUND}");
    assert_eq!(dev.refusal(policy), told("iam:GetPolicy", &named));
    let made = "arn:aws:iam::000000000000:role/app/new";
    let create = create_role("new", "/app/");
    assert_eq!(dev.refusal(create), told("iam:CreateRole", made));
    let all = "arn:aws:iam::000000000000:role/";
    assert_eq!(
        dev.refusal(ListRoles::default()),
        told("iam:ListRoles", all)
    );
}
