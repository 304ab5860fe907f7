//! The behaviour of STS, fact by fact.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::call::Call;
use crate::iam::{
    self, AttachUserPolicy, CreateAccessKey, CreatePolicy, CreateRole, CreateUser, Credential,
    GetRole, PutRolePolicy, PutUserPolicy, Tag,
};
use crate::operation::Request;
use crate::origin::{AccountId, Origin, Region};
use crate::world::World;

const OTHER: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::000000000000:role/app/runner";

/// A world with its clock, and who asks of it.
struct Clients {
    world: World,
    now: Timestamp,
}

impl Clients {
    fn new() -> Self {
        Self {
            world: World::new(0),
            now: "2026-04-19T13:28:51.5Z".parse().unwrap(),
        }
    }

    /// With a role that lets these in.
    fn with_role(principal: &str) -> Self {
        let mut clients = Self::new();
        clients.create_role("runner", principal, "");
        clients
    }

    /// By somebody with this key: one of IAM's, an account's number, or any.
    fn call<R: Request>(&mut self, key: &str, request: R) -> Result<R::Reply, R::Error> {
        let origin = Origin {
            access_key: Some(Arc::from(key)),
            account: AccountId::parse(key).unwrap_or_default(),
            ..Origin::default()
        };
        let call = Call::new(origin, request.into_operation());
        R::answer(self.world.apply(self.now, call).result)
    }

    fn create_role(&mut self, name: &str, principal: &str, condition: &str) {
        let request = CreateRole {
            role_name: name.to_owned(),
            path: Some("/app/".to_owned()),
            assume_role_policy_document: trust(principal, condition),
            ..CreateRole::default()
        };
        self.call("root", request).unwrap();
    }

    /// The key of a new user.
    fn create_user(&mut self, account: &str, name: &str) -> String {
        let user = CreateUser {
            user_name: name.to_owned(),
            ..CreateUser::default()
        };
        self.call(account, user).unwrap();
        let key = CreateAccessKey {
            user_name: Some(name.to_owned()),
        };
        self.call(account, key).unwrap().access_key.access_key_id
    }

    /// Lets a user do this to everything.
    fn let_user(&mut self, account: &str, name: &str, action: &str) {
        let put = PutUserPolicy {
            user_name: name.to_owned(),
            policy_name: action.replace(':', "-"),
            policy_document: allow(action),
        };
        self.call(account, put).unwrap();
    }

    /// The ARN of a new managed policy that allows this.
    fn create_policy(&mut self, account: &str, name: &str, action: &str) -> String {
        let policy = CreatePolicy {
            policy_name: name.to_owned(),
            policy_document: allow(action),
            ..CreatePolicy::default()
        };
        self.call(account, policy).unwrap().policy.arn
    }

    fn delete_policy(&mut self, arn: &str) {
        let policy_arn = arn.to_owned();
        let delete = iam::DeletePolicy { policy_arn };
        self.call("root", delete).unwrap();
    }

    fn caller(&mut self, key: &str) -> GetCallerIdentityResponse {
        self.call(key, GetCallerIdentity {}).unwrap()
    }

    #[track_caller]
    fn refused(&mut self, key: &str, request: AssumeRole) -> String {
        self.call(key, request).unwrap_err().to_string()
    }
}

fn trust(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":["sts:AssumeRole","sts:TagSession"]{condition}}}]}}"#
    )
}

fn allow(action: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
    )
}

fn assume(arn: &str) -> AssumeRole {
    AssumeRole {
        role_arn: arn.to_owned(),
        role_session_name: "work".to_owned(),
        ..AssumeRole::default()
    }
}

