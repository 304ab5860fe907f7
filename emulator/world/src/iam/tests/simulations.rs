//! The policy simulator.

use std::collections::BTreeMap;

use super::*;

const READ_LOGS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}]}"#;

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn custom(policies: &[&str], actions: &[&str], resources: &[&str]) -> SimulateCustomPolicy {
    SimulateCustomPolicy {
        policy_input_list: texts(policies),
        action_names: texts(actions),
        resource_arns: texts(resources),
        ..SimulateCustomPolicy::default()
    }
}

fn one(world: &mut World, request: SimulateCustomPolicy) -> EvaluationResult {
    let mut results = call(world, request).unwrap().evaluation_results;
    assert_eq!(results.len(), 1);
    results.remove(0)
}

fn entry(name: &str, kind: &str, values: &[&str]) -> ContextEntry {
    ContextEntry {
        context_key_name: name.to_owned(),
        context_key_type: kind.to_owned(),
        context_key_values: texts(values),
    }
}

#[test]
fn an_action_on_one_resource_has_one_result_and_says_which_statement() {
    let world = &mut World::new(0);
    let object = "arn:aws:s3:::logs/a";
    let result = one(world, custom(&[READ_LOGS], &["s3:GetObject"], &[object]));
    assert_eq!(result.eval_decision, Outcome::Allowed);
    assert_eq!(result.eval_resource_name, object);
    let statement = &result.matched_statements[0];
    assert_eq!(statement.source_policy_id, "PolicyInputList.1");
    assert_eq!(statement.source_policy_type, "IAM Policy");
    assert_eq!(
        statement.start_position,
        Position {
            line: 1,
            column: 38
        }
    );
    let end = READ_LOGS.len() - 1;
    assert_eq!(
        statement.end_position,
        Position {
            line: 1,
            column: end
        }
    );
    // As recorded: once more for the resource, and empty details.
    assert_eq!(result.resource_specific_results.len(), 1);
    assert_eq!(result.eval_decision_details, Some(BTreeMap::new()));
    let denied = one(world, custom(&[READ_LOGS], &["s3:PutObject"], &[object]));
    assert_eq!(denied.eval_decision, Outcome::ImplicitDeny);
    assert!(denied.matched_statements.is_empty());
}

#[test]
fn without_resources_it_is_everything() {
    let world = &mut World::new(0);
    let result = one(world, custom(&[READ], &["s3:GetObject"], &[]));
    assert_eq!(
        (result.eval_decision, result.eval_resource_name.as_str()),
        (Outcome::Allowed, "*")
    );
    assert!(result.resource_specific_results.is_empty());
    assert_eq!(result.eval_decision_details, None);
    let lines = READ.replace("\"Statement\": [", "\"Statement\": [\n  ");
    let result = one(world, custom(&[&lines], &["s3:GetObject"], &[]));
    assert_eq!(
        result.matched_statements[0].start_position,
        Position { line: 2, column: 3 }
    );
}

/// One result for the action, with one within it for each resource.
#[test]
fn several_resources_stand_in_one_result() {
    let world = &mut World::new(0);
    let resources = ["arn:aws:s3:::logs/a", "arn:aws:s3:::other/a"];
    let request = custom(&[READ_LOGS], &["s3:GetObject", "s3:ListBucket"], &resources);
    let results = call(world, request).unwrap().evaluation_results;
    assert_eq!(results.len(), 2);
    assert_eq!(results[0].eval_decision, Outcome::ImplicitDeny);
    let decisions: Vec<_> = results[0]
        .resource_specific_results
        .iter()
        .map(|result| {
            (
                result.eval_resource_name.as_str(),
                result.eval_resource_decision,
            )
        })
        .collect();
    assert_eq!(
        decisions,
        [
            (resources[0], Outcome::Allowed),
            (resources[1], Outcome::ImplicitDeny)
        ]
    );
}

#[test]
fn a_denial_is_said_alone() {
    let world = &mut World::new(0);
    let deny = READ.replace("Allow", "Deny");
    let result = one(world, custom(&[READ, &deny], &["s3:GetObject"], &[]));
    assert_eq!(result.eval_decision, Outcome::ExplicitDeny);
    let ids: Vec<_> = result
        .matched_statements
        .iter()
        .map(|one| &one.source_policy_id)
        .collect();
    assert_eq!(ids, ["PolicyInputList.2"]);
}

