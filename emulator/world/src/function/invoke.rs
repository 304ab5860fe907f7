//! `Invoke`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::definition::Function;
use super::desk::Desk;
use super::error::FunctionError;
use super::invocation::{Cause, Throttled};
use super::order::{InvocationId, Payload};
use super::payload_size::{MAX_EVENT_BYTES, MAX_PAYLOAD_BYTES};
use super::qualifier::{QualifiedName, Version};
use crate::context::Context;
use crate::origin::Caller;
use crate::state::Local;

/// `Invoke`. The log's tail, which an answer may show, is not the world's: it is read off the log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Invoke {
    pub function_name: String,
    /// A version or an alias.
    pub qualifier: Option<String>,
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
    /// What the caller waits for; `None` where it waits for nothing.
    #[serde(skip)]
    pub executed: Option<Executed>,
}

/// An invocation whose end somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    pub invocation: InvocationId,
    /// The version that runs.
    pub version: Version,
    /// Where its output goes.
    pub log_group_name: String,
}

pub(super) fn invoke(
    state: &mut Local,
    context: &mut Context<'_>,
    request: Invoke,
) -> Result<Invoked, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let invoked = QualifiedName::parse_in(context.home, &request.function_name, qualifier)?;
    let Some(function) = state.functions.resolve(&invoked) else {
        return Err(FunctionError::qualified_not_found(context.home, &invoked));
    };
    // A service sends an event again until it is taken: it waits here instead.
    if !matches!(context.origin.caller, Caller::Service { .. }) {
        function.refuse_pending()?;
    }
    if request.payload.len() > MAX_PAYLOAD_BYTES {
        return Err(FunctionError::RequestTooLarge);
    }
    let bytes = request.payload.len();
    // What services send is theirs to keep small: whether Lambda holds them to it is not known.
    let is_clients = matches!(context.origin.caller, Caller::Client);
    let is_event = request.invocation_type == InvocationType::Event;
    if is_clients && is_event && bytes > MAX_EVENT_BYTES {
        return Err(FunctionError::EventTooLarge { bytes });
    }
    if request.invocation_type == InvocationType::DryRun {
        return Ok(Invoked { executed: None });
    }
    // The id that the answer carries is the one that the function sees.
    let id = match &context.origin.request_id {
        Some(id) => InvocationId::new(id.clone()),
        None => InvocationId::new(context.ids.uuid()),
    };
    if request.invocation_type == InvocationType::Event {
        state
            .functions
            .accept(context, id, invoked, request.payload);
        return Ok(Invoked { executed: None });
    }
    let payload = Payload::Event(request.payload);
    let mut desk = Desk::of(context);
    let functions = &mut state.functions;
    let version = functions
        .begin(&mut desk, id.clone(), &invoked, Cause::Caller, payload)
        .map_err(|Throttled(reason)| FunctionError::TooManyRequests(reason))?
        .unwrap_or_default();
    let function = functions.running(&invoked.name, version);
    Ok(Invoked {
        executed: Some(Executed {
            invocation: id,
            version,
            log_group_name: function.map_or_else(String::new, Function::log_group_name),
        }),
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
