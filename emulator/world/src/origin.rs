//! Who makes a call, and where it arrives.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The one account of the emulated AWS.
pub const ACCOUNT_ID: &str = "000000000000";

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
}

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
    /// The emulator itself: `up`, a replay, a test in the process.
    Emulator,
}

/// A service that calls by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    /// Notifies of what happens to objects.
    S3,
    /// Polls queues for event source mappings, and writes what functions print.
    Lambda,
}

impl Principal {
    /// As policies name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S3 => "s3.amazonaws.com",
            Self::Lambda => "lambda.amazonaws.com",
        }
    }
}

/// Who makes a call, and where it arrives. Signatures are read for this, not verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub caller: Caller,
    /// The id that the answer carries.
    pub request_id: Option<Arc<str>>,
    /// From the credential scope of the request's signature; [`DEFAULT_REGION`] without one.
    pub region: Region,
    /// The access key that signed, where one did.
    pub access_key: Option<Arc<str>>,
    /// `http://host:port` as the caller addressed it: the base of the queue URLs in the answer.
    pub endpoint: String,
}

impl Origin {
    /// The same caller in another Region.
    pub fn in_region(&self, region: Region) -> Self {
        Self {
            region,
            ..self.clone()
        }
    }
}
