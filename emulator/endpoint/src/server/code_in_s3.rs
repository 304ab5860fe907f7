//! Code that a request has in S3: read on the way, as the caller, since the bytes of objects are outside of the world.
//!
//! Who may not make the request is told before anything is read. What comes of reading goes into the request, whose operation says it.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;

use crate::aws::Aws;
use crate::bodies::Body;
use crate::wire::refusal::Refusal;
use crate::wire::s3::code_of;
use crate::wire::service::refusal_of;
use crate::world::bucket::{GetObject, GetObjectOutput, Piece};
use crate::world::function::package::MAX_UNZIPPED_BYTES;
use crate::world::function::{self, Fetched};
use crate::world::origin::Origin;
use crate::world::{Error, Operation};

/// The operation, with the code that it names in S3.
///
/// # Errors
/// The caller may not ask for the operation.
pub(super) async fn fetched(
    aws: &Aws,
    origin: &Origin,
    mut operation: Operation,
) -> Result<Operation, Refusal> {
    let Some(object) = object_of(&operation) else {
        return Ok(operation);
    };
    admit(aws, origin, &operation).map_err(|error| refusal_of(&Error::Lambda(error)))?;
    let found = read(aws, origin, object).await;
    match &mut operation {
        Operation::Lambda(function::Operation::CreateFunction(create)) => {
            create.code.fetched = Some(found);
        }
        Operation::Lambda(function::Operation::UpdateFunctionCode(update)) => {
            update.fetched = Some(found);
        }
        _ => {}
    }
    Ok(operation)
}

/// The object in which the code is; `None` where it is elsewhere.
fn object_of(operation: &Operation) -> Option<GetObject> {
    let (bucket, key, version) = match operation {
        Operation::Lambda(function::Operation::CreateFunction(create)) => {
            let code = &create.code;
            (&code.s3_bucket, &code.s3_key, &code.s3_object_version)
        }
        Operation::Lambda(function::Operation::UpdateFunctionCode(update)) => {
            (&update.s3_bucket, &update.s3_key, &update.s3_object_version)
        }
        _ => return None,
    };
    Some(GetObject {
        bucket: bucket.clone()?,
        key: key.clone()?,
        version_id: version.clone(),
        ..GetObject::default()
    })
}

fn admit(aws: &Aws, origin: &Origin, operation: &Operation) -> Result<(), function::FunctionError> {
    match operation {
        Operation::Lambda(function::Operation::CreateFunction(create)) => {
            aws.admit(origin, create.clone())
        }
        Operation::Lambda(function::Operation::UpdateFunctionCode(update)) => {
            aws.admit(origin, update.clone())
        }
        _ => Ok(()),
    }
}

/// Where the bytes of an object are; `None` where they are gone.
type Opened = Option<Vec<(Arc<Body>, Piece)>>;

/// As the caller, whose rights decide.
async fn read(aws: &Aws, origin: &Origin, object: GetObject) -> Fetched {
    let open = |found: &GetObjectOutput| -> Opened {
        let pieces = found.content.pieces().iter();
        let opened = pieces.map(|piece| Some((aws.bodies().open(piece.body)?, *piece)));
        opened.collect()
    };
    let (found, opened) = match aws.look_if_allowed_and(origin, object, open) {
        Ok(found) => found,
        Err(error) => {
            return Fetched::Refused {
                code: code_of(&error),
                message: error.to_string(),
            };
        }
    };
    if found.size > MAX_UNZIPPED_BYTES {
        return Fetched::TooLarge(found.size);
    }
    match collect(opened).await {
        Some(bytes) => Fetched::Bytes(bytes),
        None => Fetched::Refused {
            code: "InternalError".to_owned(),
            message: "We encountered an internal error. Please try again.".to_owned(),
        },
    }
}

async fn collect(opened: Opened) -> Option<Bytes> {
    let mut collected = BytesMut::new();
    for (body, piece) in opened? {
        let mut bytes = body.read(piece);
        while let Some(part) = bytes.next().await {
            collected.extend_from_slice(&part.ok()?);
        }
    }
    Some(collected.freeze())
}