fn limited_by(arns: &[&str]) -> AssumeRole {
    let arn = |arn: &&str| PolicyDescriptor {
        arn: (*arn).to_owned(),
    };
    AssumeRole {
        policy_arns: arns.iter().map(arn).collect(),
        ..assume(ROLE)
    }
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

const ACCOUNT: &str = r#"{"AWS":"000000000000"}"#;

#[test]
fn any_key_is_the_accounts_root_in_its_partition() {
    for (region, arn) in [
        ("us-east-1", "arn:aws:iam::000000000000:root"),
        ("us-gov-west-1", "arn:aws-us-gov:iam::000000000000:root"),
    ] {
        let origin = Origin::default().in_region(Region::new(region));
        let call = Call::new(origin, GetCallerIdentity {}.into_operation());
        let answer = World::new(0).apply(Timestamp::UNIX_EPOCH, call);
        let identity = GetCallerIdentity::answer(answer.result).unwrap();
        assert_eq!(
            (identity.account.as_str(), identity.arn.as_str()),
            ("000000000000", arn)
        );
        assert_eq!(identity.user_id, "000000000000");
    }
}

#[test]
fn a_users_key_is_the_user_in_its_account() {
    let clients = &mut Clients::new();
    let key = clients.create_user(OTHER, "alice");
    let identity = clients.caller(&key);
    assert_eq!(identity.account, OTHER);
    assert_eq!(identity.arn, "arn:aws:iam::111122223333:user/alice");
    assert!(identity.user_id.starts_with("AIDA"));
}

#[test]
fn a_session_is_its_role_for_an_hour() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let assumed = clients.call("root", assume(ROLE)).unwrap();
    let keys = assumed.credentials;
    assert!(keys.access_key_id.starts_with("ASIA") && keys.access_key_id.len() == 20);
    assert_eq!(keys.expiration.0.to_string(), "2026-04-19T14:28:51Z");
    assert_eq!(assumed.packed_policy_size, None);
    let identity = clients.caller(&keys.access_key_id);
    assert_eq!(
        identity.arn,
        "arn:aws:sts::000000000000:assumed-role/runner/work"
    );
    assert_eq!(identity.arn, assumed.assumed_role_user.arn);
    assert_eq!(identity.user_id, assumed.assumed_role_user.assumed_role_id);
    assert!(identity.user_id.starts_with("AROA") && identity.user_id.ends_with(":work"));
    let credential = |clients: &Clients| {
        let keys_of_all = clients.world.identities().keys();
        let credential = keys_of_all.credential(&keys.access_key_id, clients.now);
        matches!(credential, Credential::Session(_))
    };
    clients.now += SignedDuration::from_secs(3599);
    assert!(credential(clients));
    clients.now += SignedDuration::from_secs(1);
    assert!(!credential(clients));
}

#[test]
fn the_last_use_of_a_role_is_its_sessions() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let get = || GetRole {
        role_name: "runner".to_owned(),
    };
    let keys = clients.call("root", assume(ROLE)).unwrap().credentials;
    let role = clients.call("root", get()).unwrap().role;
    assert_eq!(role.role_last_used.unwrap().last_used_date, None);
    clients.caller(&keys.access_key_id);
    let role = clients.call("root", get()).unwrap().role;
    let last_used = role.role_last_used.unwrap();
    assert_eq!(last_used.region.as_deref(), Some("us-east-1"));
    assert!(last_used.last_used_date.is_some());
}

/// Source: IAM guide, policy evaluation logic, "Evaluating identity-based policies with resource-based policies".
#[test]
fn a_trust_policy_that_names_a_user_is_enough_and_one_that_names_the_account_is_not() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let alice = clients.create_user("root", "alice");
    clients.create_role(
        "hers",
        r#"{"AWS":"arn:aws:iam::000000000000:user/alice"}"#,
        "",
    );
    clients
        .call(&alice, assume("arn:aws:iam::000000000000:role/app/hers"))
        .unwrap();
    assert_eq!(
        clients.refused(&alice, assume(ROLE)),
        format!(
            "User: arn:aws:iam::000000000000:user/alice is not authorized to perform: sts:AssumeRole on resource: {ROLE} \
             because no identity-based policy allows the sts:AssumeRole action"
        )
    );
    clients.let_user("root", "alice", "sts:AssumeRole");
    clients.call(&alice, assume(ROLE)).unwrap();
}

