//! What a role needed, made a policy: enough for the same calls, and nothing of it is left over.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::identities::{get, put};
use super::{Clients, OWN};
use crate::bucket::ListObjectsV2;
use crate::bucket::create::CreateBucket;
use crate::bucket::list::ListObjects;
use crate::call::Call;
use crate::iam::{CreateRole, PutRolePolicy};
use crate::logs::{CreateLogGroup, CreateLogStream, PutLogEvents};
use crate::metrics::PutMetricData;
use crate::operation::Request;
use crate::origin::Origin;
use crate::queue::{ReceiveMessage, SendMessage};
use crate::sts::AssumeRole;
use crate::world::World;

const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// What a role under this policy makes of the calls below, call by call, and the world after them.
fn played(policy: &Value) -> (Vec<String>, World) {
    let mut clients = Clients::new();
    let create = CreateRole {
        role_name: "r".to_owned(),
        assume_role_policy_document: json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole",
        }})
        .to_string(),
        ..CreateRole::default()
    };
    clients.call(OWN, create).unwrap();
    let may = PutRolePolicy {
        role_name: "r".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: policy.to_string(),
    };
    clients.call(OWN, may).unwrap();
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    clients.call(OWN, create).unwrap();
    clients.call(OWN, put("in/2026/04/19/a")).unwrap();
    clients.call(OWN, put("in/2026/05/01/b")).unwrap();
    let url = clients.create_queue(OWN, "orders");
    let assume = AssumeRole {
        role_arn: ROLE.to_owned(),
        role_session_name: "session".to_owned(),
        ..AssumeRole::default()
    };
    let key = clients.call(OWN, assume).unwrap().credentials.access_key_id;
    let mut as_role = AsRole {
        world: clients.world,
        key,
        outcomes: Vec::new(),
    };
    as_role.calls(&url);
    (as_role.outcomes, as_role.world)
}

struct AsRole {
    world: World,
    key: String,
    outcomes: Vec<String>,
}

impl AsRole {
    fn call<R: Request>(&mut self, request: R) {
        let origin = Origin {
            access_key: Some(self.key.as_str().into()),
            endpoint: "http://h".into(),
            ..Origin::default()
        };
        let call = Call::new(origin, request.into_operation());
        let result = self.world.apply(Timestamp::UNIX_EPOCH, call).result;
        let outcome = result.map_or_else(|error| error.to_string(), |_| "ok".to_owned());
        self.outcomes.push(outcome);
    }

    fn calls(&mut self, queue_url: &str) {
        self.call(get("in/2026/04/19/a", None));
        self.call(get("in/2026/05/01/b", None));
        self.call(get("in/2026/04/19/a", Some("null")));
        // That it is missing is told to who may list.
        self.call(get("in/2026/04/19/absent", None));
        self.call(put("out/x"));
        self.call(ListObjectsV2(ListObjects {
            bucket: "logs".to_owned(),
            prefix: "in/".to_owned(),
            delimiter: String::new(),
            start_after: String::new(),
            max_keys: None,
        }));
        self.call(SendMessage {
            queue_url: queue_url.to_owned(),
            message_body: "x".into(),
            ..SendMessage::default()
        });
        self.call(ReceiveMessage {
            queue_url: queue_url.to_owned(),
            ..ReceiveMessage::default()
        });
        for namespace in ["A", "B"] {
            let publish =
                json!({"Namespace": namespace, "MetricData": [{"MetricName": "m", "Value": 1.0}]});
            self.call(serde_json::from_value::<PutMetricData>(publish).unwrap());
        }
        let group = json!({"logGroupName": "g"});
        self.call(serde_json::from_value::<CreateLogGroup>(group).unwrap());
        for stream in ["one", "two"] {
            let create = json!({"logGroupName": "g", "logStreamName": stream});
            self.call(serde_json::from_value::<CreateLogStream>(create).unwrap());
            let put = json!({"logGroupName": "g", "logStreamName": stream,
                             "logEvents": [{"timestamp": 0, "message": "m"}]});
            self.call(serde_json::from_value::<PutLogEvents>(put).unwrap());
        }
    }
}

fn document(statement: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statement})
}

