//! Configurations that are kept and given back: stored as the XML that `s3s` writes, so that a reader gets what the writer sent.

use http::StatusCode;
use s3s::dto;
use s3s::xml::{Deserializer, Serializer};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::answer::Said;
use super::context::{RequestContext, Store, context_of};
use super::error::refusal;
use crate::world::Request;
use crate::world::bucket::{
    BucketError, DeleteBucketCors, DeleteBucketEncryption, DeleteBucketLifecycle,
    DeleteBucketOwnershipControls, DeleteBucketPolicy, DeleteBucketSubresource,
    DeleteBucketTagging, DeletePublicAccessBlock, GetBucketCors, GetBucketEncryption,
    GetBucketLifecycleConfiguration, GetBucketOwnershipControls, GetBucketPolicy,
    GetBucketSubresource, GetBucketSubresourceOutput, GetBucketTagging, GetPublicAccessBlock,
    PutBucketCors, PutBucketEncryption, PutBucketLifecycleConfiguration,
    PutBucketOwnershipControls, PutBucketPolicy, PutBucketSubresource, PutBucketTagging,
    PutPublicAccessBlock, Subresource,
};

/// Each operation is AWS's own (`named`), over the one that knows which configuration it is.
fn keep<R>(
    store: &Store,
    context: &RequestContext,
    named: fn(PutBucketSubresource) -> R,
    put: PutBucketSubresource,
) -> S3Result<()>
where
    R: Request<Reply = (), Error = BucketError>,
{
    store.aws.call(&context.origin, named(put)).map_err(refusal)
}

fn kept<R>(
    store: &Store,
    context: &RequestContext,
    named: fn(GetBucketSubresource) -> R,
    bucket: String,
    subresource: Subresource,
) -> S3Result<Option<String>>
where
    R: Request<Reply = GetBucketSubresourceOutput, Error = BucketError>,
{
    let get = named(GetBucketSubresource {
        bucket,
        subresource,
    });
    let found = store.aws.call(&context.origin, get).map_err(refusal)?;
    Ok(found.text)
}

fn forget<R>(
    store: &Store,
    context: &RequestContext,
    named: fn(DeleteBucketSubresource) -> R,
    bucket: String,
    subresource: Subresource,
) -> S3Result<()>
where
    R: Request<Reply = (), Error = BucketError>,
{
    let delete = named(DeleteBucketSubresource {
        bucket,
        subresource,
    });
    store.aws.call(&context.origin, delete).map_err(refusal)
}

fn with_status<T>(mut response: S3Response<T>, status: StatusCode) -> S3Response<T> {
    response.extensions.insert(Said(status));
    response
}

/// The three operations of a configuration that is XML: which field of the request it is, how it becomes an answer, and what a new bucket has.
/// A put is answered with 200 where no other status is said.
macro_rules! xml_subresource {
    ($subresource:ident: $configuration:ident, $put_named:ident, $get_named:ident, $delete_named:ident;
     $put:ident($put_input:ident.$field:ident) -> $put_output:ident $(with $status:ident)?;
     $get:ident($get_input:ident) -> $get_output:ident = $answer:expr;
     $delete:ident($delete_input:ident) -> $delete_output:ident;
     $(of_a_new_bucket $new:expr;)?) => {
        pub(super) fn $put(
            store: &Store,
            request: S3Request<dto::$put_input>,
        ) -> S3Result<S3Response<dto::$put_output>> {
            let context = context_of(&request)?;
            let text = to_xml(&request.input.$field)?;
            let put = PutBucketSubresource {
                bucket: request.input.bucket,
                subresource: Subresource::$subresource,
                text,
            };
            keep(store, &context, $put_named, put)?;
            let response = S3Response::new(dto::$put_output::default());
            $(let response = with_status(response, StatusCode::$status);)?
            Ok(response)
        }

        pub(super) fn $get(
            store: &Store,
            request: S3Request<dto::$get_input>,
        ) -> S3Result<S3Response<dto::$get_output>> {
            let context = context_of(&request)?;
            let text = kept(
                store,
                &context,
                $get_named,
                request.input.bucket,
                Subresource::$subresource,
            )?;
            let new: Option<fn() -> dto::$configuration> = xml_subresource!(@new $($new)?);
            let configuration: dto::$configuration = match (text, new) {
                (Some(text), _) => from_xml(&text)?,
                (None, Some(new)) => new(),
                (None, None) => return Err(S3ErrorCode::InternalError.into()),
            };
            let answer: fn(dto::$configuration) -> dto::$get_output = $answer;
            Ok(S3Response::new(answer(configuration)))
        }

        pub(super) fn $delete(
            store: &Store,
            request: S3Request<dto::$delete_input>,
        ) -> S3Result<S3Response<dto::$delete_output>> {
            let context = context_of(&request)?;
            forget(
                store,
                &context,
                $delete_named,
                request.input.bucket,
                Subresource::$subresource,
            )?;
            Ok(S3Response::new(dto::$delete_output::default()))
        }
    };
    (@new) => {
        None
    };
    (@new $new:expr) => {
        Some($new)
    };
}

