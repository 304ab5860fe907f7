//! The policy simulator: what policies would come to, without anybody asking for anything.
//!
//! `SimulateCustomPolicy` takes policies as text, `SimulatePrincipalPolicy` those of a role, user or group besides. Nothing of a
//! request is known but what `ContextEntries` say.

pub(super) mod context;
pub(super) mod custom;
mod documents;
pub(super) mod keys;
pub(super) mod principal;
pub(super) mod result;
mod run;
pub(super) mod simulation;
mod source;