#[test]
fn another_accounts_user_needs_both() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let bob = clients.create_user(OTHER, "bob");
    clients.let_user(OTHER, "bob", "sts:AssumeRole");
    assert!(
        clients
            .refused(&bob, assume(ROLE))
            .ends_with("because no role trust policy allows the sts:AssumeRole action")
    );
    clients.create_role("shared", r#"{"AWS":"111122223333"}"#, "");
    let shared = "arn:aws:iam::000000000000:role/app/shared";
    let carol = clients.create_user(OTHER, "carol");
    assert!(
        clients
            .refused(&carol, assume(shared))
            .contains("because no identity-based policy")
    );
    let keys = clients.call(&bob, assume(shared)).unwrap().credentials;
    // The session acts in the role's account.
    assert_eq!(clients.caller(&keys.access_key_id).account, "000000000000");
}

#[test]
fn a_role_that_trusts_a_service_is_the_services() {
    let clients = &mut Clients::with_role(r#"{"Service":"lambda.amazonaws.com"}"#);
    assert!(
        clients
            .refused("root", assume(ROLE))
            .ends_with("because no role trust policy allows the sts:AssumeRole action")
    );
    let (account, role) = clients.world.identities().role_at(ROLE).unwrap();
    assert!(may_service_assume(role, account, "lambda.amazonaws.com"));
    assert!(!may_service_assume(role, account, "events.amazonaws.com"));
    let keys = clients.world.open_role_session(ROLE, "f", 3600).unwrap();
    let identity = clients.caller(&keys.access_key_id);
    assert!(identity.arn.ends_with(":assumed-role/runner/f"));
    assert_eq!(clients.world.open_role_session("nothing", "f", 3600), None);
}

/// AWS does not tell whether a role is there.
#[test]
fn a_role_that_is_not_there_is_refused_like_any_other() {
    let clients = &mut Clients::with_role(ACCOUNT);
    for arn in [
        "arn:aws:iam::000000000000:role/other",
        // The path is part of the name.
        "arn:aws:iam::000000000000:role/runner",
        "arn:aws:iam::111122223333:role/app/runner",
        "arn:aws:iam::000000000000:user/app/runner",
    ] {
        let text = format!(
            "User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: {arn}"
        );
        assert_eq!(clients.refused("root", assume(arn)), text);
    }
    for arn in [
        "nothing-valid-in-here",
        "arn:a:a::aaaaaaaaaa:",
        "arn::b:::something/test-role",
    ] {
        assert_eq!(
            clients.refused("root", assume(arn)),
            format!("{arn} is invalid")
        );
    }
}

#[test]
fn a_trust_policy_may_ask_for_an_external_id_and_a_name() {
    let clients = &mut Clients::new();
    let condition = r#","Condition":{"StringEquals":{"sts:ExternalId":"abc"},"StringLike":{"sts:RoleSessionName":"w*"}}"#;
    clients.create_role("runner", ACCOUNT, condition);
    assert!(clients.call("root", assume(ROLE)).is_err());
    let with = |id: &str| AssumeRole {
        external_id: Some(id.to_owned()),
        ..assume(ROLE)
    };
    assert!(clients.call("root", with("other")).is_err());
    clients.call("root", with("abc")).unwrap();
    let named = AssumeRole {
        role_session_name: "other".to_owned(),
        ..with("abc")
    };
    assert!(clients.call("root", named).is_err());
}

#[test]
fn a_session_lasts_as_long_as_its_role_lets_it() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let lasting = |seconds: i64| AssumeRole {
        duration_seconds: Some(seconds),
        ..assume(ROLE)
    };
    let text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    assert_eq!(clients.refused("root", lasting(3601)), text);
    let text = "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900";
    assert_eq!(clients.refused("root", lasting(899)), text);
    let text = text.replace("899", "-5");
    assert_eq!(clients.refused("root", lasting(-5)), text);
    let token = GetSessionToken {
        duration_seconds: Some(-5),
    };
    assert_eq!(clients.call("root", token).unwrap_err().to_string(), text);
    let keys = clients.call("root", lasting(900)).unwrap().credentials;
    let update = iam::UpdateRole {
        role_name: "runner".to_owned(),
        max_session_duration: Some(43_200),
        description: None,
    };
    clients.call("root", update).unwrap();
    clients.call("root", lasting(43_200)).unwrap();
    let put = PutRolePolicy {
        role_name: "runner".to_owned(),
        policy_name: "chain".to_owned(),
        policy_document: allow("sts:AssumeRole"),
    };
    clients.call("root", put).unwrap();
    let text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    assert_eq!(clients.refused(&keys.access_key_id, lasting(3601)), text);
    clients.call(&keys.access_key_id, lasting(3600)).unwrap();
}

