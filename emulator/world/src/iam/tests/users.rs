//! Users and their access keys.

use super::*;

fn create_key(name: &str) -> CreateAccessKey {
    CreateAccessKey {
        user_name: Some(name.to_owned()),
    }
}

fn list_keys(name: &str) -> ListAccessKeys {
    ListAccessKeys {
        user_name: Some(name.to_owned()),
        ..ListAccessKeys::default()
    }
}

fn get_user(name: &str) -> GetUser {
    GetUser {
        user_name: Some(name.to_owned()),
    }
}

#[test]
fn a_user_is_made_renamed_and_deleted() {
    let world = &mut World::new(0);
    let request = CreateUser {
        tags: vec![tag("team", "a")],
        ..create_user("alice")
    };
    let made = call(world, request).unwrap().user;
    assert_eq!(made.arn, "arn:aws:iam::000000000000:user/alice");
    assert!(made.user_id.starts_with("AIDA"));
    let text = "User with name Alice already exists.";
    check(world, create_user("Alice"), "EntityAlreadyExists", text);
    call(world, create_user("bob")).unwrap();
    let update = |new: &str| UpdateUser {
        user_name: "alice".to_owned(),
        new_path: Some("/people/".to_owned()),
        new_user_name: Some(new.to_owned()),
    };
    let text = "User with name bob already exists.";
    check(world, update("bob"), "EntityAlreadyExists", text);
    call(world, update("carol")).unwrap();
    let user = call(world, get_user("carol")).unwrap().user;
    assert_eq!(user.arn, "arn:aws:iam::000000000000:user/people/carol");
    assert_eq!(
        (user.user_id, user.tags),
        (made.user_id, Some(vec![tag("team", "a")]))
    );
    let text = "The user with name alice cannot be found.";
    check(world, get_user("alice"), "NoSuchEntity", text);
    let delete = DeleteUser {
        user_name: "carol".to_owned(),
    };
    call(world, delete).unwrap();
}

#[test]
fn a_key_is_shown_with_its_secret_once() {
    let world = &mut World::new(0);
    let text = "The user with name alice cannot be found.";
    check(world, create_key("alice"), "NoSuchEntity", text);
    call(world, create_user("alice")).unwrap();
    let key = call(world, create_key("alice")).unwrap().access_key;
    assert!(key.access_key_id.starts_with("AKIA") && key.access_key_id.len() == 20);
    assert_eq!((key.secret_access_key.len(), key.status), (40, "Active"));
    call(world, create_key("alice")).unwrap();
    let text = "Cannot exceed quota for AccessKeysPerUser: 2";
    check(world, create_key("alice"), "LimitExceeded", text);
    let listed = call(world, list_keys("alice")).unwrap().access_key_metadata;
    assert_eq!(listed.len(), 2);
    assert!(
        listed
            .iter()
            .any(|known| known.access_key_id == key.access_key_id)
    );
}

#[test]
fn a_key_is_made_inactive_and_deleted() {
    let world = &mut World::new(0);
    call(world, create_user("alice")).unwrap();
    call(world, create_user("bob")).unwrap();
    let id = call(world, create_key("alice"))
        .unwrap()
        .access_key
        .access_key_id;
    let update = |user: &str, status: &str| UpdateAccessKey {
        user_name: Some(user.to_owned()),
        access_key_id: id.clone(),
        status: status.to_owned(),
    };
    call(world, update("alice", "Inactive")).unwrap();
    let listed = call(world, list_keys("alice")).unwrap().access_key_metadata;
    assert_eq!(listed[0].status, "Inactive");
    let credential = world.identities().keys().credential(&id, world.now());
    assert!(matches!(credential, Credential::Inactive(key) if key.user == "alice"));
    let text = format!("The Access Key with id {id} cannot be found.");
    check(world, update("bob", "Active"), "NoSuchEntity", &text);
    let text = "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]";
    check(world, update("alice", "Sleepy"), "ValidationError", text);
    let delete = DeleteAccessKey {
        user_name: Some("alice".to_owned()),
        access_key_id: id.clone(),
    };
    call(world, delete.clone()).unwrap();
    assert_eq!(refused(world, delete).0, "NoSuchEntity");
    let credential = world.identities().keys().credential(&id, world.now());
    assert_eq!(credential, Credential::Root);
}

#[test]
fn without_a_name_it_is_the_user_who_asks() {
    let world = &mut judging_nobody();
    call(world, create_user("alice")).unwrap();
    let id = call(world, create_key("alice"))
        .unwrap()
        .access_key
        .access_key_id;
    let user = call_as(world, &id, GetUser::default()).unwrap().user;
    assert_eq!(user.user_name.as_deref(), Some("alice"));
    let listed = call_as(world, &id, ListAccessKeys::default()).unwrap();
    assert_eq!(listed.access_key_metadata.len(), 1);
    let second = call_as(world, &id, CreateAccessKey::default())
        .unwrap()
        .access_key;
    assert_eq!(second.user_name, "alice");
    let rename = UpdateUser {
        user_name: "alice".to_owned(),
        new_user_name: Some("bob".to_owned()),
        new_path: None,
    };
    call(world, rename).unwrap();
    let user = call_as(world, &id, GetUser::default()).unwrap().user;
    assert_eq!(user.user_name.as_deref(), Some("bob"));
    // The root is no user.
    let root = call(world, GetUser::default()).unwrap().user;
    assert_eq!(
        (root.arn.as_str(), root.user_name),
        ("arn:aws:iam::000000000000:root", None)
    );
    let text = "Must specify userName when calling with non-User credentials";
    check(world, ListAccessKeys::default(), "ValidationError", text);
}

