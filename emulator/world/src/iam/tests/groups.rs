//! Groups and their members.

use super::*;

fn membership(group: &str, user: &str) -> AddUserToGroup {
    AddUserToGroup {
        group_name: group.to_owned(),
        user_name: user.to_owned(),
    }
}

fn get_group(name: &str) -> GetGroup {
    GetGroup {
        group_name: name.to_owned(),
        ..GetGroup::default()
    }
}

fn groups_of(world: &mut World, user: &str) -> Vec<String> {
    let request = ListGroupsForUser {
        user_name: user.to_owned(),
        ..ListGroupsForUser::default()
    };
    let groups = call(world, request).unwrap().groups.into_iter();
    groups.map(|group| group.group_name).collect()
}

#[test]
fn a_group_is_made_renamed_with_its_members_and_deleted() {
    let world = &mut World::new(0);
    let made = call(world, create_group("Devs")).unwrap().group;
    assert_eq!(made.arn, "arn:aws:iam::000000000000:group/Devs");
    assert!(made.group_id.starts_with("AGPA"));
    let text = "Group with name DEVS already exists.";
    check(world, create_group("DEVS"), "EntityAlreadyExists", text);
    call(world, create_user("alice")).unwrap();
    call(world, membership("devs", "alice")).unwrap();
    let update = UpdateGroup {
        group_name: "Devs".to_owned(),
        new_path: Some("/new-path/".to_owned()),
        new_group_name: Some("Ops".to_owned()),
    };
    call(world, update).unwrap();
    assert_eq!(groups_of(world, "alice"), ["Ops"]);
    let shown = call(world, get_group("Ops")).unwrap();
    assert_eq!(
        shown.group.arn,
        "arn:aws:iam::000000000000:group/new-path/Ops"
    );
    assert_eq!(shown.users[0].user_name.as_deref(), Some("alice"));
    let delete = DeleteGroup {
        group_name: "Ops".to_owned(),
    };
    let text = "Cannot delete entity, must remove users from group first.";
    check(world, delete.clone(), "DeleteConflict", text);
    let remove = RemoveUserFromGroup {
        group_name: "Ops".to_owned(),
        user_name: "alice".to_owned(),
    };
    call(world, remove).unwrap();
    call(world, delete.clone()).unwrap();
    let text = "The group with name Ops cannot be found.";
    check(world, delete, "NoSuchEntity", text);
}

#[test]
fn a_member_is_a_user_that_is_there_of_ten_groups_at_most() {
    let world = &mut World::new(0);
    let text = "The user with name u cannot be found.";
    check(world, membership("g0", "u"), "NoSuchEntity", text);
    call(world, create_user("u")).unwrap();
    let text = "The group with name g0 cannot be found.";
    check(world, membership("g0", "u"), "NoSuchEntity", text);
    for number in 0..11 {
        call(world, create_group(&format!("g{number}"))).unwrap();
    }
    for number in 0..10 {
        call(world, membership(&format!("g{number}"), "u")).unwrap();
    }
    call(world, membership("g3", "u")).unwrap();
    let text = "Cannot exceed quota for GroupsPerUser: 10";
    check(world, membership("g10", "u"), "LimitExceeded", text);
    assert_eq!(groups_of(world, "u").len(), 10);
}

#[test]
fn a_group_has_policies_of_both_kinds() {
    let world = &mut World::new(0);
    call(world, create_group("g")).unwrap();
    let put = PutGroupPolicy {
        group_name: "g".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: READ.to_owned(),
    };
    call(world, put).unwrap();
    let get = GetGroupPolicy {
        group_name: "g".to_owned(),
        policy_name: "p".to_owned(),
    };
    assert_eq!(call(world, get).unwrap().group_name, "g");
    let attach = AttachGroupPolicy {
        group_name: "g".to_owned(),
        policy_arn: BASIC.to_owned(),
    };
    call(world, attach).unwrap();
    let delete = DeleteGroup {
        group_name: "g".to_owned(),
    };
    let text = "Cannot delete entity, must detach all policies first.";
    check(world, delete, "DeleteConflict", text);
    let detach = DetachGroupPolicy {
        group_name: "g".to_owned(),
        policy_arn: own("other"),
    };
    let text = format!("Policy {} was not found.", own("other"));
    check(world, detach, "NoSuchEntity", &text);
    let list = ListAttachedGroupPolicies {
        group_name: "g".to_owned(),
        ..ListAttachedGroupPolicies::default()
    };
    assert_eq!(call(world, list).unwrap().attached_policies.len(), 1);
}