#[test]
fn tags_go_with_a_session_and_transitive_ones_into_the_next() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let tagged = |tags: Vec<Tag>, transitive: &[&str]| AssumeRole {
        tags,
        transitive_tag_keys: transitive.iter().map(|key| (*key).to_owned()).collect(),
        ..assume(ROLE)
    };
    let text = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    let twice = tagged(vec![tag("a", "1"), tag("A", "2")], &[]);
    assert_eq!(clients.refused("root", twice), text);
    let text = "The specified transitive tag key must be included in the requested tags.";
    assert_eq!(
        clients.refused("root", tagged(vec![tag("a", "1")], &["b"])),
        text
    );
    let request = tagged(vec![tag("Team", "red"), tag("b", "2")], &["team"]);
    let keys = clients.call("root", request).unwrap().credentials;
    for action in ["sts:AssumeRole", "sts:TagSession"] {
        let put = PutRolePolicy {
            role_name: "runner".to_owned(),
            policy_name: action.replace(':', "-"),
            policy_document: allow(action),
        };
        clients.call("root", put).unwrap();
    }
    let text = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
    let again = tagged(vec![tag("TEAM", "blue")], &[]);
    assert_eq!(clients.refused(&keys.access_key_id, again), text);
    let next = clients.call(&keys.access_key_id, assume(ROLE)).unwrap();
    let id = next.credentials.access_key_id;
    let origin = Origin {
        access_key: Some(id.into()),
        ..Origin::default()
    };
    let identity = clients.world.identities().identity(&origin, clients.now);
    assert_eq!(
        (identity.tag("team"), identity.tag("b")),
        (Some("red"), None)
    );
}