fn everything() -> Value {
    document(&json!({"Effect": "Allow", "Action": "*", "Resource": "*"}))
}

#[test]
fn the_least_policy_passes_the_same_calls_and_without_any_of_its_actions_it_does_not() {
    let (wanted, world) = played(&everything());
    let least = world.least_privilege(ROLE).unwrap();
    let policy = json!(least.policy.unwrap());
    let (outcomes, _) = played(&policy);
    assert_eq!(outcomes, wanted, "{policy:#}");
    let statements = policy["Statement"].as_array().unwrap();
    let mut taken_away = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        for action in statement["Action"].as_array().unwrap() {
            let mut less = policy.clone();
            let actions = less["Statement"][index]["Action"].as_array_mut().unwrap();
            actions.retain(|one| one != action);
            // A statement needs an action.
            actions.push(json!("kms:Sign"));
            let (outcomes, _) = played(&less);
            assert_ne!(outcomes, wanted, "{action} is left over: {policy:#}");
            taken_away.push(action.as_str().unwrap().to_owned());
        }
    }
    taken_away.sort_unstable();
    assert_eq!(
        taken_away,
        [
            "cloudwatch:PutMetricData",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:ListBucket",
            "s3:PutObject",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ]
    );
}

#[test]
fn keys_are_folded_to_their_common_folder_and_streams_to_their_group() {
    let (_, world) = played(&everything());
    let policy = json!(world.least_privilege(ROLE).unwrap().policy.unwrap());
    let of = |action: &str| {
        let mut statements = policy["Statement"].as_array().unwrap().iter();
        let is_of = |statement: &&Value| {
            let mut actions = statement["Action"].as_array().unwrap().iter();
            actions.any(|one| one == action)
        };
        statements.find(is_of).unwrap().clone()
    };
    let group = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::logs/in/2026/*".to_owned()),
        (
            "s3:GetObjectVersion",
            "arn:aws:s3:::logs/in/2026/04/19/*".to_owned(),
        ),
        ("s3:ListBucket", "arn:aws:s3:::logs".to_owned()),
        ("logs:CreateLogGroup", group.to_owned()),
        ("logs:CreateLogStream", format!("{group}:log-stream:*")),
        ("logs:PutLogEvents", format!("{group}:log-stream:*")),
    ] {
        assert_eq!(of(action)["Resource"], json!([resource]), "{action}");
    }
    assert_eq!(
        of("cloudwatch:PutMetricData")["Condition"],
        json!({"StringEquals": {"cloudwatch:namespace": ["A", "B"]}})
    );
}

/// And what it may do beyond is told.
#[test]
fn the_conditions_of_what_allowed_are_kept() {
    let condition = json!({"Bool": {"aws:SecureTransport": ["true"]}});
    let (_, world) = played(&document(&json!([
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "*", "Condition": condition},
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
    ])));
    let least = world.least_privilege(ROLE).unwrap();
    let policy = json!(least.policy.unwrap());
    assert_eq!(
        policy["Statement"][0],
        json!({"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::logs/in/2026/*"], "Condition": condition}),
        "{policy:#}"
    );
    let unused: Vec<_> = least
        .unused
        .iter()
        .map(|one| (&*one.action, &*one.granted_by))
        .collect();
    assert_eq!(unused, [("s3:DeleteObject", "p, Read")]);
    let [wide] = least.wide.as_slice() else {
        panic!("{:?}", least.wide);
    };
    assert_eq!(
        (&*wide.action, &*wide.granted_by),
        ("sqs:*", "p, statement 2")
    );
    assert_eq!(wide.needed, ["sqs:ReceiveMessage", "sqs:SendMessage"]);
    let refused = least.refused.iter().map(|one| (&*one.action, one.times));
    let refused: Vec<_> = refused.collect();
    assert!(
        refused.contains(&("cloudwatch:PutMetricData", 2)),
        "{refused:?}"
    );
}

/// The account's root and services have no policies that could be less.
#[test]
fn who_has_no_policies_needs_none() {
    let (_, world) = played(&everything());
    assert_eq!(world.askers().collect::<Vec<_>>(), [ROLE]);
    assert_eq!(
        world.least_privilege("arn:aws:iam::000000000000:root"),
        None
    );
}