#[test]
fn what_conditions_ask_for_is_said_or_missing() {
    let world = &mut World::new(0);
    let policy = READ.replace(
        "\"Resource\": \"*\"",
        r#""Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "NumericLessThan": {"s3:max-keys": "10"}}"#,
    );
    let asked = |entries: Vec<ContextEntry>| SimulateCustomPolicy {
        context_entries: entries,
        ..custom(&[&policy], &["s3:GetObject"], &[])
    };
    let result = one(world, asked(Vec::new()));
    assert_eq!(result.eval_decision, Outcome::ImplicitDeny);
    assert!(
        result
            .missing_context_values
            .contains(&"aws:SourceIp".to_owned())
    );
    let entries = vec![
        entry("AWS:sourceip", "ip", &["10.1.2.3"]),
        entry("s3:max-keys", "numeric", &["5"]),
    ];
    let result = one(world, asked(entries));
    assert_eq!(
        (result.eval_decision, result.missing_context_values),
        (Outcome::Allowed, Vec::new())
    );
    let unknown = asked(vec![entry("aws:SourceIp", "colour", &["red"])]);
    assert_eq!(refused(world, unknown).0, "InvalidInput");
    let keys = GetContextKeysForCustomPolicy {
        policy_input_list: vec![policy.clone()],
    };
    let keys = call(world, keys).unwrap().context_key_names;
    assert_eq!(keys, ["aws:SourceIp", "s3:max-keys"]);
}

const OWN_FOLDER: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}]}"#;

/// What one policy on one resource comes to, and what it lacks.
fn on_one(
    world: &mut World,
    request: SimulateCustomPolicy,
    resource: &str,
) -> (Outcome, Vec<String>) {
    let request = SimulateCustomPolicy {
        resource_arns: texts(&[resource]),
        ..request
    };
    let result = one(world, request);
    let [of_resource] = result.resource_specific_results.as_slice() else {
        panic!("{result:?}");
    };
    let missing = of_resource.missing_context_values.clone();
    (result.eval_decision, missing)
}

/// Source: API `SimulateCustomPolicy`, `ContextEntries`, `MissingContextValues`.
#[test]
fn who_asks_is_what_the_entries_say_and_nobody_where_they_do_not() {
    let world = &mut World::new(0);
    let asked = |entries: Vec<ContextEntry>| SimulateCustomPolicy {
        context_entries: entries,
        ..custom(&[OWN_FOLDER], &["s3:GetObject"], &[])
    };
    let bob = || vec![entry("aws:username", "string", &["bob"])];
    let allowed = (Outcome::Allowed, Vec::new());
    assert_eq!(on_one(world, asked(bob()), "arn:aws:s3:::b/bob/x"), allowed);
    let lacking = (Outcome::ImplicitDeny, texts(&["aws:username"]));
    let made_up = "arn:aws:s3:::b/simulated/x";
    assert_eq!(on_one(world, asked(Vec::new()), made_up), lacking);
    let by_arn = READ.replace(
        "\"Resource\": \"*\"",
        r#""Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}"#,
    );
    let asked = |entries: Vec<ContextEntry>| SimulateCustomPolicy {
        context_entries: entries,
        ..custom(&[&by_arn], &["s3:GetObject"], &[])
    };
    let role = entry(
        "aws:PrincipalArn",
        "string",
        &["arn:aws:iam::000000000000:role/r"],
    );
    let result = one(world, asked(vec![role]));
    assert_eq!(result.eval_decision, Outcome::Allowed);
    let result = one(world, asked(Vec::new()));
    assert_eq!(result.eval_decision, Outcome::ImplicitDeny);
    assert_eq!(result.missing_context_values, ["aws:PrincipalArn"]);
}

#[test]
fn a_caller_is_who_asks_unless_an_entry_says_otherwise() {
    let world = &mut World::new(0);
    let asked = |entries: Vec<ContextEntry>| SimulateCustomPolicy {
        caller_arn: Some("arn:aws:iam::000000000000:user/app/alice".to_owned()),
        context_entries: entries,
        ..custom(&[OWN_FOLDER], &["s3:GetObject"], &[])
    };
    let bob = || vec![entry("aws:username", "string", &["bob"])];
    let allowed = (Outcome::Allowed, Vec::new());
    let denied = (Outcome::ImplicitDeny, Vec::new());
    let (alices, bobs) = ("arn:aws:s3:::b/alice/x", "arn:aws:s3:::b/bob/x");
    assert_eq!(on_one(world, asked(Vec::new()), alices), allowed);
    assert_eq!(on_one(world, asked(bob()), alices), denied);
    assert_eq!(on_one(world, asked(bob()), bobs), allowed);
}

