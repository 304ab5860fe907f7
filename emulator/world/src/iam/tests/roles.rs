//! Roles.

use super::*;

#[test]
fn a_role_is_made_shown_changed_and_deleted() {
    let world = &mut World::new(0);
    let request = CreateRole {
        path: Some("/app/".to_owned()),
        description: Some("runs".to_owned()),
        tags: vec![tag("team", "a")],
        ..create_role("Runner")
    };
    let made = call(world, request).unwrap().role;
    assert_eq!(made.arn, "arn:aws:iam::000000000000:role/app/Runner");
    assert!(made.role_id.starts_with("AROA") && made.role_id.len() == 21);
    assert_eq!(made.create_date.0.to_string(), "2026-04-19T13:28:51Z");
    assert_eq!(made.tags, Some(vec![tag("team", "a")]));
    // What the answer to CreateRole leaves out, as recorded.
    assert_eq!(
        (&made.description, made.max_session_duration),
        (&None, None)
    );

    let shown = get_role(world, "Runner");
    assert_eq!(shown.description.as_deref(), Some("runs"));
    assert_eq!(shown.max_session_duration, Some(3600));
    assert_eq!(shown.role_last_used, Some(RoleLastUsed::default()));
    assert_eq!(shown.tags, Some(vec![tag("team", "a")]));

    let update = UpdateRole {
        role_name: "Runner".to_owned(),
        max_session_duration: Some(7200),
        description: None,
    };
    call(world, update).unwrap();
    let described = UpdateRoleDescription {
        role_name: "Runner".to_owned(),
        description: "walks".to_owned(),
    };
    let described = call(world, described).unwrap().role;
    assert_eq!(described.description.as_deref(), Some("walks"));
    assert_eq!(described.max_session_duration, None);
    let shown = get_role(world, "Runner");
    assert_eq!(shown.max_session_duration, Some(7200));

    let delete = DeleteRole {
        role_name: "Runner".to_owned(),
    };
    call(world, delete.clone()).unwrap();
    let text = "The role with name Runner cannot be found.";
    check(world, delete, "NoSuchEntity", text);
}

#[test]
fn names_that_differ_in_case_alone_are_one() {
    let world = &mut World::new(0);
    call(world, create_role("Runner")).unwrap();
    let text = "Role with name RUNNER already exists.";
    check(world, create_role("RUNNER"), "EntityAlreadyExists", text);
    assert_eq!(get_role(world, "runner").role_name, "Runner");
}

#[test]
fn a_document_comes_back_as_it_came_url_encoded() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    let document = r#"{"Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a-b_c.d~e/*"}]}"#;
    call(world, put_role("r", "p", document)).unwrap();
    let request = GetRolePolicy {
        role_name: "R".to_owned(),
        policy_name: "p".to_owned(),
    };
    let got = call(world, request).unwrap();
    assert_eq!(
        (got.role_name.as_str(), got.policy_name.as_str()),
        ("r", "p")
    );
    let encoded = &got.policy_document;
    assert!(encoded.starts_with("%7B%22Version%22%3A%20%222012-10-17%22%2C%0A%20%20"));
    assert!(encoded.contains("s3%3A%3A%3Aa-b_c.d~e%2F%2A"), "{encoded}");
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
    assert_eq!(decoded.unwrap(), document);
    let trust = get_role(world, "r").assume_role_policy_document;
    let decoded = percent_encoding::percent_decode_str(&trust).decode_utf8();
    assert_eq!(decoded.unwrap(), TRUST);
}

#[test]
fn a_role_with_policies_is_not_deleted() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    call(world, attach_role("r", BASIC)).unwrap();
    call(world, put_role("r", "p", READ)).unwrap();
    let delete = DeleteRole {
        role_name: "r".to_owned(),
    };
    let text = "Cannot delete entity, must detach all policies first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let detach = DetachRolePolicy {
        role_name: "r".to_owned(),
        policy_arn: BASIC.to_owned(),
    };
    call(world, detach.clone()).unwrap();
    let text = format!("Policy {BASIC} was not found.");
    check(world, detach, "NoSuchEntity", &text);
    let text = "Cannot delete entity, must delete policies first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let inline = DeleteRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
    };
    call(world, inline.clone()).unwrap();
    let text = "The role policy with name p cannot be found.";
    check(world, inline, "NoSuchEntity", text);
    call(world, delete).unwrap();
}

