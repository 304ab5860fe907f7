//! `Invoke`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::error::FunctionError;
use super::invocation::{Cause, Desk, InvocationId, MAX_PAYLOAD_BYTES, Payload};
use super::{Context, FunctionName, Local};

/// `Invoke`. The log's tail, which an answer may show, is not the world's: it is read off the log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Invoke {
    pub function_name: String,
    pub invocation_type: InvocationType,
    /// JSON, which is the edge's to check.
    #[serde(with = "as_blob")]
    pub payload: Bytes,
}

/// How an invocation is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvocationType {
    /// When the function has answered.
    #[default]
    RequestResponse,
    /// At once.
    Event,
    /// At once, and nothing is run.
    DryRun,
}

/// What `Invoke` answers. What the function answers comes by [`crate::Effect::Ended`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invoked {
    /// Whose end the caller waits for; `None` where it waits for nothing.
    #[serde(skip)]
    pub invocation: Option<InvocationId>,
}

pub(super) fn invoke(
    state: &mut Local,
    context: &mut Context<'_>,
    request: Invoke,
) -> Result<Invoked, FunctionError> {
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    if state.functions.get(&name).is_none() {
        return Err(FunctionError::function_not_found(context.home, &name));
    }
    if request.payload.len() > MAX_PAYLOAD_BYTES {
        return Err(FunctionError::RequestTooLarge);
    }
    if request.invocation_type == InvocationType::DryRun {
        return Ok(Invoked { invocation: None });
    }
    // The id that the answer carries is the one that the function sees.
    let id = match &context.origin.request_id {
        Some(id) => InvocationId::new(id.clone()),
        None => InvocationId::new(context.ids.uuid()),
    };
    if request.invocation_type == InvocationType::Event {
        state.functions.accept(context, id, name, request.payload);
        return Ok(Invoked { invocation: None });
    }
    let payload = Payload::Event(request.payload);
    let mut desk = Desk::of(context);
    state
        .functions
        .begin(&mut desk, id.clone(), &name, Cause::Caller, payload)
        .map_err(|_| FunctionError::TooManyRequests)?;
    Ok(Invoked {
        invocation: Some(id),
    })
}

/// Bytes as every protocol spells them.
mod as_blob {
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::value::Blob;

    pub(super) fn serialize<S: Serializer>(
        bytes: &Bytes,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Blob(bytes.to_vec()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Bytes, D::Error> {
        Ok(Blob::deserialize(deserializer)?.0.into())
    }
}
