//! How IAM names, in a denial, what a call is for: by kind and name where AWS's other services have the ARN.
//!
//! Source: recorded by users, each form: `role NAME` (<https://github.com/aws/aws-cdk/issues/27067>), `user NAME`, `group NAME`, `policy ARN`,
//! `policy NAME` of a policy to be made (<https://github.com/galaxyproject/cloudlaunch/issues/205>), `policy path /`
//! (<https://github.com/aws/aws-sam-cli/issues/394>), the ARNs of lists, of what is to be made and of what is tagged with it
//! (<https://github.com/brefphp/bref/pull/2028>).

use std::borrow::Cow;

use crate::arn::Arn;

/// The resource of an action of IAM's, from its ARN and from that of who asks.
pub(super) fn named<'a>(action: &str, resource: &'a str, principal: &str) -> Cow<'a, str> {
    match action {
        "iam:ListRoles" => all(principal, "role").into(),
        "iam:ListUsers" => all(principal, "user").into(),
        "iam:ListGroups" => all(principal, "group").into(),
        "iam:ListPolicies" => "policy path /".into(),
        "iam:CreatePolicy" => entity(resource, Policy::ByName),
        // That who tags alone is told as who makes with tags is unverified.
        "iam:CreateRole"
        | "iam:CreateUser"
        | "iam:CreateGroup"
        | "iam:TagRole"
        | "iam:TagUser"
        | "iam:SimulatePrincipalPolicy"
        | "iam:GetContextKeysForPrincipalPolicy" => resource.into(),
        _ => entity(resource, Policy::ByArn),
    }
}

/// Everything of a kind in the account of who asks. A path that a request names is not told here.
fn all(principal: &str, kind: &str) -> String {
    let (partition, account) =
        Arn::parse(principal).map_or(("aws", ""), |arn| (arn.partition, arn.account));
    format!("arn:{partition}:iam::{account}:{kind}/")
}

/// A policy that is there has its ARN, one to be made its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    ByArn,
    ByName,
}

fn entity(resource: &str, policy: Policy) -> Cow<'_, str> {
    let arn = Arn::parse(resource).filter(|arn| arn.service == "iam");
    let Some((kind, path_and_name)) = arn.and_then(|arn| arn.resource.split_once('/')) else {
        return resource.into();
    };
    if kind == "policy" && policy == Policy::ByArn {
        return format!("policy {resource}").into();
    }
    let name = path_and_name.rsplit('/').next().unwrap_or(path_and_name);
    format!("{kind} {name}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEV: &str = "arn:aws:iam::111122223333:user/dev";

    #[test]
    fn what_is_there_has_its_kind_and_name_without_its_path() {
        for (action, resource, name) in [
            (
                "iam:GetRole",
                "arn:aws:iam::111122223333:role/app/r",
                "role r",
            ),
            ("iam:GetUser", DEV, "user dev"),
            (
                "iam:AddUserToGroup",
                "arn:aws:iam::111122223333:group/g",
                "group g",
            ),
            (
                "iam:GetPolicy",
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
                "policy arn:aws:iam::aws:policy/ReadOnlyAccess",
            ),
            ("iam:GetPolicy", "nothing-valid", "nothing-valid"),
            ("iam:SimulateCustomPolicy", "*", "*"),
        ] {
            assert_eq!(named(action, resource, DEV), name);
        }
    }

    #[test]
    fn what_is_to_be_made_has_its_arn_but_a_policy_its_name() {
        for action in ["iam:CreateRole", "iam:TagRole"] {
            let role = "arn:aws:iam::111122223333:role/app/r";
            assert_eq!(named(action, role, DEV), role);
        }
        let policy = "arn:aws:iam::111122223333:policy/app/p";
        assert_eq!(named("iam:CreatePolicy", policy, DEV), "policy p");
    }

    #[test]
    fn a_list_is_everything_of_the_account_of_who_asks() {
        let session = "arn:aws-cn:sts::444455556666:assumed-role/r/s";
        for (action, principal, name) in [
            ("iam:ListRoles", DEV, "arn:aws:iam::111122223333:role/"),
            (
                "iam:ListUsers",
                session,
                "arn:aws-cn:iam::444455556666:user/",
            ),
            ("iam:ListGroups", DEV, "arn:aws:iam::111122223333:group/"),
            ("iam:ListPolicies", DEV, "policy path /"),
        ] {
            assert_eq!(named(action, "*", principal), name);
        }
    }
}
