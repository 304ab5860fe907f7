//! How a queue is named: its name, its URL, its ARN.

use std::borrow::Borrow;
use std::fmt;

use super::error::QueueError;
use crate::arn::{Arn, Resource, Target, any};
use crate::origin::{AccountId, Home, Origin};

/// The suffix that makes a queue a FIFO queue.
const FIFO_SUFFIX: &str = ".fifo";

/// The name of a standard queue: 1 to 80 of `[A-Za-z0-9_-]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueName(String);

impl QueueName {
    /// # Errors
    /// A name that AWS does not take, and one of a FIFO queue, which this emulator does not play.
    pub fn parse(name: &str) -> Result<Self, QueueError> {
        if name.is_empty() {
            return Err(QueueError::MissingParameter("QueueName"));
        }
        if name.ends_with(FIFO_SUFFIX) {
            return Err(QueueError::UnsupportedOperation(format!(
                "FIFO queues are not emulated: {name} cannot be created. Use a standard queue."
            )));
        }
        let is_valid = name.len() <= 80 && name.bytes().all(is_name_byte);
        if !is_valid {
            return Err(QueueError::invalid_value(
                name,
                "QueueName",
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
            ));
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What names of queues and ids of batch entries consist of.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

impl fmt::Display for QueueName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Borrow<str> for QueueName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The URL by which the caller reaches its own queue, on the address that the caller itself used.
pub fn queue_url(origin: &Origin, name: &str) -> String {
    queue_url_of(origin, origin.account, name)
}

/// [`queue_url`], for any account's queue.
pub(crate) fn queue_url_of(origin: &Origin, account: AccountId, name: &str) -> String {
    format!("{}/{account}/{name}", origin.endpoint)
}

/// Account and name in `<anything>/<account>/<name>`. The host is not looked at: a URL made for one address of this emulator
/// works on every other.
fn address_in_url(url: &str) -> Result<(AccountId, &str), QueueError> {
    if url.is_empty() {
        return Err(QueueError::MissingParameter("QueueUrl"));
    }
    let invalid = || QueueError::InvalidAddress(url.to_owned());
    let (before, name) = last_segment(url.trim_end_matches('/')).ok_or_else(invalid)?;
    let account = last_segment(before).map_or(before, |(_, account)| account);
    let account = AccountId::parse(account).ok_or_else(invalid)?;
    Ok((account, name))
}

/// What follows the last slash, and what stands before it.
fn last_segment(path: &str) -> Option<(&str, &str)> {
    // Paths are short: looking at each byte is quicker than a search that is set up first.
    let slash = path.bytes().rposition(|byte| byte == b'/')?;
    Some((&path[..slash], &path[slash + 1..]))
}

/// The name in `<anything>/<account>/<name>`; whose it is, `at_url` says.
pub fn name_in_url(url: &str) -> Result<&str, QueueError> {
    address_in_url(url).map(|(_, name)| name)
}

/// `arn:<partition>:sqs:<region>:<account>:<name>`.
pub fn queue_arn(home: &Home, name: &str) -> String {
    named(home, name).to_string()
}

/// The caller's queue of this name.
pub(super) fn named<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    Resource::Queue(name).of(home)
}

/// The queue of this name, of the account that the request says, if it says one.
#[expect(
    clippy::ref_option,
    reason = "the table hands over a reference to the request's member"
)]
pub(super) fn owned<'a>(home: &'a Home, name: &'a str, owner: &Option<String>) -> Target<'a> {
    let owner = owner.as_deref().and_then(AccountId::parse);
    Target {
        account: owner.unwrap_or(home.account),
        ..named(home, name)
    }
}

/// The queue at this URL, whoever finds fault with it later.
pub(super) fn at_url<'a>(home: &'a Home, url: &'a str) -> Target<'a> {
    match address_in_url(url) {
        Ok((account, name)) => Target {
            account,
            ..named(home, name)
        },
        Err(_) => any(home),
    }
}

/// Where the queue is and its name in `arn:<partition>:sqs:<region>:<account>:<name>`; `None` for anything else.
pub fn parse_queue_arn(arn: &str) -> Option<(Home, &str)> {
    let arn = Arn::parse(arn)?;
    let home = arn.home()?;
    let is_queue = arn.service == "sqs" && !arn.resource.is_empty();
    is_queue.then_some((home, arn.resource))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Region;

    #[test]
    fn a_queue_is_found_by_account_and_name_whatever_the_host() {
        for url in [
            "http://127.0.0.1:4566/000000000000/orders",
            "https://sqs.us-east-1.amazonaws.com/000000000000/orders",
            "/000000000000/orders",
            "http://localhost:1/000000000000/orders/",
            "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/orders",
            "http://localhost.localstack.cloud:4566/queue/us-east-1/000000000000/orders",
        ] {
            assert_eq!(
                address_in_url(url),
                Ok((AccountId::default(), "orders")),
                "{url}"
            );
        }
        let (account, name) = address_in_url("http://h/111111111111/orders").unwrap();
        assert_eq!(
            (account.to_string().as_str(), name),
            ("111111111111", "orders")
        );
        for url in ["orders", "http://h/orders", "http://h//"] {
            assert!(
                matches!(name_in_url(url), Err(QueueError::InvalidAddress(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn an_arn_is_read_as_it_is_written() {
        for region in ["us-east-1", "cn-north-1", "us-gov-west-1"] {
            let home = Home::in_region(Region::new(region));
            let arn = queue_arn(&home, "orders");
            assert_eq!(parse_queue_arn(&arn), Some((home, "orders")), "{arn}");
        }
        for arn in [
            "dummy",
            "arn:aws:sns:us-east-1:000000000000:orders",
            "arn:aws:sqs:us-east-1:11111111111:orders",
            "arn:aws:sqs::000000000000:orders",
            "arn:aws:sqs:us-east-1:000000000000:",
        ] {
            assert_eq!(parse_queue_arn(arn), None, "{arn}");
        }
    }

    #[test]
    fn names_are_bounded_as_on_aws() {
        assert!(QueueName::parse(&"q".repeat(80)).is_ok());
        for name in ["", "a.b", "a b", "ü", &"q".repeat(81), "orders.fifo"] {
            assert!(QueueName::parse(name).is_err(), "{name}");
        }
    }
}
