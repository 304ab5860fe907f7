//! Why S3 refuses a request, in AWS's words. Codes and statuses are the wire's business.

use super::policy::PolicyFault;
use super::subresource::Subresource;
use crate::access::Denial;
use crate::origin::Region;

/// Why the service refuses a request. The text is the `Message` that AWS sends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketError {
    /// Who asked may not.
    #[error("{}", .0.told_by_s3())]
    AccessDenied(#[from] Box<Denial>),
    #[error("The specified bucket does not exist")]
    NoSuchBucket,
    #[error("The specified bucket is not valid.")]
    InvalidBucketName,
    #[error("Your previous request to create the named bucket succeeded and you already own it.")]
    BucketAlreadyOwnedByYou,
    #[error(
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."
    )]
    BucketAlreadyExists,
    /// The document is no policy for a bucket.
    #[error(transparent)]
    MalformedPolicy(PolicyFault),
    /// The bucket is not whose the caller takes it to be.
    #[error("Access Denied")]
    OtherOwner,
    #[error("The bucket you tried to delete is not empty")]
    BucketNotEmpty,
    #[error(
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
    )]
    VersionsLeft,
    /// The bucket lies in another Region than the one that was asked.
    #[error(
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."
    )]
    PermanentRedirect { region: Region },
    #[error(
        "The {} location constraint is incompatible for the region specific endpoint this request was sent to.",
        .constraint.as_deref().unwrap_or("unspecified")
    )]
    IllegalLocationConstraint { constraint: Option<String> },
    #[error("The specified location-constraint is not valid")]
    InvalidLocationConstraint,
    #[error("The specified key does not exist.")]
    NoSuchKey,
    /// The key's newest version is a delete marker: a [`BucketError::NoSuchKey`] that says so in headers.
    #[error("The specified key does not exist.")]
    DeletedKey { version_id: String },
    #[error("The specified version does not exist.")]
    NoSuchVersion,
    /// The version that was asked for is a delete marker, which has no bytes.
    #[error("The specified method is not allowed against this resource.")]
    VersionIsDeleteMarker { version_id: String },
    /// Whoever may is not of the bucket's account, whose matter alone it is.
    #[error("The specified method is not allowed against this resource.")]
    MethodNotAllowed,
    /// It is archived, and has to be restored first.
    #[error("The operation is not valid for the object's storage class")]
    InvalidObjectState,
    #[error("The storage class you specified is not valid")]
    InvalidStorageClass,
    #[error("The encryption method specified is not supported")]
    UnknownEncryption,
    #[error("Your metadata headers exceed the maximum allowed metadata size")]
    MetadataTooLarge,
    #[error("Your key is too long")]
    KeyTooLong,
    #[error("At least one of the pre-conditions you specified did not hold")]
    PreconditionFailed,
    #[error("Not Modified")]
    NotModified { e_tag: String },
    #[error("The requested range is not satisfiable")]
    InvalidRange { size: u64 },
    #[error("The requested partnumber is not satisfiable")]
    InvalidPartNumber,
    #[error(
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    )]
    NoSuchUpload,
    #[error(
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
    )]
    InvalidPart,
    #[error("The list of parts was not in ascending order. Parts must be ordered by part number.")]
    InvalidPartOrder,
    #[error("Your proposed upload is smaller than the minimum allowed size")]
    EntityTooSmall,
    #[error(
        "The XML you provided was not well-formed or did not validate against our published schema"
    )]
    MalformedXml,
    #[error("The {algorithm} you specified did not match the calculated checksum.")]
    BadDigest { algorithm: &'static str },
    #[error("{}", .0.missing())]
    NoSuchSubresource(Subresource),
    #[error("Object tags cannot be greater than 10")]
    TooManyTags,
    #[error("{0}")]
    InvalidTag(&'static str),
    #[error("{0}")]
    InvalidArgument(String),
    #[error("{0}")]
    InvalidRequest(String),
    /// AWS does this, the emulator does not.
    #[error("{0}")]
    NotImplemented(String),
}

impl BucketError {
    pub(super) fn invalid_argument(message: impl Into<String>) -> Self {
        Self::InvalidArgument(message.into())
    }
}