#[test]
fn a_policy_is_attached_by_the_arn_of_one_that_is_there() {
    let world = &mut World::new(0);
    let missing = attach_role("r", BASIC);
    let text = "The role with name r cannot be found.";
    check(world, missing, "NoSuchEntity", text);
    call(world, create_role("r")).unwrap();
    for (arn, kind, text) in [
        (
            "longpolicynamebutnoarn",
            "ValidationError",
            "ARN longpolicynamebutnoarn is not valid.",
        ),
        (
            "arn:aws:iam::000000000000:role/runner",
            "InvalidInput",
            "ARN arn:aws:iam::000000000000:role/runner is not valid.",
        ),
        (
            "arn:aws:iam::aws:policy/NobodysAccess",
            "NoSuchEntity",
            "Policy arn:aws:iam::aws:policy/NobodysAccess does not exist or is not attachable.",
        ),
        (
            "short",
            "ValidationError",
            "1 validation error detected: Value at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
        ),
    ] {
        check(world, attach_role("r", arn), kind, text);
    }
    call(world, create_policy("mine")).unwrap();
    for _ in 0..2 {
        call(world, attach_role("r", &own("mine"))).unwrap();
    }
    call(world, attach_role("r", BASIC)).unwrap();
    let list = ListAttachedRolePolicies {
        role_name: "r".to_owned(),
        ..ListAttachedRolePolicies::default()
    };
    let attached = call(world, list.clone()).unwrap().attached_policies;
    let names = |attached: &[AttachedPolicy]| {
        let names = attached.iter().map(|policy| policy.policy_name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&attached), ["mine", "AWSLambdaBasicExecutionRole"]);
    let list = ListAttachedRolePolicies {
        path_prefix: Some("/service-role/".to_owned()),
        ..list
    };
    let attached = call(world, list).unwrap().attached_policies;
    assert_eq!(names(&attached), ["AWSLambdaBasicExecutionRole"]);
}

#[test]
fn a_role_has_ten_managed_policies_at_most() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    for number in 0..11 {
        call(world, create_policy(&format!("p{number}"))).unwrap();
    }
    for number in 0..10 {
        call(world, attach_role("r", &own(&format!("p{number}")))).unwrap();
    }
    call(world, attach_role("r", &own("p3"))).unwrap();
    let text = "Cannot exceed quota for PoliciesPerRole: 10";
    check(world, attach_role("r", &own("p10")), "LimitExceeded", text);
}

/// Without white space outside of strings, all of an entity's inline policies together.
#[test]
fn the_size_of_inline_policies_is_bounded() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    let sized = |letters: usize, spaces: usize| {
        let (letters, spaces) = ("x".repeat(letters), " ".repeat(spaces));
        format!(
            r#"{{"Version":"2012-10-17",{spaces}"Statement":[{{"Sid":"{letters}","Effect":"Allow","Action":"s3:*","Resource":"*"}}]}}"#
        )
    };
    let frame = sized(0, 0).len();
    call(world, put_role("r", "p", &sized(10_240 - frame, 4000))).unwrap();
    let text = "Maximum policy size of 10240 bytes exceeded for role r";
    let larger = put_role("r", "p", &sized(10_241 - frame, 0));
    check(world, larger, "LimitExceeded", text);
    let second = put_role("r", "q", &sized(0, 0));
    check(world, second, "LimitExceeded", text);
    call(world, put_role("r", "p", &sized(0, 0))).unwrap();
    call(world, put_role("r", "q", &sized(0, 0))).unwrap();
}

#[test]
fn a_trust_policy_has_a_size_and_a_form() {
    let world = &mut World::new(0);
    let with = |document: String| CreateRole {
        assume_role_policy_document: document,
        ..create_role("r")
    };
    let text = "This policy contains invalid Json";
    check(
        world,
        with("{invalid".to_owned()),
        "MalformedPolicyDocument",
        text,
    );
    let long = TRUST.replace(
        "\"Effect\"",
        &format!("\"Sid\":\"{}\",\"Effect\"", "x".repeat(2000)),
    );
    let text = "Cannot exceed quota for ACLSizePerRole: 2048";
    check(world, with(long.clone()), "LimitExceeded", text);
    call(world, create_role("r")).unwrap();
    let update = |document: &str| UpdateAssumeRolePolicy {
        role_name: "r".to_owned(),
        policy_document: document.to_owned(),
    };
    check(world, update(&long), "LimitExceeded", text);
    let other = TRUST.replace("lambda", "events");
    call(world, update(&other)).unwrap();
    let trust = get_role(world, "r").assume_role_policy_document;
    assert!(trust.contains("events.amazonaws.com"), "{trust}");
}

