//! The messages with a token: with one a subscription is confirmed, with the other comes one back that was ended.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>; recorded.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::delivery::Delivery;
use super::envelope::{certificate_url, milliseconds, quoted, spaced};
use super::kind::Kind;
use super::model::Topic;
use super::signing;
use super::subscription::{Subscription, Token};
use crate::agenda::Due;
use crate::context::Context;
use crate::moment::after;
use crate::origin::Home;

/// Source: botocore's SNS model, `Subscribe`, "Confirmation tokens are valid for two days".
const PENDING_TIME: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// In hexadecimal digits. Of those recorded.
const TOKEN_LENGTH: usize = 288;

/// A new token for this subscription. When it is not good any more, a subscription that still needs it is gone.
pub(super) fn new_token(
    context: &mut Context<'_>,
    home: &Home,
    topic: &str,
    subscription: &Arc<str>,
) -> Token {
    let text = context.ids.upper_hex(TOKEN_LENGTH).to_ascii_lowercase();
    let expires_at = after(context.now, PENDING_TIME);
    let expired = Due::PendingSubscription {
        home: home.clone(),
        topic: topic.to_owned(),
        subscription: Arc::clone(subscription),
    };
    context.agenda.at(expires_at, expired);
    Token { text, expires_at }
}

impl Topic {
    /// Sends the endpoint of a subscription its token.
    pub(super) fn invite(
        &self,
        context: &mut Context<'_>,
        home: &Home,
        name: &str,
        subscription: &Subscription,
        kind: Kind,
    ) {
        let id = context.ids.uuid();
        let body = letter(self, subscription, kind, &id, context.now);
        let home = home.clone();
        context.agenda.soon(if subscription.protocol.is_http() {
            let posting = self.posting(home, name, subscription, kind, (&*id, body));
            Due::Post(Box::new(posting))
        } else {
            Due::Notify(Box::new(Delivery::new(
                home,
                self,
                name,
                subscription,
                body,
            )))
        });
    }
}

/// The JSON of such a message.
fn letter(
    topic: &Topic,
    subscription: &Subscription,
    kind: Kind,
    id: &str,
    now: Timestamp,
) -> String {
    let token = subscription.token.as_ref();
    let token = token.map(|token| &*token.text).unwrap_or_default();
    let version = topic.signature_version();
    let timestamp = milliseconds(now);
    let message = message(topic, subscription, kind);
    let subscribe_url = format!(
        "{}/?Action=ConfirmSubscription&TopicArn={}&Token={token}",
        subscription.base, topic.arn
    );
    let kind = kind.as_str();
    let text = signing::canonical([
        ("Message", &*message),
        ("MessageId", id),
        ("SubscribeURL", &subscribe_url),
        ("Timestamp", &timestamp),
        ("Token", token),
        ("TopicArn", &topic.arn),
        ("Type", kind),
    ]);
    spaced(&[
        ("Type", quoted(kind)),
        ("MessageId", quoted(id)),
        ("Token", quoted(token)),
        ("TopicArn", quoted(&topic.arn)),
        ("Message", quoted(&message)),
        ("SubscribeURL", quoted(&subscribe_url)),
        ("Timestamp", quoted(&timestamp)),
        ("SignatureVersion", quoted(version.as_str())),
        ("Signature", quoted(&signing::sign(version, &text))),
        ("SigningCertURL", quoted(&certificate_url(subscription))),
    ])
}

fn message(topic: &Topic, subscription: &Subscription, kind: Kind) -> String {
    match kind {
        Kind::UnsubscribeConfirmation => format!(
            "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.",
            subscription.arn
        ),
        _ => format!(
            "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
            topic.arn
        ),
    }
}