/// That an id which nobody has is missing is unverified.
#[test]
fn an_id_is_known_of_a_caller_who_is_there() {
    let world = &mut World::new(0);
    let id = call(world, create_user("alice")).unwrap().user.user_id;
    call(world, create_role("r")).unwrap();
    let by_id = OWN_FOLDER.replace("aws:username", "aws:userid");
    let asked = |name: &str| SimulateCustomPolicy {
        caller_arn: Some(format!("arn:aws:iam::000000000000:user/{name}")),
        ..custom(&[&by_id], &["s3:GetObject"], &[])
    };
    let hers = format!("arn:aws:s3:::b/{id}/x");
    let allowed = (Outcome::Allowed, Vec::new());
    assert_eq!(on_one(world, asked("alice"), &hers), allowed);
    let lacking = (Outcome::ImplicitDeny, texts(&["aws:userid"]));
    assert_eq!(
        on_one(world, asked("missing"), "arn:aws:s3:::b//x"),
        lacking
    );
    let of_role = SimulatePrincipalPolicy {
        policy_source_arn: "arn:aws:iam::000000000000:role/r".to_owned(),
        policy_input_list: vec![by_id.clone()],
        action_names: texts(&["s3:GetObject"]),
        resource_arns: texts(&[&hers]),
        ..SimulatePrincipalPolicy::default()
    };
    let result = &call(world, of_role).unwrap().evaluation_results[0];
    let of_resource = &result.resource_specific_results[0];
    assert_eq!(of_resource.missing_context_values, ["aws:userid"]);
}

#[test]
fn a_role_is_simulated_with_its_policies_and_its_boundary() {
    let world = &mut World::new(0);
    call(world, create_policy("limit")).unwrap();
    let request = CreateRole {
        permissions_boundary: Some(own("limit")),
        ..create_role("r")
    };
    call(world, request).unwrap();
    let everything = READ.replace("s3:GetObject", "*");
    call(world, put_role("r", "all", &everything)).unwrap();
    call(world, attach_role("r", BASIC)).unwrap();
    let simulate = |actions: &[&str]| SimulatePrincipalPolicy {
        policy_source_arn: "arn:aws:iam::000000000000:role/r".to_owned(),
        action_names: texts(actions),
        ..SimulatePrincipalPolicy::default()
    };
    let request = simulate(&["s3:GetObject", "logs:PutLogEvents"]);
    let results = call(world, request).unwrap().evaluation_results;
    let ids: Vec<_> = results[0]
        .matched_statements
        .iter()
        .map(|one| &one.source_policy_id)
        .collect();
    assert_eq!(ids, ["role_r_all"]);
    let allowed = |allowed| {
        Some(PermissionsBoundaryDecisionDetail {
            allowed_by_permissions_boundary: allowed,
        })
    };
    assert_eq!(
        results[0].permissions_boundary_decision_detail,
        allowed(true)
    );
    assert_eq!(results[1].eval_decision, Outcome::ImplicitDeny);
    assert_eq!(
        results[1].permissions_boundary_decision_detail,
        allowed(false)
    );
    // Another boundary of the request goes before the role's.
    let other = SimulatePrincipalPolicy {
        permissions_boundary_policy_input_list: vec![everything.clone()],
        ..simulate(&["logs:PutLogEvents"])
    };
    let result = &call(world, other).unwrap().evaluation_results[0];
    assert_eq!(result.eval_decision, Outcome::Allowed);
    assert_eq!(result.matched_statements.len(), 2);
    let missing = SimulatePrincipalPolicy {
        policy_source_arn: "arn:aws:iam::000000000000:role/other".to_owned(),
        ..simulate(&["s3:GetObject"])
    };
    let text = "The role with name other cannot be found.";
    check(world, missing, "NoSuchEntity", text);
}

