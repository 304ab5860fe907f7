//! Why a document is no policy, in AWS's own words.

use thiserror::Error;

/// A document that is refused. The text is AWS's message, to stand behind the code of the service that was asked
/// (`MalformedPolicyDocument` of IAM and STS, `MalformedPolicy` of S3).
///
/// Sources: IAM's identity policies as recorded by moto (`moto/iam/policy_validation.py` and its table of tests), trust
/// policies and S3's as recorded by versitygw (`iamapi/policy`, `auth/bucket_policy.go`). Messages that no record was found
/// for are marked "unverified".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Identity policies: no JSON, an unknown element, a value of another type, an element twice, an operator that AWS
    /// does not have.
    #[error("Syntax errors in policy.")]
    SyntaxErrors,
    /// Managed policies need the newer language. Inline policies do not.
    #[error("Policy document must be version 2012-10-17 or greater.")]
    TooOld,
    #[error("Policy document should not specify a principal.")]
    PrincipalInIdentityPolicy,
    /// An effect in another case, a date that is none, an ARN with too few parts.
    #[error("The policy failed legacy parsing")]
    LegacyParsing,
    #[error("Statement IDs (SID) in a single policy must be unique.")]
    SidTwice,
    #[error(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
    )]
    SidNotAlphanumeric,
    #[error("Policy statement must contain actions.")]
    NoActions,
    #[error("Policy statement must contain resources.")]
    NoResources,
    #[error("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")]
    ActionWithoutVendor,
    #[error("Actions/Condition can contain only one colon.")]
    ActionWithColons,
    #[error("Vendor {0} is not valid")]
    Vendor(String),
    #[error("Resource {0} must be in ARN format or \"*\".")]
    NotAnArn(String),
    #[error("Partition \"{partition}\" is not valid for resource \"{arn}\".")]
    Partition { partition: String, arn: String },
    #[error("Resource vendor must be fully qualified and cannot contain regexes.")]
    ResourceVendor,
    #[error("IAM resource {0} cannot contain region information.")]
    IamResourceWithRegion(String),
    #[error("Resource {0} can not contain region information.")]
    S3ResourceWithRegion(String),
    #[error("IAM resource path must either be \"*\" or start with {}.", super::iam_path::IAM_PATHS.join(", "))]
    IamResourcePath,

    /// Trust and resource policies.
    #[error("This policy contains invalid Json")]
    NotJson,
    #[error("Invalid policy syntax.")]
    Syntax,
    #[error("Unknown field {0}")]
    UnknownField(String),
    #[error("The policy must contain a valid version string")]
    Version,
    #[error("Could not parse the policy: Statement is empty!")]
    StatementEmpty,
    #[error("The Statement Ids in the policy are not unique")]
    StatementIdTwice,
    #[error("Missing required field {0}")]
    Missing(&'static str),
    #[error("Missing required field {0} cannot be empty!")]
    Empty(&'static str),
    #[error("Invalid effect: {0}")]
    Effect(String),
    #[error("Invalid principal in policy: {0}")]
    Principal(String),
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html> ("using it
    /// with Allow is not supported").
    #[error("Allow with NotPrincipal is not allowed.")]
    AllowWithNotPrincipal,
    #[error("AssumeRole policy must not contain NotPrincipal field.")]
    TrustWithNotPrincipal,
    #[error("AssumeRole policy may only specify STS AssumeRole actions.")]
    TrustAction,
    #[error("Has prohibited field Resource")]
    TrustWithResource,
    #[error("AssumeRole policy must not contain resources.")]
    TrustWithNotResource,
    #[error("Policy has invalid action")]
    ServiceAction,
    #[error("Policy has invalid resource")]
    ServiceResource,
    /// Unverified: which operators these policies may not have is not documented.
    #[error("Invalid Condition type : {0}")]
    ConditionOperator(String),
    /// A value that the operator does not read: a date, number, truth value, base64 or address that is none. Unverified
    /// but for dates: AWS may keep such a condition, which then never matches; here it is refused.
    #[error("Invalid value in Conditions: {0}")]
    ConditionValue(String),
}

impl PolicyError {
    /// A principal as it stands in the document.
    pub(crate) fn principal(kind: &str, text: &str) -> Self {
        Self::Principal(format!("\"{kind}\":\"{text}\""))
    }
}
