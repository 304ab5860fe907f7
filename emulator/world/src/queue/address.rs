//! How a queue is named: its name, its URL, its ARN.

use std::borrow::Borrow;
use std::fmt;

use super::QueueError;
use crate::origin::{ACCOUNT_ID, Origin, Region};
use crate::target::{Resource, Target, any};

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

/// The URL by which the caller reaches the queue, on the address that the caller itself used.
pub fn queue_url(origin: &Origin, name: &str) -> String {
    format!("{}/{ACCOUNT_ID}/{name}", origin.endpoint)
}

/// The name in `<anything>/<account>/<name>`. The host is not looked at: a URL made for one address of this emulator
/// works on every other.
pub fn name_in_url(url: &str) -> Result<&str, QueueError> {
    if url.is_empty() {
        return Err(QueueError::MissingParameter("QueueUrl"));
    }
    let invalid = || QueueError::InvalidAddress(url.to_owned());
    let mut segments = url.trim_end_matches('/').rsplit('/');
    let name = segments.next().filter(|name| !name.is_empty());
    let account = segments
        .next()
        .filter(|account| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    let (name, account) = (name.ok_or_else(invalid)?, account.ok_or_else(invalid)?);
    if account != ACCOUNT_ID {
        return Err(QueueError::QueueDoesNotExist);
    }
    Ok(name)
}

/// `arn:<partition>:sqs:<region>:<account>:<name>`.
pub fn queue_arn(region: &Region, name: &str) -> String {
    named(region, name).to_string()
}

/// The queue of this name.
pub(super) fn named<'a>(region: &'a Region, name: &'a str) -> Target<'a> {
    Target {
        region,
        resource: Resource::Queue(name),
    }
}

/// The queue at this URL, whoever finds fault with it later.
pub(super) fn at_url<'a>(region: &'a Region, url: &'a str) -> Target<'a> {
    match name_in_url(url) {
        Ok(name) => named(region, name),
        Err(_) => any(region),
    }
}

/// The Region and name in `arn:<partition>:sqs:<region>:<account>:<name>`; `None` for anything else, other accounts'
/// queues included.
pub fn parse_queue_arn(arn: &str) -> Option<(Region, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (scheme, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_queue = scheme == "arn" && partition.starts_with("aws") && service == "sqs";
    let is_complete = !region.is_empty() && !name.is_empty() && account == ACCOUNT_ID;
    (is_queue && is_complete).then(|| (Region::new(region), name))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(name_in_url(url), Ok("orders"), "{url}");
        }
        assert_eq!(
            name_in_url("http://h/111111111111/orders"),
            Err(QueueError::QueueDoesNotExist)
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
            let region = Region::new(region);
            let arn = queue_arn(&region, "orders");
            assert_eq!(parse_queue_arn(&arn), Some((region, "orders")), "{arn}");
        }
        for arn in [
            "dummy",
            "arn:aws:sns:us-east-1:000000000000:orders",
            "arn:aws:sqs:us-east-1:111111111111:orders",
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
