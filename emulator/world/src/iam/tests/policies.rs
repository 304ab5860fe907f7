//! Managed policies and their versions.

use super::*;

fn create_version(name: &str, set_as_default: bool) -> CreatePolicyVersion {
    CreatePolicyVersion {
        policy_arn: own(name),
        policy_document: READ.replace("GetObject", "PutObject"),
        set_as_default,
    }
}

fn get(world: &mut World, arn: &str) -> PolicyDetail {
    let policy_arn = arn.to_owned();
    call(world, GetPolicy { policy_arn }).unwrap().policy
}

fn versions(world: &mut World, name: &str) -> Vec<(String, bool)> {
    let request = ListPolicyVersions {
        policy_arn: own(name),
        ..ListPolicyVersions::default()
    };
    let versions = call(world, request).unwrap().versions;
    let versions = versions.into_iter();
    versions
        .map(|version| (version.version_id, version.is_default_version))
        .collect()
}

#[test]
fn a_policy_is_made_shown_and_deleted() {
    let world = &mut World::new(0);
    let request = CreatePolicy {
        path: Some("/app/".to_owned()),
        description: Some("reads".to_owned()),
        tags: vec![tag("b", "1"), tag("B", "2")],
        ..create_policy("p")
    };
    let made = call(world, request).unwrap().policy;
    let arn = "arn:aws:iam::000000000000:policy/app/p";
    assert_eq!(
        (made.arn.as_str(), made.default_version_id.as_str()),
        (arn, "v1")
    );
    assert!(made.policy_id.starts_with("ANPA") && made.is_attachable);
    // As recorded: in the order of the request, and without the description.
    assert_eq!(made.tags, Some(vec![tag("b", "1"), tag("B", "2")]));
    assert_eq!(made.description, None);
    let shown = get(world, arn);
    assert_eq!(shown.description.as_deref(), Some("reads"));
    assert_eq!(shown.tags, Some(vec![tag("B", "2"), tag("b", "1")]));
    let text = "A policy called P already exists. Duplicate names are not allowed.";
    check(world, create_policy("P"), "EntityAlreadyExists", text);
    let delete = DeletePolicy {
        policy_arn: arn.to_owned(),
    };
    call(world, delete.clone()).unwrap();
    let text = format!("Policy {arn} was not found.");
    check(world, delete, "NoSuchEntity", &text);
}

#[test]
fn a_policy_has_five_versions_and_numbers_are_not_used_again() {
    let world = &mut World::new(0);
    call(world, create_policy("p")).unwrap();
    let second = call(world, create_version("p", true)).unwrap();
    let second = second.policy_version;
    assert_eq!(
        (second.version_id.as_str(), second.is_default_version),
        ("v2", true)
    );
    assert_eq!(second.document, None);
    for _ in 3..=5 {
        call(world, create_version("p", false)).unwrap();
    }
    let text = "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.";
    check(world, create_version("p", false), "LimitExceeded", text);
    let delete = |id: &str| DeletePolicyVersion {
        policy_arn: own("p"),
        version_id: id.to_owned(),
    };
    let text = "Cannot delete the default version of a policy.";
    check(world, delete("v2"), "DeleteConflict", text);
    call(world, delete("v5")).unwrap();
    let sixth = call(world, create_version("p", false)).unwrap();
    assert_eq!(sixth.policy_version.version_id, "v6");
    let listed = versions(world, "p");
    let ids: Vec<&str> = listed.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["v6", "v4", "v3", "v2", "v1"]);
    let default: Vec<_> = listed
        .iter()
        .filter(|(_, is_default)| *is_default)
        .collect();
    assert_eq!(default, [&("v2".to_owned(), true)]);
}

#[test]
fn the_default_version_is_what_a_policy_says() {
    let world = &mut World::new(0);
    call(world, create_policy("p")).unwrap();
    call(world, create_version("p", false)).unwrap();
    let read = |id: &str| GetPolicyVersion {
        policy_arn: own("p"),
        version_id: id.to_owned(),
    };
    let first = call(world, read("v1")).unwrap().policy_version;
    assert!(first.is_default_version && first.document.unwrap().contains("GetObject"));
    let second = call(world, read("v2")).unwrap().policy_version;
    assert!(!second.is_default_version && second.document.unwrap().contains("PutObject"));
    let set = |id: &str| SetDefaultPolicyVersion {
        policy_arn: own("p"),
        version_id: id.to_owned(),
    };
    call(world, set("v2")).unwrap();
    assert_eq!(get(world, &own("p")).default_version_id, "v2");
    let text = format!(
        "Policy {} version v9 does not exist or is not attachable.",
        own("p")
    );
    check(world, set("v9"), "NoSuchEntity", &text);
    check(world, read("v9"), "NoSuchEntity", &text);
    let text = r"1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?";
    for id in ["1", "v0", "v", "v1x"] {
        check(world, read(id), "ValidationError", text);
    }
    let missing = GetPolicyVersion {
        policy_arn: own("other"),
        version_id: "v1".to_owned(),
    };
    let text = format!(
        "Policy {} version v1 does not exist or is not attachable.",
        own("other")
    );
    check(world, missing, "NoSuchEntity", &text);
}

#[test]
fn a_policy_that_somebody_has_or_with_more_versions_is_not_deleted() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    call(world, create_policy("p")).unwrap();
    call(world, create_version("p", true)).unwrap();
    call(world, attach_role("r", &own("p"))).unwrap();
    assert_eq!(get(world, &own("p")).attachment_count, 1);
    let delete = DeletePolicy {
        policy_arn: own("p"),
    };
    let text = "Cannot delete a policy attached to entities.";
    check(world, delete.clone(), "DeleteConflict", text);
    let detach = DetachRolePolicy {
        role_name: "r".to_owned(),
        policy_arn: own("p"),
    };
    call(world, detach).unwrap();
    let text = "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.";
    check(world, delete, "DeleteConflict", text);
}

