//! Pages.

use super::*;

#[test]
fn roles_are_listed_by_path_in_pages() {
    let world = &mut World::new(0);
    for number in 0..5 {
        let request = CreateRole {
            path: Some("/app/".to_owned()),
            description: Some("d".to_owned()),
            tags: vec![tag("a", "b")],
            ..create_role(&format!("r{number}"))
        };
        call(world, request).unwrap();
    }
    call(world, create_role("other")).unwrap();
    let mut list = ListRoles {
        path_prefix: Some("/ap".to_owned()),
        max_items: Some(2),
        marker: None,
    };
    let mut sizes = Vec::new();
    let mut names = Vec::new();
    loop {
        let page = call(world, list.clone()).unwrap();
        sizes.push(page.roles.len());
        assert_eq!(page.is_truncated, page.marker.is_some());
        for role in page.roles {
            // What lists leave out.
            assert_eq!((role.tags, role.role_last_used), (None, None));
            assert_eq!(role.max_session_duration, Some(3600));
            names.push(role.role_name);
        }
        if page.marker.is_none() {
            break;
        }
        list.marker = page.marker;
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(names, ["r0", "r1", "r2", "r3", "r4"]);
}

#[test]
fn a_page_has_a_hundred_entries_a_thousand_at_most_and_a_marker_of_ours() {
    let world = &mut World::new(0);
    for number in 0..101 {
        call(world, create_user(&format!("u{number:03}"))).unwrap();
    }
    let page = call(world, ListUsers::default()).unwrap();
    assert_eq!((page.users.len(), page.is_truncated), (100, true));
    let list = |max_items: i64| ListUsers {
        max_items: Some(max_items),
        ..ListUsers::default()
    };
    assert_eq!(call(world, list(1000)).unwrap().users.len(), 101);
    let text = "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000";
    check(world, list(1001), "ValidationError", text);
    let text = "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1";
    check(world, list(0), "ValidationError", text);
    check(world, list(-1), "ValidationError", text);
    let foreign = ListUsers {
        marker: Some("foreign".to_owned()),
        ..ListUsers::default()
    };
    check(world, foreign, "ValidationError", "Invalid Marker.");
    let groups = ListGroups {
        path_prefix: Some("app".to_owned()),
        ..ListGroups::default()
    };
    let text = "The specified value for pathPrefix is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.";
    check(world, groups, "ValidationError", text);
}

#[test]
fn tags_and_names_of_policies_come_in_pages_too() {
    let world = &mut World::new(0);
    let request = CreateRole {
        tags: vec![tag("b", "2"), tag("a", "1")],
        ..create_role("r")
    };
    call(world, request).unwrap();
    let mut list = ListRoleTags {
        role_name: "r".to_owned(),
        max_items: Some(1),
        marker: None,
    };
    let first = call(world, list.clone()).unwrap();
    assert_eq!(
        (first.tags.as_slice(), first.is_truncated),
        ([tag("a", "1")].as_slice(), true)
    );
    list.marker = first.marker;
    let second = call(world, list).unwrap();
    assert_eq!(
        (second.tags.as_slice(), second.marker),
        ([tag("b", "2")].as_slice(), None)
    );
    for name in ["q", "p"] {
        call(world, put_role("r", name, READ)).unwrap();
    }
    let names = ListRolePolicies {
        role_name: "r".to_owned(),
        ..ListRolePolicies::default()
    };
    assert_eq!(call(world, names).unwrap().policy_names, ["p", "q"]);
}
