//! Who makes a call, and where it arrives.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use crate::provenance::{Provenance, SignatureVersion};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The number of an AWS account: twelve digits when shown. The default is `000000000000`: a key that names no account is its root's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u64);

impl AccountId {
    /// `None` for anything but twelve digits.
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok().map(Self)).flatten()
    }

    pub(crate) fn digits(self) -> Digits {
        let mut digits = [b'0'; 12];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        Digits(digits)
    }
}

/// The twelve digits of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits([u8; 12]);

impl Digits {
    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("digits are text")
    }
}

/// An account is twelve digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an account is twelve digits")]
pub struct NoAccountId;

impl FromStr for AccountId {
    type Err = NoAccountId;

    fn from_str(text: &str) -> Result<Self, NoAccountId> {
        Self::parse(text).ok_or(NoAccountId)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.digits().as_str())
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// The Region of a request that names none.
pub const DEFAULT_REGION: &str = "us-east-1";

/// The code of an AWS Region (`us-east-1`). Any name is a Region of its own: new ones open without asking us.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Region(Arc<str>);

impl Region {
    pub fn new(code: impl Into<Arc<str>>) -> Self {
        Self(code.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition that its ARNs begin with.
    pub fn partition(&self) -> &'static str {
        match self.as_str() {
            code if code.starts_with("cn-") => "aws-cn",
            code if code.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The Region of its partition that keeps what an account has in no Region.
    pub(crate) fn global(&self) -> &'static Self {
        let mut regions = GLOBAL.iter();
        let same = regions.find(|region| region.partition() == self.partition());
        same.unwrap_or(&GLOBAL[0])
    }
}

/// Where each partition keeps what is in no Region.
static GLOBAL: LazyLock<[Region; 3]> =
    LazyLock::new(|| [DEFAULT_REGION, "cn-north-1", "us-gov-west-1"].map(Region::new));

impl From<String> for Region {
    fn from(code: String) -> Self {
        Self(code.into())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.as_str().to_owned()
    }
}

impl Default for Region {
    fn default() -> Self {
        Self::new(DEFAULT_REGION)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where resources are: an account's part of a Region.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home {
    pub account: AccountId,
    pub region: Region,
}

impl Home {
    /// In the default account.
    pub fn in_region(region: Region) -> Self {
        Self {
            account: AccountId::default(),
            region,
        }
    }
}

/// Who makes a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// Somebody outside: a client, or the code of a function.
    #[default]
    Client,
    /// A service, for one of its resources: `s3.amazonaws.com` for a bucket. `source` is the resource's ARN.
    Service {
        principal: Principal,
        source: Arc<str>,
    },
    /// Lambda for a function, as the function's role: it polls queues for mappings and writes what functions print. `session` is
    /// the function's name. An empty `role` is that of a function that was made without one.
    Role { role: Arc<str>, session: Arc<str> },
    /// The emulator itself: `up`, a replay, a test in the process.
    Emulator,
}

/// A service that calls by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    /// Notifies of what happens to objects.
    S3,
    /// Tells topics of alarms.
    CloudWatch,
    /// Runs functions for alarms.
    CloudWatchAlarms,
    /// Delivers what is published to topics.
    Sns,
    /// Runs functions that are subscribed to log groups.
    Logs,
}

impl Principal {
    /// As policies name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S3 => "s3.amazonaws.com",
            Self::CloudWatch => "cloudwatch.amazonaws.com",
            Self::CloudWatchAlarms => "lambda.alarms.cloudwatch.amazonaws.com",
            Self::Sns => "sns.amazonaws.com",
            Self::Logs => "logs.amazonaws.com",
        }
    }

    /// Another name of it, by which policies know it in a Region. Source: guide of CloudWatch Logs, Subscription filters with AWS Lambda, which
    /// said `logs.region.amazonaws.com` for years.
    pub(crate) fn in_region(self, region: &Region) -> Option<String> {
        match self {
            Self::Logs => Some(format!("logs.{region}.amazonaws.com")),
            Self::S3 | Self::CloudWatch | Self::CloudWatchAlarms | Self::Sns => None,
        }
    }
}

/// Who makes a call, and where it arrives. Signatures are read for this, not verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub caller: Caller,
    /// The id that the answer carries.
    pub request_id: Option<Arc<str>>,
    /// Whose the access key is: its own where it is twelve digits, else the default account's.
    pub account: AccountId,
    /// From the credential scope of the request's signature; [`DEFAULT_REGION`] without one.
    pub region: Region,
    /// The access key that signed, where one did.
    pub access_key: Option<Arc<str>>,
    /// Whose the caller takes the bucket to be, where it says so. Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html>
    pub expected_bucket_owner: Option<Arc<str>>,
    /// `http://host:port` as the caller addressed it: the base of the queue URLs in the answer.
    pub endpoint: Arc<str>,
    /// Of a client's request; services make theirs by themselves.
    #[serde(skip)]
    pub provenance: Option<Arc<Provenance>>,
}

impl Origin {
    /// Where the caller's own resources are.
    pub fn home(&self) -> Home {
        Home {
            account: self.account,
            region: self.region.clone(),
        }
    }

    /// Whether it says for which Region it is: a signature does, but for one of version 2.
    pub(crate) fn names_region(&self) -> bool {
        let provenance = self.provenance.as_deref();
        let signature = provenance.and_then(|provenance| provenance.signature);
        let is_old = signature.is_some_and(|signature| signature.version == SignatureVersion::V2);
        self.access_key.is_some() && !is_old
    }

    /// The same caller in another account.
    pub fn in_account(&self, account: AccountId) -> Self {
        Self {
            account,
            ..self.clone()
        }
    }

    /// The same caller in another Region.
    pub fn in_region(&self, region: Region) -> Self {
        Self {
            region,
            ..self.clone()
        }
    }
}