#[test]
fn a_managed_policy_is_of_6144_characters_at_most() {
    let world = &mut World::new(0);
    let sid = |length: usize| {
        READ.replace(
            "\"Effect\"",
            &format!("\"Sid\": \"{}\", \"Effect\"", "x".repeat(length)),
        )
    };
    let request = CreatePolicy {
        policy_document: sid(6144),
        ..create_policy("p")
    };
    let text = "Cannot exceed quota for PolicySize: 6144";
    check(world, request, "LimitExceeded", text);
    call(world, create_policy("p")).unwrap();
    let version = CreatePolicyVersion {
        policy_document: sid(6144),
        ..create_version("p", true)
    };
    check(world, version, "LimitExceeded", text);
    let version = CreatePolicyVersion {
        policy_document: "{".to_owned(),
        ..create_version("p", true)
    };
    let text = "Syntax errors in policy.";
    check(world, version, "MalformedPolicyDocument", text);
}

#[test]
fn awss_policies_are_there_and_stay_as_they_are() {
    let world = &mut World::new(0);
    let basic = get(world, BASIC);
    assert_eq!(basic.path, "/service-role/");
    assert_eq!(basic.default_version_id, "v1");
    assert_eq!(basic.tags, Some(Vec::new()));
    let version = GetPolicyVersion {
        policy_arn: BASIC.to_owned(),
        version_id: "v1".to_owned(),
    };
    let version = call(world, version).unwrap().policy_version;
    assert!(version.document.unwrap().contains("logs%3APutLogEvents"));
    let delete = DeletePolicy {
        policy_arn: BASIC.to_owned(),
    };
    assert_eq!(refused(world, delete).0, "NotAuthorized");
    let tagged = TagPolicy {
        policy_arn: BASIC.to_owned(),
        tags: vec![tag("a", "b")],
    };
    assert_eq!(refused(world, tagged).0, "NotAuthorized");
    let other = "arn:aws:iam::aws:policy/NobodysAccess".to_owned();
    let text = format!("Policy {other} was not found.");
    check(
        world,
        GetPolicy { policy_arn: other },
        "NoSuchEntity",
        &text,
    );
}

#[test]
fn policies_are_listed_by_scope_path_and_use() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    call(world, create_policy("p")).unwrap();
    call(world, attach_role("r", BASIC)).unwrap();
    let names = |world: &mut World, request: ListPolicies| {
        let policies = call(world, request).unwrap().policies.into_iter();
        let names = policies.map(|policy| policy.policy_name);
        names.collect::<Vec<_>>()
    };
    let scoped = |scope: &str| ListPolicies {
        scope: Some(scope.to_owned()),
        ..ListPolicies::default()
    };
    assert_eq!(names(world, scoped("Local")), ["p"]);
    assert_eq!(names(world, scoped("AWS")).len(), 9);
    assert_eq!(names(world, ListPolicies::default()).len(), 10);
    let attached = ListPolicies {
        only_attached: true,
        ..ListPolicies::default()
    };
    assert_eq!(names(world, attached), ["AWSLambdaBasicExecutionRole"]);
    let on_path = ListPolicies {
        path_prefix: Some("/service-role/".to_owned()),
        ..ListPolicies::default()
    };
    assert_eq!(names(world, on_path).len(), 2);
    let bounding = ListPolicies {
        policy_usage_filter: Some("PermissionsBoundary".to_owned()),
        ..ListPolicies::default()
    };
    assert!(names(world, bounding).is_empty());
    let text = "1 validation error detected: Value at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]";
    check(world, scoped("Mine"), "ValidationError", text);
}

#[test]
fn who_has_a_policy_is_told_by_kind_and_use() {
    let world = &mut World::new(0);
    call(world, create_policy("p")).unwrap();
    call(world, create_role("r")).unwrap();
    call(world, create_group("g")).unwrap();
    let bounded = CreateUser {
        permissions_boundary: Some(own("p")),
        ..create_user("u")
    };
    call(world, bounded).unwrap();
    call(world, attach_role("r", &own("p"))).unwrap();
    let attach = AttachGroupPolicy {
        group_name: "g".to_owned(),
        policy_arn: own("p"),
    };
    call(world, attach).unwrap();
    let list = ListEntitiesForPolicy {
        policy_arn: own("p"),
        ..ListEntitiesForPolicy::default()
    };
    let all = call(world, list.clone()).unwrap();
    assert_eq!(all.policy_roles[0].role_name, "r");
    assert_eq!(all.policy_users[0].user_name, "u");
    assert_eq!(all.policy_groups[0].group_name, "g");
    let permissions = ListEntitiesForPolicy {
        policy_usage_filter: Some("PermissionsPolicy".to_owned()),
        ..list.clone()
    };
    assert!(call(world, permissions).unwrap().policy_users.is_empty());
    let users = ListEntitiesForPolicy {
        entity_filter: Some("User".to_owned()),
        ..list.clone()
    };
    let users = call(world, users).unwrap();
    assert_eq!((users.policy_users.len(), users.policy_roles.len()), (1, 0));
    let mut next = list;
    next.max_items = Some(2);
    let first = call(world, next.clone()).unwrap();
    assert_eq!(
        (first.policy_groups.len(), first.policy_users.len()),
        (1, 1)
    );
    next.marker = first.marker;
    let second = call(world, next).unwrap();
    assert_eq!((second.policy_roles.len(), second.is_truncated), (1, false));
}