#[test]
fn tags_of_a_session_are_of_characters_that_tags_have() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let tagged = |key: &str, value: &str| AssumeRole {
        tags: vec![tag("ok", "fine"), tag(key, value)],
        ..assume(ROLE)
    };
    let one = |text: &str| format!("1 validation error detected: Value {text}");
    for (key, value, text) in [
        (
            "a#",
            "b",
            r"'a#' at 'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        ),
        (
            "a",
            "b#",
            r"'b#' at 'tags.2.member.value' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*",
        ),
        (
            "",
            "b",
            "'' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    ] {
        let refused = clients.call("root", tagged(key, value)).unwrap_err();
        assert_eq!(refused, StsError::ValidationError(one(text)));
    }
    let all = "Kosten stelle_\u{e9}1.:/=+-@";
    clients.call("root", tagged(all, all)).unwrap();
}

#[test]
fn a_session_has_no_tag_of_awss_own() {
    let clients = &mut Clients::with_role(ACCOUNT);
    for (key, value) in [
        ("aws:team", "red"),
        ("AWS:team", "red"),
        ("team", "Aws:red"),
    ] {
        let tagged = AssumeRole {
            tags: vec![tag(key, value)],
            ..assume(ROLE)
        };
        let text = format!(
            "The tag {key} is not valid: a tag key or value that begins with the text aws: is reserved for AWS internal use."
        );
        let refused = clients.call("root", tagged).unwrap_err();
        assert_eq!(refused, StsError::ValidationError(text));
    }
}

#[test]
fn tags_have_to_be_trusted_too() {
    let clients = &mut Clients::new();
    let request = CreateRole {
        role_name: "r".to_owned(),
        assume_role_policy_document: trust(ACCOUNT, "").replace(r#","sts:TagSession""#, ""),
        ..CreateRole::default()
    };
    clients.call("root", request).unwrap();
    let arn = "arn:aws:iam::000000000000:role/r";
    clients.call("root", assume(arn)).unwrap();
    let tagged = AssumeRole {
        tags: vec![tag("a", "1")],
        ..assume(arn)
    };
    assert!(
        clients
            .refused("root", tagged)
            .ends_with("because no role trust policy allows the sts:TagSession action")
    );
}

#[test]
fn a_session_has_policies_of_its_own() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let arn = clients.create_policy("root", "limit", "s3:*");
    let limited = |policy: String| AssumeRole {
        policy: Some(policy),
        policy_arns: vec![PolicyDescriptor { arn: arn.clone() }],
        ..assume(ROLE)
    };
    let assumed = clients
        .call("root", limited(allow("s3:GetObject")))
        .unwrap();
    assert!(assumed.packed_policy_size.is_some_and(|size| size < 20));
    let origin = Origin {
        access_key: Some(assumed.credentials.access_key_id.into()),
        ..Origin::default()
    };
    let own = clients
        .world
        .identities()
        .identity(&origin, clients.now)
        .own_policies();
    let names: Vec<&str> = own
        .policies()
        .session
        .unwrap()
        .iter()
        .map(|named| named.name)
        .collect();
    assert_eq!(names, ["session policy", arn.as_str()]);
    let empty = clients.call("root", limited(String::new())).unwrap_err();
    let text = "1 validation error detected: Value '' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned();
    assert_eq!(empty, StsError::ValidationError(text));
    let malformed = clients.call("root", limited("{".to_owned())).unwrap_err();
    let text = "Syntax errors in policy.".to_owned();
    assert_eq!(malformed, StsError::MalformedPolicyDocument(text));
    let long = allow("s3:GetObject").replace(
        "\"Effect\"",
        &format!("\"Sid\":\"{}\",\"Effect\"", "x".repeat(2048)),
    );
    let large = clients.call("root", limited(long)).unwrap_err();
    assert!(
        matches!(large, StsError::PackedPolicyTooLarge(_)),
        "{large}"
    );
}

/// Source: API `AssumeRole`, `PolicyArns`: "The policies must exist in the same account as the role."
#[test]
fn a_session_is_limited_by_policies_that_are_there() {
    let clients = &mut Clients::with_role(ACCOUNT);
    clients.create_policy(OTHER, "theirs", "s3:*");
    let text = |arn: &str| format!("Policy {arn} does not exist or is not attachable.");
    let no_arn = |arn: &str| format!("ARN {arn} is not valid.");
    let missing = [
        "arn:aws:iam::000000000000:policy/missing",
        "arn:aws:iam::111122223333:policy/theirs",
        "arn:aws:iam::aws:policy/NotOneOfThoseKept",
    ];
    let invalid = [
        "arn:aws:iam::000000000000:role/app/runner",
        "nothing-valid-in-here",
    ];
    let missing = missing.map(|arn| (arn, text(arn)));
    let invalid = invalid.map(|arn| (arn, no_arn(arn)));
    for (arn, text) in missing.into_iter().chain(invalid) {
        let refused = clients.call("root", limited_by(&[arn])).unwrap_err();
        assert_eq!(refused, StsError::ValidationError(text));
    }
    let of_aws = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    clients.call("root", limited_by(&[of_aws])).unwrap();
}

/// What is left limits, and where nothing is left nothing is allowed.
#[test]
fn a_session_whose_policies_were_deleted_since_is_limited_by_what_is_left() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let put = PutRolePolicy {
        role_name: "runner".to_owned(),
        policy_name: "all".to_owned(),
        policy_document: allow("*"),
    };
    clients.call("root", put).unwrap();
    let users = clients.create_policy("root", "users", "iam:ListUsers");
    let roles = clients.create_policy("root", "roles", "iam:ListRoles");
    let both = limited_by(&[&users, &roles]);
    let keys = clients.call("root", both).unwrap().credentials;
    let key = keys.access_key_id;
    clients.call(&key, iam::ListUsers::default()).unwrap();
    clients.delete_policy(&users);
    let denied = clients.call(&key, iam::ListUsers::default()).unwrap_err();
    let text = "because no session policy allows the iam:ListUsers action";
    assert!(denied.to_string().ends_with(text), "{denied}");
    clients.call(&key, iam::ListRoles::default()).unwrap();
    clients.delete_policy(&roles);
    let denied = clients.call(&key, iam::ListRoles::default()).unwrap_err();
    let text = "because no session policy allows the iam:ListRoles action";
    assert!(denied.to_string().ends_with(text), "{denied}");
}