#[test]
fn who_is_not_there_is_said_before_what_is_wrong_with_a_document() {
    let world = &mut World::new(0);
    let text = "The role with name r cannot be found.";
    check(world, put_role("r", "p", "{not json"), "NoSuchEntity", text);
    call(world, create_role("r")).unwrap();
    let text = "Syntax errors in policy.";
    check(
        world,
        put_role("r", "p", "{not json"),
        "MalformedPolicyDocument",
        text,
    );
}

#[test]
fn a_boundary_is_a_managed_policy_that_is_there() {
    let world = &mut World::new(0);
    let bounded = |arn: &str| CreateRole {
        permissions_boundary: Some(arn.to_owned()),
        ..create_role("r")
    };
    let (missing, other) = (own("missing"), "arn:aws:iam::000000000000:role/other");
    let text = format!("Scope ARN: {missing} does not exist or is not attachable.");
    check(world, bounded(&missing), "NoSuchEntity", &text);
    let text = format!("ARN {other} is not valid.");
    check(world, bounded(other), "InvalidInput", &text);
    call(world, create_policy("limit")).unwrap();
    let boundary = call(world, bounded(&own("limit")))
        .unwrap()
        .role
        .permissions_boundary;
    let boundary = boundary.unwrap();
    assert_eq!(boundary.permissions_boundary_arn, own("limit"));
    assert_eq!(boundary.permissions_boundary_type, "Policy");
    let delete = DeletePolicy {
        policy_arn: own("limit"),
    };
    let text = "Cannot delete a policy attached to entities.";
    check(world, delete.clone(), "DeleteConflict", text);
    let remove = DeleteRolePermissionsBoundary {
        role_name: "r".to_owned(),
    };
    call(world, remove).unwrap();
    assert_eq!(get_role(world, "r").permissions_boundary, None);
    let put = PutRolePermissionsBoundary {
        role_name: "r".to_owned(),
        permissions_boundary: own("limit"),
    };
    call(world, put).unwrap();
    assert!(get_role(world, "r").permissions_boundary.is_some());
}

#[test]
fn keys_of_a_roles_tags_have_no_case() {
    let world = &mut World::new(0);
    let twice = vec![tag("Team", "a"), tag("team", "b")];
    let request = CreateRole {
        tags: twice.clone(),
        ..create_role("r")
    };
    let text = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    check(world, request, "InvalidInput", text);
    call(world, create_role("r")).unwrap();
    assert_eq!(get_role(world, "r").tags, None);
    let add = |tags: Vec<Tag>| TagRole {
        role_name: "r".to_owned(),
        tags,
    };
    check(world, add(twice), "InvalidInput", text);
    call(world, add(vec![tag("Team", "a"), tag("b", "")])).unwrap();
    call(world, add(vec![tag("TEAM", "c")])).unwrap();
    let tags = Some(vec![tag("TEAM", "c"), tag("b", "")]);
    assert_eq!(get_role(world, "r").tags, tags);
    let remove = UntagRole {
        role_name: "r".to_owned(),
        tag_keys: vec!["team".to_owned(), "absent".to_owned()],
    };
    call(world, remove).unwrap();
    assert_eq!(get_role(world, "r").tags, Some(vec![tag("b", "")]));
    let many = (0..50)
        .map(|number| tag(&format!("k{number}"), "v"))
        .collect();
    let text = "Cannot exceed quota for TagsPerRole: 50";
    check(world, add(many), "LimitExceeded", text);
}

