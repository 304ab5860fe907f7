//! What temporary keys are good for, who a sender is, and what is said of the way a request came.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::identities::{Dev, publish};
use super::{Clients, OWN};
use crate::call::Call;
use crate::function::CreateFunction;
use crate::iam::ListUsers;
use crate::operation::Request;
use crate::origin::Origin;
use crate::queue::{ReceiveMessage, SendMessage};
use crate::settings::Settings;
use crate::sts::{GetAccessKeyInfo, GetCallerIdentity, GetSessionToken};
use crate::world::World;

/// Source: API `GetSessionToken`, "Permissions".
#[test]
fn a_session_token_is_not_good_for_iam_nor_for_sts() {
    let mut dev = Dev::new();
    dev.may(&json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let token = dev.call(GetSessionToken::default()).unwrap();
    let user = std::mem::replace(&mut dev.key, token.credentials.access_key_id);
    let invalid = "The security token included in the request is invalid";
    assert_eq!(dev.refusal(ListUsers::default()), invalid);
    let info = GetAccessKeyInfo {
        access_key_id: user,
    };
    assert_eq!(dev.refusal(info), invalid);
    assert_eq!(dev.refusal(GetCallerIdentity {}), "allowed");
    assert_eq!(dev.refusal(publish("N")), "allowed");
}

/// It is nobody's then, and not the root's.
#[test]
fn a_session_that_is_over_leaves_its_key_alone() {
    let mut dev = Dev::new();
    let first = dev.call(GetSessionToken::default()).unwrap();
    let first = first.credentials.access_key_id;
    dev.now += SignedDuration::from_hours(13);
    dev.call(GetSessionToken::default()).unwrap();
    let keys = dev.clients.world.identities().keys();
    assert_eq!(keys.get(&first), None);
    dev.key = first;
    assert_eq!(
        dev.refusal(GetCallerIdentity {}),
        "The security token included in the request is expired"
    );
}

#[test]
fn a_message_says_which_user_sent_it() {
    let mut dev = Dev::new();
    dev.may(&json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let queue_url = dev.clients.create_queue(OWN, "orders");
    let send = || SendMessage {
        queue_url: queue_url.clone(),
        message_body: "x".into(),
        ..SendMessage::default()
    };
    dev.call(send()).unwrap();
    dev.clients.call(OWN, send()).unwrap();
    let identity = dev.call(GetCallerIdentity {}).unwrap();
    assert!(identity.user_id.starts_with("AIDA"), "{identity:?}");
    let receive = ReceiveMessage {
        queue_url: queue_url.clone(),
        max_number_of_messages: Some(10),
        attribute_names: vec!["SenderId".to_owned()],
        ..ReceiveMessage::default()
    };
    let received = dev.clients.call(OWN, receive).unwrap().messages;
    let senders: Vec<_> = received
        .iter()
        .map(|message| message.attributes["SenderId"].as_str())
        .collect();
    assert_eq!(senders, [identity.user_id.as_str(), OWN]);
}

#[test]
fn a_client_makes_no_function_without_a_role() {
    let mut clients = Clients::new();
    let create = CreateFunction {
        function_name: "f".to_owned(),
        ..CreateFunction::default()
    };
    let refused = clients.call(OWN, create).unwrap_err();
    assert!(refused.to_string().contains("at 'role'"), "{refused}");
}

/// Unless plain HTTP is to be told as what it is.
#[test]
fn the_way_of_a_request_is_secure() {
    let secure = json!({
        "Effect": "Allow", "Action": "cloudwatch:*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    });
    let mut dev = Dev::new();
    dev.may(&secure);
    assert_eq!(dev.refusal(publish("N")), "allowed");
    dev.clients.world =
        std::mem::replace(&mut dev.clients.world, World::new(2)).with_settings(Settings {
            plain_http_is_insecure: true,
            ..Settings::default()
        });
    assert!(dev.refusal(publish("N")).contains("is not authorized"));
    let call = Call::new(Origin::default(), publish("N").into_operation());
    let root = dev.clients.world.apply(Timestamp::UNIX_EPOCH, call);
    assert!(root.result.is_ok());
}