#[test]
fn a_name_of_a_session_has_a_form() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let named = |name: &str| AssumeRole {
        role_session_name: name.to_owned(),
        ..assume(ROLE)
    };
    let text = r"1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*";
    assert_eq!(clients.refused("root", named("Session1:2")), text);
    let long = "s".repeat(65);
    let text = format!(
        "1 validation error detected: Value '{long}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64"
    );
    assert_eq!(clients.refused("root", named(&long)), text);
    assert!(clients.call("root", named("s")).is_err());
}

#[test]
fn a_session_token_is_the_users_and_is_not_given_to_sessions() {
    let clients = &mut Clients::new();
    let alice = clients.create_user("root", "alice");
    let keys = clients
        .call(&alice, GetSessionToken::default())
        .unwrap()
        .credentials;
    assert_eq!(keys.expiration.0.to_string(), "2026-04-20T01:28:51Z");
    let identity = clients.caller(&keys.access_key_id);
    assert_eq!(identity, clients.caller(&alice));
    let again = clients.call(&keys.access_key_id, GetSessionToken::default());
    assert_eq!(
        again.unwrap_err().to_string(),
        "Cannot call GetSessionToken with session credentials"
    );
    // The root's last an hour.
    let roots = clients
        .call("root", GetSessionToken::default())
        .unwrap()
        .credentials;
    assert_eq!(roots.expiration.0.to_string(), "2026-04-19T14:28:51Z");
    assert_eq!(clients.caller(&roots.access_key_id), clients.caller("root"));
}

#[test]
fn the_account_of_a_key_is_told() {
    let clients = &mut Clients::new();
    let bob = clients.create_user(OTHER, "bob");
    let info = |id: &str| GetAccessKeyInfo {
        access_key_id: id.to_owned(),
    };
    assert_eq!(clients.call("root", info(&bob)).unwrap().account, OTHER);
    let unknown = clients.call("root", info("AKIAIOSFODNN7EXAMPLE")).unwrap();
    assert_eq!(unknown.account, "000000000000");
    assert!(clients.call("root", info("short")).is_err());
}

/// Another role of the same name is not the session's.
#[test]
fn a_session_of_a_role_that_was_deleted_has_no_policies() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let keys = clients.call("root", assume(ROLE)).unwrap().credentials;
    let delete = iam::DeleteRole {
        role_name: "runner".to_owned(),
    };
    clients.call("root", delete).unwrap();
    clients.create_role("runner", ACCOUNT, "");
    let put = PutRolePolicy {
        role_name: "runner".to_owned(),
        policy_name: "all".to_owned(),
        policy_document: allow("s3:*"),
    };
    clients.call("root", put).unwrap();
    let origin = Origin {
        access_key: Some(keys.access_key_id.into()),
        ..Origin::default()
    };
    let identity = clients.world.identities().identity(&origin, clients.now);
    assert_eq!(identity.own_policies().policies().identity, []);
}

#[test]
fn a_boundary_keeps_a_user_from_a_role_that_trusts_its_account() {
    let clients = &mut Clients::with_role(ACCOUNT);
    let alice = clients.create_user("root", "alice");
    let arn = clients.create_policy("root", "limit", "s3:*");
    let put = iam::PutUserPermissionsBoundary {
        user_name: "alice".to_owned(),
        permissions_boundary: arn,
    };
    clients.call("root", put).unwrap();
    let attach = AttachUserPolicy {
        user_name: "alice".to_owned(),
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess".to_owned(),
    };
    clients.call("root", attach).unwrap();
    assert!(
        clients
            .refused(&alice, assume(ROLE))
            .ends_with("because no permissions boundary allows the sts:AssumeRole action")
    );
}