#[test]
fn what_a_role_may_not_be_is_said_member_by_member() {
    let world = &mut World::new(0);
    let one = |text: &str| format!("1 validation error detected: Value at {text}");
    let long = CreateRole {
        max_session_duration: Some(43_201),
        ..create_role(&"r".repeat(65))
    };
    let text = "2 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200";
    check(world, long, "ValidationError", text);
    let negative = CreateRole {
        max_session_duration: Some(-5),
        ..create_role("r")
    };
    let text = "'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600";
    check(world, negative, "ValidationError", &one(text));
    let text = "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-";
    check(world, create_role("bad/name"), "ValidationError", text);
    let path = CreateRole {
        path: Some("bad".to_owned()),
        ..create_role("r")
    };
    let text = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
    check(world, path, "ValidationError", text);
    let document = CreateRole {
        assume_role_policy_document: "snow \u{2603}".to_owned(),
        ..create_role("r")
    };
    let text = "The specified value for assumeRolePolicyDocument is invalid. It must contain only printable ASCII characters.";
    check(world, document, "ValidationError", text);
    for (tags, text) in [
        (
            vec![tag("", "v")],
            "'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            vec![tag("k", "v"), tag("a*b", "v")],
            r"'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        ),
        (
            vec![tag("k", &"v".repeat(257))],
            "'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256",
        ),
        (
            (0..51)
                .map(|number| tag(&format!("k{number}"), ""))
                .collect(),
            "'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
        ),
    ] {
        let request = CreateRole {
            tags,
            ..create_role("r")
        };
        check(world, request, "ValidationError", &one(text));
    }
    let described = CreateRole {
        description: Some("snow \u{2603}".to_owned()),
        ..create_role("r")
    };
    let text = r"'description' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*";
    check(world, described, "ValidationError", &one(text));
}

/// Source: guide IAM, Tags for IAM resources: "You cannot create a tag key or value that begins with the text aws:".
#[test]
fn no_tag_of_awss_own_is_given_to_anything() {
    let world = &mut World::new(0);
    for made in ["r", "u", "p"] {
        call(world, create_role(made)).unwrap();
        call(world, create_user(made)).unwrap();
        call(world, create_policy(made)).unwrap();
    }
    for reserved in [tag("aws:team", "red"), tag("Aws:", ""), tag("k", "AWS:x")] {
        let text = format!(
            "The tag {} is not valid: a tag key or value that begins with the text aws: is reserved for AWS internal use.",
            reserved.key
        );
        let tags = vec![tag("fine", "aws"), reserved];
        let role = CreateRole {
            tags: tags.clone(),
            ..create_role("new")
        };
        check(world, role, "InvalidInput", &text);
        let user = CreateUser {
            tags: tags.clone(),
            ..create_user("new")
        };
        check(world, user, "InvalidInput", &text);
        let policy = CreatePolicy {
            tags: tags.clone(),
            ..create_policy("new")
        };
        check(world, policy, "InvalidInput", &text);
        let role = TagRole {
            role_name: "r".to_owned(),
            tags: tags.clone(),
        };
        check(world, role, "InvalidInput", &text);
        let user = TagUser {
            user_name: "u".to_owned(),
            tags: tags.clone(),
        };
        check(world, user, "InvalidInput", &text);
        let policy = TagPolicy {
            policy_arn: own("p"),
            tags,
        };
        check(world, policy, "InvalidInput", &text);
    }
    assert_eq!(get_role(world, "r").tags, None);
}

#[test]
fn a_role_is_in_no_instance_profile() {
    let world = &mut World::new(0);
    let list = ListInstanceProfilesForRole {
        role_name: "r".to_owned(),
        ..ListInstanceProfilesForRole::default()
    };
    let text = "The role with name r cannot be found.";
    check(world, list.clone(), "NoSuchEntity", text);
    call(world, create_role("r")).unwrap();
    assert!(call(world, list).unwrap().instance_profiles.is_empty());
}

/// An account's roles are the same in every Region; the ARN is of the partition.
#[test]
fn iam_is_in_no_region() {
    let world = &mut World::new(0);
    call(world, create_role("r")).unwrap();
    let origin = Origin::default().in_region(Region::new("eu-central-1"));
    let request = GetRole {
        role_name: "r".to_owned(),
    };
    let answer = world.apply(
        jiff::Timestamp::UNIX_EPOCH,
        Call::new(origin, request.into_operation()),
    );
    assert!(GetRole::answer(answer.result).is_ok());
    let origin = Origin::default().in_region(Region::new("cn-north-1"));
    let call = Call::new(origin, create_role("c").into_operation());
    let made = CreateRole::answer(world.apply(jiff::Timestamp::UNIX_EPOCH, call).result);
    assert_eq!(
        made.unwrap().role.arn,
        "arn:aws-cn:iam::000000000000:role/c"
    );
}
