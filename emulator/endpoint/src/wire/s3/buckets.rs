//! Buckets themselves, their versioning, and who owns what.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as TOKEN;
use s3s::dto;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::context::{Store, context_of};
use super::convert::{from_signed, owner, to_timestamp};
use super::error::{not_implemented, refusal};
use crate::world::bucket::{
    CreateBucket, DeleteBucket, GetBucketAcl, GetBucketLocation, GetBucketVersioning, HeadBucket,
    ListBuckets, PutBucketVersioning, Versioning,
};
use crate::world::origin::Region;

pub(super) fn create_bucket(
    store: &Store,
    request: S3Request<dto::CreateBucketInput>,
) -> S3Result<S3Response<dto::CreateBucketOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    if input.object_lock_enabled_for_bucket == Some(true) {
        return Err(not_implemented("object locks"));
    }
    let constraint = input
        .create_bucket_configuration
        .and_then(|given| given.location_constraint);
    let create = CreateBucket {
        bucket: input.bucket,
        location_constraint: constraint.map(|constraint| constraint.as_str().to_owned()),
    };
    let created = store.aws.call(&context.origin, create).map_err(refusal)?;
    Ok(S3Response::new(dto::CreateBucketOutput {
        location: Some(created.location),
    }))
}

pub(super) fn delete_bucket(
    store: &Store,
    request: S3Request<dto::DeleteBucketInput>,
) -> S3Result<S3Response<dto::DeleteBucketOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    store
        .aws
        .call(&context.origin, DeleteBucket { bucket })
        .map_err(refusal)?;
    Ok(S3Response::with_status(
        dto::DeleteBucketOutput {},
        http::StatusCode::NO_CONTENT,
    ))
}

pub(super) fn head_bucket(
    store: &Store,
    request: S3Request<dto::HeadBucketInput>,
) -> S3Result<S3Response<dto::HeadBucketOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    let found = store
        .aws
        .call(&context.origin, HeadBucket { bucket })
        .map_err(refusal)?;
    Ok(S3Response::new(dto::HeadBucketOutput {
        bucket_region: Some(found.bucket_region.to_string()),
        ..dto::HeadBucketOutput::default()
    }))
}

pub(super) fn get_bucket_location(
    store: &Store,
    request: S3Request<dto::GetBucketLocationInput>,
) -> S3Result<S3Response<dto::GetBucketLocationOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    let found = store
        .aws
        .call(&context.origin, GetBucketLocation { bucket })
        .map_err(refusal)?;
    let constraint = found.location_constraint.map(|region| region.to_string());
    Ok(S3Response::new(dto::GetBucketLocationOutput {
        location_constraint: constraint.map(Into::into),
    }))
}

pub(super) fn list_buckets(
    store: &Store,
    request: S3Request<dto::ListBucketsInput>,
) -> S3Result<S3Response<dto::ListBucketsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let start_after = input
        .continuation_token
        .as_deref()
        .map(name_in_token)
        .transpose()?;
    let list = ListBuckets {
        prefix: input.prefix.clone(),
        bucket_region: input.bucket_region.map(Region::new),
        max_buckets: from_signed("max-buckets", input.max_buckets)?,
        start_after,
    };
    let listed = store.aws.call(&context.origin, list).map_err(refusal)?;
    let buckets = listed.buckets.into_iter().map(|bucket| dto::Bucket {
        name: Some(bucket.name),
        creation_date: Some(to_timestamp(bucket.creation_date)),
        bucket_region: Some(bucket.bucket_region.to_string()),
    });
    Ok(S3Response::new(dto::ListBucketsOutput {
        buckets: Some(buckets.collect()),
        owner: Some(owner(context.origin.account)),
        continuation_token: listed.truncated_after.map(|name| token_of_name(&name)),
        prefix: input.prefix,
    }))
}

/// A continuation token is the last name of a page, so that it needs no state.
pub(super) fn token_of_name(name: &str) -> String {
    TOKEN.encode(name)
}

pub(super) fn name_in_token(token: &str) -> S3Result<String> {
    let name = TOKEN
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    name.ok_or_else(|| {
        S3Error::with_message(
            S3ErrorCode::InvalidArgument,
            "The continuation token provided is incorrect",
        )
    })
}

pub(super) fn put_bucket_versioning(
    store: &Store,
    request: S3Request<dto::PutBucketVersioningInput>,
) -> S3Result<S3Response<dto::PutBucketVersioningOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let configuration = input.versioning_configuration;
    if configuration
        .mfa_delete
        .is_some_and(|mfa| mfa.as_str() == dto::MFADelete::ENABLED)
    {
        return Err(not_implemented("MFA delete"));
    }
    let status = configuration.status;
    let status = match status.as_ref().map(dto::BucketVersioningStatus::as_str) {
        Some(dto::BucketVersioningStatus::ENABLED) => Versioning::Enabled,
        Some(dto::BucketVersioningStatus::SUSPENDED) => Versioning::Suspended,
        _ => {
            return Err(S3Error::with_message(
                S3ErrorCode::IllegalVersioningConfigurationException,
                "The Versioning element must be specified",
            ));
        }
    };
    let put = PutBucketVersioning {
        bucket: input.bucket,
        status,
    };
    store.aws.call(&context.origin, put).map_err(refusal)?;
    Ok(S3Response::new(dto::PutBucketVersioningOutput {}))
}

pub(super) fn get_bucket_versioning(
    store: &Store,
    request: S3Request<dto::GetBucketVersioningInput>,
) -> S3Result<S3Response<dto::GetBucketVersioningOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    let found = store
        .aws
        .call(&context.origin, GetBucketVersioning { bucket })
        .map_err(refusal)?;
    let status = found.status.map(|status| match status {
        Versioning::Enabled => dto::BucketVersioningStatus::ENABLED,
        Versioning::Suspended => dto::BucketVersioningStatus::SUSPENDED,
    });
    Ok(S3Response::new(dto::GetBucketVersioningOutput {
        status: status.map(dto::BucketVersioningStatus::from_static),
        ..dto::GetBucketVersioningOutput::default()
    }))
}

/// The bucket's account has full control: what new buckets have on S3 as well.
pub(super) fn get_bucket_acl(
    store: &Store,
    request: S3Request<dto::GetBucketAclInput>,
) -> S3Result<S3Response<dto::GetBucketAclOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    store
        .aws
        .call(&context.origin, GetBucketAcl(HeadBucket { bucket }))
        .map_err(refusal)?;
    let grantee = dto::Grantee {
        id: owner(context.origin.account).id,
        display_name: owner(context.origin.account).display_name,
        email_address: None,
        type_: dto::Type::from_static(dto::Type::CANONICAL_USER),
        uri: None,
    };
    Ok(S3Response::new(dto::GetBucketAclOutput {
        owner: Some(owner(context.origin.account)),
        grants: Some(vec![dto::Grant {
            grantee: Some(grantee),
            permission: Some(dto::Permission::from_static(dto::Permission::FULL_CONTROL)),
        }]),
    }))
}