xml_subresource! {
    Tagging: Tagging, PutBucketTagging, GetBucketTagging, DeleteBucketTagging;
    put_bucket_tagging(PutBucketTaggingInput.tagging) -> PutBucketTaggingOutput with NO_CONTENT;
    get_bucket_tagging(GetBucketTaggingInput) -> GetBucketTaggingOutput = |kept| dto::GetBucketTaggingOutput {
        tag_set: kept.tag_set,
    };
    delete_bucket_tagging(DeleteBucketTaggingInput) -> DeleteBucketTaggingOutput;
}

xml_subresource! {
    Cors: CORSConfiguration, PutBucketCors, GetBucketCors, DeleteBucketCors;
    put_bucket_cors(PutBucketCorsInput.cors_configuration) -> PutBucketCorsOutput;
    get_bucket_cors(GetBucketCorsInput) -> GetBucketCorsOutput = |kept| dto::GetBucketCorsOutput {
        cors_rules: Some(kept.cors_rules),
    };
    delete_bucket_cors(DeleteBucketCorsInput) -> DeleteBucketCorsOutput;
}

xml_subresource! {
    PublicAccessBlock: PublicAccessBlockConfiguration, PutPublicAccessBlock, GetPublicAccessBlock, DeletePublicAccessBlock;
    put_public_access_block(PutPublicAccessBlockInput.public_access_block_configuration) -> PutPublicAccessBlockOutput;
    get_public_access_block(GetPublicAccessBlockInput) -> GetPublicAccessBlockOutput = |kept| dto::GetPublicAccessBlockOutput {
        public_access_block_configuration: Some(kept),
    };
    delete_public_access_block(DeletePublicAccessBlockInput) -> DeletePublicAccessBlockOutput;
    of_a_new_bucket no_public_access;
}

fn no_public_access() -> dto::PublicAccessBlockConfiguration {
    dto::PublicAccessBlockConfiguration {
        block_public_acls: Some(true),
        block_public_policy: Some(true),
        ignore_public_acls: Some(true),
        restrict_public_buckets: Some(true),
    }
}

xml_subresource! {
    OwnershipControls: OwnershipControls, PutBucketOwnershipControls, GetBucketOwnershipControls, DeleteBucketOwnershipControls;
    put_bucket_ownership_controls(PutBucketOwnershipControlsInput.ownership_controls) -> PutBucketOwnershipControlsOutput;
    get_bucket_ownership_controls(GetBucketOwnershipControlsInput) -> GetBucketOwnershipControlsOutput = |kept| dto::GetBucketOwnershipControlsOutput {
        ownership_controls: Some(kept),
    };
    delete_bucket_ownership_controls(DeleteBucketOwnershipControlsInput) -> DeleteBucketOwnershipControlsOutput;
    of_a_new_bucket without_acls;
}

fn without_acls() -> dto::OwnershipControls {
    let enforced = dto::ObjectOwnership::from_static(dto::ObjectOwnership::BUCKET_OWNER_ENFORCED);
    dto::OwnershipControls {
        rules: vec![dto::OwnershipControlsRule {
            object_ownership: enforced,
        }],
    }
}

xml_subresource! {
    Encryption: ServerSideEncryptionConfiguration, PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption;
    put_bucket_encryption(PutBucketEncryptionInput.server_side_encryption_configuration) -> PutBucketEncryptionOutput;
    get_bucket_encryption(GetBucketEncryptionInput) -> GetBucketEncryptionOutput = |kept| dto::GetBucketEncryptionOutput {
        server_side_encryption_configuration: Some(kept),
    };
    delete_bucket_encryption(DeleteBucketEncryptionInput) -> DeleteBucketEncryptionOutput;
    of_a_new_bucket default_encryption;
}

/// S3's own keys.
fn default_encryption() -> dto::ServerSideEncryptionConfiguration {
    let by_default = dto::ServerSideEncryptionByDefault {
        sse_algorithm: dto::ServerSideEncryption::from_static(dto::ServerSideEncryption::AES256),
        kms_master_key_id: None,
    };
    let rule = dto::ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(by_default),
        bucket_key_enabled: Some(false),
    };
    dto::ServerSideEncryptionConfiguration { rules: vec![rule] }
}

const MINIMUM_OBJECT_SIZE: &str = "x-amz-transition-default-minimum-object-size";

/// From which size on objects move to other storage classes, where the writer does not say.
/// Source: `TransitionDefaultMinimumObjectSize` in S3's model.
const DEFAULT_MINIMUM_OBJECT_SIZE: &str =
    dto::TransitionDefaultMinimumObjectSize::ALL_STORAGE_CLASSES_128K;

