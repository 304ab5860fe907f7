//! What a bucket may have on S3 and none has here: read as of a bucket without, as tools that describe infrastructure do.

use s3s::dto;
use s3s::{S3Request, S3Response, S3Result};

use super::context::{Store, context_of};
use super::error::refusal;
use crate::world::bucket::{
    GetBucketAccelerateConfiguration, GetBucketLogging, GetBucketReplication,
    GetBucketRequestPayment, GetBucketSubresource, GetBucketWebsite, GetObjectLockConfiguration,
    HeadBucket, Subresource,
};

/// Reads that are answered, with what S3 answers of a bucket without.
macro_rules! empty {
    ($($read:ident($input:ident) -> $output:ident = $named:ident, $answer:expr;)*) => {$(
        pub(super) fn $read(
            store: &Store,
            request: S3Request<dto::$input>,
        ) -> S3Result<S3Response<dto::$output>> {
            let context = context_of(&request)?;
            let bucket = request.input.bucket;
            let named = $named(HeadBucket { bucket });
            store.aws.call(&context.origin, named).map_err(refusal)?;
            Ok(S3Response::new($answer))
        }
    )*};
}

/// Reads of what is not found.
macro_rules! not_found {
    ($($read:ident($input:ident) -> $output:ident = $named:ident, $subresource:ident;)*) => {$(
        pub(super) fn $read(
            store: &Store,
            request: S3Request<dto::$input>,
        ) -> S3Result<S3Response<dto::$output>> {
            let context = context_of(&request)?;
            let named = $named(GetBucketSubresource {
                bucket: request.input.bucket,
                subresource: Subresource::$subresource,
            });
            store.aws.call(&context.origin, named).map_err(refusal)?;
            Ok(S3Response::new(dto::$output::default()))
        }
    )*};
}

empty! {
    get_bucket_accelerate_configuration(GetBucketAccelerateConfigurationInput) -> GetBucketAccelerateConfigurationOutput
        = GetBucketAccelerateConfiguration, dto::GetBucketAccelerateConfigurationOutput::default();
    get_bucket_logging(GetBucketLoggingInput) -> GetBucketLoggingOutput = GetBucketLogging, dto::GetBucketLoggingOutput::default();
    get_bucket_request_payment(GetBucketRequestPaymentInput) -> GetBucketRequestPaymentOutput = GetBucketRequestPayment,
        dto::GetBucketRequestPaymentOutput {
            payer: Some(dto::Payer::from_static(dto::Payer::BUCKET_OWNER)),
        };
}

not_found! {
    get_bucket_replication(GetBucketReplicationInput) -> GetBucketReplicationOutput = GetBucketReplication, Replication;
    get_bucket_website(GetBucketWebsiteInput) -> GetBucketWebsiteOutput = GetBucketWebsite, Website;
    get_object_lock_configuration(GetObjectLockConfigurationInput) -> GetObjectLockConfigurationOutput = GetObjectLockConfiguration, ObjectLock;
}
