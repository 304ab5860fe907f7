//! What there is to decide by.

use super::*;
use crate::origin::AccountId;

fn names<'a>(granted: &Granted<'a>) -> Vec<(&'a str, &'a str)> {
    let policies = granted.policies();
    let names = policies.map(|grant| (grant.holder.name.as_str(), grant.name));
    names.collect()
}

#[test]
fn a_role_has_its_inline_and_attached_policies_and_its_boundary() {
    let world = &mut World::new(0);
    call(world, create_policy("limit")).unwrap();
    let request = CreateRole {
        permissions_boundary: Some(own("limit")),
        ..create_role("R")
    };
    call(world, request).unwrap();
    call(world, put_role("R", "inline", READ)).unwrap();
    call(world, attach_role("R", BASIC)).unwrap();
    let iam = world.identities().account(AccountId::default());
    let granted = iam.policies_of_role("r").unwrap();
    assert_eq!(
        names(&granted),
        [("R", "inline"), ("R", "AWSLambdaBasicExecutionRole")]
    );
    let arns: Vec<_> = granted.policies().map(|grant| grant.arn).collect();
    assert_eq!(arns, [None, Some(BASIC)]);
    assert_eq!(granted.boundary().unwrap().arn, Some(own("limit").as_str()));
    assert!(iam.policies_of_role("other").is_none());
    assert!(iam.policies_of_user("r").is_none());
}

#[test]
fn a_user_has_those_of_its_groups_too() {
    let world = &mut World::new(0);
    call(world, create_user("u")).unwrap();
    for group in ["a", "b"] {
        call(world, create_group(group)).unwrap();
        let put = PutGroupPolicy {
            group_name: group.to_owned(),
            policy_name: "p".to_owned(),
            policy_document: READ.to_owned(),
        };
        call(world, put).unwrap();
    }
    let attach = AttachUserPolicy {
        user_name: "u".to_owned(),
        policy_arn: BASIC.to_owned(),
    };
    call(world, attach).unwrap();
    let add = AddUserToGroup {
        group_name: "b".to_owned(),
        user_name: "u".to_owned(),
    };
    call(world, add).unwrap();
    let iam = world.identities().account(AccountId::default());
    let granted = iam.policies_of_user("u").unwrap();
    assert_eq!(
        names(&granted),
        [("u", "AWSLambdaBasicExecutionRole"), ("b", "p")]
    );
    assert_eq!(granted.boundary(), None);
}

/// A new default version is what everybody has who has the policy.
#[test]
fn a_policy_says_what_its_default_version_says() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    call(world, create_policy("p")).unwrap();
    call(world, attach_role("r", &own("p"))).unwrap();
    let version = CreatePolicyVersion {
        policy_arn: own("p"),
        policy_document: READ.replace("GetObject", "PutObject"),
        set_as_default: true,
    };
    call(world, version).unwrap();
    let iam = world.identities().account(AccountId::default());
    let granted = iam.policies_of_role("r").unwrap();
    let grant = granted.policies().next().unwrap();
    assert!(grant.document.text().contains("PutObject"));
}