fn minimum_object_size(asked: Option<&str>) -> S3Result<&str> {
    const KNOWN: [&str; 2] = [
        DEFAULT_MINIMUM_OBJECT_SIZE,
        dto::TransitionDefaultMinimumObjectSize::VARIES_BY_STORAGE_CLASS,
    ];
    let size = asked.unwrap_or(DEFAULT_MINIMUM_OBJECT_SIZE);
    if KNOWN.contains(&size) {
        return Ok(size);
    }
    let message = format!("Invalid TransitionDefaultMinimumObjectSize found: {size}");
    Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message))
}

/// What is kept: the minimum size, which comes and goes as a header, on a line before the rules.
pub(super) fn put_bucket_lifecycle_configuration(
    store: &Store,
    request: S3Request<dto::PutBucketLifecycleConfigurationInput>,
) -> S3Result<S3Response<dto::PutBucketLifecycleConfigurationOutput>> {
    let context = context_of(&request)?;
    let asked = request
        .headers
        .get(MINIMUM_OBJECT_SIZE)
        .map(|size| String::from_utf8_lossy(size.as_bytes()));
    let size = minimum_object_size(asked.as_deref())?.to_owned();
    let configuration = request
        .input
        .lifecycle_configuration
        .ok_or(S3ErrorCode::MalformedXML)?;
    let text = format!("{size}\n{}", to_xml(&configuration)?);
    let put = PutBucketSubresource {
        bucket: request.input.bucket,
        subresource: Subresource::Lifecycle,
        text,
    };
    keep(store, &context, PutBucketLifecycleConfiguration, put)?;
    Ok(S3Response::new(
        dto::PutBucketLifecycleConfigurationOutput {
            transition_default_minimum_object_size: Some(size.into()),
        },
    ))
}

pub(super) fn get_bucket_lifecycle_configuration(
    store: &Store,
    request: S3Request<dto::GetBucketLifecycleConfigurationInput>,
) -> S3Result<S3Response<dto::GetBucketLifecycleConfigurationOutput>> {
    let context = context_of(&request)?;
    let text = kept(
        store,
        &context,
        GetBucketLifecycleConfiguration,
        request.input.bucket,
        Subresource::Lifecycle,
    )?;
    let text = text.unwrap_or_default();
    let (size, rules) = text.split_once('\n').ok_or(S3ErrorCode::InternalError)?;
    let configuration: dto::BucketLifecycleConfiguration = from_xml(rules)?;
    Ok(S3Response::new(
        dto::GetBucketLifecycleConfigurationOutput {
            rules: Some(configuration.rules),
            transition_default_minimum_object_size: Some(size.to_owned().into()),
        },
    ))
}

pub(super) fn delete_bucket_lifecycle(
    store: &Store,
    request: S3Request<dto::DeleteBucketLifecycleInput>,
) -> S3Result<S3Response<dto::DeleteBucketLifecycleOutput>> {
    let context = context_of(&request)?;
    forget(
        store,
        &context,
        DeleteBucketLifecycle,
        request.input.bucket,
        Subresource::Lifecycle,
    )?;
    Ok(S3Response::new(dto::DeleteBucketLifecycleOutput::default()))
}

pub(super) fn put_bucket_policy(
    store: &Store,
    request: S3Request<dto::PutBucketPolicyInput>,
) -> S3Result<S3Response<dto::PutBucketPolicyOutput>> {
    let context = context_of(&request)?;
    let put = PutBucketSubresource {
        bucket: request.input.bucket,
        subresource: Subresource::Policy,
        text: request.input.policy,
    };
    keep(store, &context, PutBucketPolicy, put)?;
    Ok(S3Response::new(dto::PutBucketPolicyOutput::default()))
}

pub(super) fn get_bucket_policy(
    store: &Store,
    request: S3Request<dto::GetBucketPolicyInput>,
) -> S3Result<S3Response<dto::GetBucketPolicyOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    let policy = kept(
        store,
        &context,
        GetBucketPolicy,
        bucket,
        Subresource::Policy,
    )?;
    Ok(S3Response::new(dto::GetBucketPolicyOutput { policy }))
}

pub(super) fn delete_bucket_policy(
    store: &Store,
    request: S3Request<dto::DeleteBucketPolicyInput>,
) -> S3Result<S3Response<dto::DeleteBucketPolicyOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    forget(
        store,
        &context,
        DeleteBucketPolicy,
        bucket,
        Subresource::Policy,
    )?;
    Ok(S3Response::new(dto::DeleteBucketPolicyOutput::default()))
}

/// The element that a kept configuration stands in. Nobody outside sees it.
const ELEMENT: &str = "Kept";

fn to_xml(configuration: &impl s3s::xml::SerializeContent) -> S3Result<String> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::new(&mut bytes);
    serializer
        .content(ELEMENT, configuration)
        .map_err(S3Error::internal_error)?;
    String::from_utf8(bytes).map_err(S3Error::internal_error)
}

fn from_xml<C: for<'xml> s3s::xml::DeserializeContent<'xml>>(text: &str) -> S3Result<C> {
    let mut deserializer = Deserializer::new(text.as_bytes());
    deserializer
        .named_element(ELEMENT, C::deserialize_content)
        .map_err(S3Error::internal_error)
}