#[test]
fn a_user_is_simulated_with_its_groups_and_as_itself() {
    let world = &mut World::new(0);
    call(world, create_user("u")).unwrap();
    call(world, create_group("g")).unwrap();
    let own = READ.replace("\"*\"", "\"arn:aws:s3:::home/${aws:username}/*\"");
    let put = PutGroupPolicy {
        group_name: "g".to_owned(),
        policy_name: "home".to_owned(),
        policy_document: own,
    };
    call(world, put).unwrap();
    let add = AddUserToGroup {
        group_name: "g".to_owned(),
        user_name: "u".to_owned(),
    };
    call(world, add).unwrap();
    let request = SimulatePrincipalPolicy {
        policy_source_arn: "arn:aws:iam::000000000000:user/u".to_owned(),
        action_names: texts(&["s3:GetObject"]),
        resource_arns: texts(&["arn:aws:s3:::home/u/a", "arn:aws:s3:::home/v/a"]),
        ..SimulatePrincipalPolicy::default()
    };
    let result = &call(world, request).unwrap().evaluation_results[0];
    let results = &result.resource_specific_results;
    assert_eq!(results[0].eval_resource_decision, Outcome::Allowed);
    assert_eq!(
        results[0].matched_statements[0].source_policy_id,
        "group_g_home"
    );
    assert_eq!(results[1].eval_resource_decision, Outcome::ImplicitDeny);
    let keys = GetContextKeysForPrincipalPolicy {
        policy_source_arn: "arn:aws:iam::000000000000:group/g".to_owned(),
        policy_input_list: Vec::new(),
    };
    assert_eq!(
        call(world, keys).unwrap().context_key_names,
        ["aws:username"]
    );
}

#[test]
fn a_resources_policy_is_simulated_for_a_user() {
    let world = &mut World::new(0);
    let queue = "arn:aws:sqs:us-east-1:111122223333:orders";
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::000000000000:user/u"}},"Action":"sqs:SendMessage","Resource":"{queue}"}}]}}"#
    );
    let send = READ.replace("s3:GetObject", "sqs:SendMessage");
    let request = SimulateCustomPolicy {
        resource_policy: Some(policy),
        ..custom(&[&send], &["sqs:SendMessage"], &[queue])
    };
    assert_eq!(refused(world, request.clone()).0, "InvalidInput");
    let by = |user: &str| SimulateCustomPolicy {
        caller_arn: Some(format!("arn:aws:iam::000000000000:user/{user}")),
        ..request.clone()
    };
    let result = one(world, by("u"));
    assert_eq!(result.eval_decision, Outcome::Allowed);
    assert_eq!(result.matched_statements.len(), 2);
    let details = |iam, resource| {
        Some(BTreeMap::from([
            ("IAM Policy".to_owned(), iam),
            ("Resource Policy".to_owned(), resource),
        ]))
    };
    let both = details(Outcome::Allowed, Outcome::Allowed);
    assert_eq!(result.eval_decision_details, both);
    let result = one(world, by("v"));
    assert_eq!(result.eval_decision, Outcome::ImplicitDeny);
    let one_alone = details(Outcome::Allowed, Outcome::ImplicitDeny);
    assert_eq!(result.eval_decision_details, one_alone);
}

#[test]
fn what_cannot_be_simulated_is_refused() {
    let world = &mut World::new(0);
    for action in ["GetObject", "s3:Get*"] {
        let text = format!("Invalid Action Name: {action}");
        check(
            world,
            custom(&[READ], &[action], &[]),
            "InvalidInput",
            &text,
        );
    }
    let malformed = custom(&["{"], &["s3:GetObject"], &[]);
    check(world, malformed, "InvalidInput", "Syntax errors in policy.");
    let role = SimulateCustomPolicy {
        caller_arn: Some("arn:aws:iam::000000000000:role/r".to_owned()),
        ..custom(&[READ], &["s3:GetObject"], &[])
    };
    assert_eq!(refused(world, role).0, "InvalidInput");
}

#[test]
fn results_come_in_pages_of_actions() {
    let world = &mut World::new(0);
    let mut request = custom(
        &[READ],
        &["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        &[],
    );
    request.max_items = Some(2);
    let first = call(world, request.clone()).unwrap();
    assert_eq!(
        (first.evaluation_results.len(), first.is_truncated),
        (2, true)
    );
    request.marker = first.marker;
    let second = call(world, request).unwrap();
    assert_eq!(
        second.evaluation_results[0].eval_action_name,
        "s3:ListBucket"
    );
    assert!(!second.is_truncated);
}