#[test]
fn what_a_key_was_used_for_last_is_known() {
    let world = &mut judging_nobody();
    call(world, create_user("alice")).unwrap();
    let id = call(world, create_key("alice"))
        .unwrap()
        .access_key
        .access_key_id;
    let request = GetAccessKeyLastUsed {
        access_key_id: id.clone(),
    };
    let last = call(world, request.clone()).unwrap();
    assert_eq!(last.user_name, "alice");
    let last = last.access_key_last_used;
    assert_eq!(
        (
            last.last_used_date,
            last.service_name.as_str(),
            last.region.as_str()
        ),
        (None, "N/A", "N/A")
    );
    call_as(world, &id, ListRoles::default()).unwrap();
    let last = call(world, request).unwrap().access_key_last_used;
    assert_eq!(
        (last.service_name.as_str(), last.region.as_str()),
        ("iam", "us-east-1")
    );
    assert!(last.last_used_date.is_some());
    let unknown = GetAccessKeyLastUsed {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
    };
    let text = "User: arn:aws:iam::000000000000:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE";
    check(world, unknown, "NotAuthorized", text);
}

#[test]
fn a_user_with_anything_left_is_not_deleted() {
    let world = &mut World::new(0);
    call(world, create_user("u")).unwrap();
    call(world, create_group("g")).unwrap();
    let user_name = || "u".to_owned();
    let id = call(world, create_key("u"))
        .unwrap()
        .access_key
        .access_key_id;
    let (group_name, policy_arn) = ("g".to_owned(), BASIC.to_owned());
    let add = AddUserToGroup {
        group_name: group_name.clone(),
        user_name: user_name(),
    };
    call(world, add).unwrap();
    let attach = AttachUserPolicy {
        user_name: user_name(),
        policy_arn: policy_arn.clone(),
    };
    call(world, attach).unwrap();
    let put = PutUserPolicy {
        user_name: user_name(),
        policy_name: "p".to_owned(),
        policy_document: READ.to_owned(),
    };
    call(world, put).unwrap();
    let delete = DeleteUser {
        user_name: user_name(),
    };
    let text = "Cannot delete entity, must detach all policies first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let detach = DetachUserPolicy {
        user_name: user_name(),
        policy_arn,
    };
    call(world, detach).unwrap();
    let text = "Cannot delete entity, must delete policies first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let inline = DeleteUserPolicy {
        user_name: user_name(),
        policy_name: "p".to_owned(),
    };
    call(world, inline).unwrap();
    let text = "Cannot delete entity, must remove users from group first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let remove = RemoveUserFromGroup {
        group_name,
        user_name: user_name(),
    };
    call(world, remove).unwrap();
    let text = "Cannot delete entity, must delete access keys first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let key = DeleteAccessKey {
        user_name: Some(user_name()),
        access_key_id: id,
    };
    call(world, key).unwrap();
    call(world, delete).unwrap();
}

#[test]
fn a_users_inline_policies_are_smaller_than_a_roles() {
    let world = &mut World::new(0);
    call(world, create_user("u")).unwrap();
    let put = |policy_document: &str| PutUserPolicy {
        user_name: "u".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: policy_document.to_owned(),
    };
    let long = READ.replace(
        "\"Effect\"",
        &format!("\"Sid\": \"{}\", \"Effect\"", "x".repeat(2048)),
    );
    let text = "Maximum policy size of 2048 bytes exceeded for user u";
    check(world, put(&long), "LimitExceeded", text);
    call(world, put(READ)).unwrap();
    let list = ListUserPolicies {
        user_name: "u".to_owned(),
        ..ListUserPolicies::default()
    };
    assert_eq!(call(world, list).unwrap().policy_names, ["p"]);
    let get = GetUserPolicy {
        user_name: "u".to_owned(),
        policy_name: "q".to_owned(),
    };
    let text = "The user policy with name q cannot be found.";
    check(world, get, "NoSuchEntity", text);
}

#[test]
fn tags_and_boundaries_of_users_are_those_of_roles() {
    let world = &mut World::new(0);
    call(world, create_user("u")).unwrap();
    call(world, create_policy("limit")).unwrap();
    let tags = TagUser {
        user_name: "u".to_owned(),
        tags: vec![tag("a", "1"), tag("b", "2")],
    };
    call(world, tags).unwrap();
    let untag = UntagUser {
        user_name: "u".to_owned(),
        tag_keys: vec!["A".to_owned()],
    };
    call(world, untag).unwrap();
    let list = ListUserTags {
        user_name: "u".to_owned(),
        ..ListUserTags::default()
    };
    assert_eq!(call(world, list).unwrap().tags, [tag("b", "2")]);
    let put = PutUserPermissionsBoundary {
        user_name: "u".to_owned(),
        permissions_boundary: own("limit"),
    };
    call(world, put).unwrap();
    let user = call(world, get_user("u")).unwrap().user;
    assert!(user.permissions_boundary.is_some());
    let delete = DeleteUserPermissionsBoundary {
        user_name: "u".to_owned(),
    };
    call(world, delete).unwrap();
    let user = call(world, get_user("u")).unwrap().user;
    assert_eq!(user.permissions_boundary, None);
}
