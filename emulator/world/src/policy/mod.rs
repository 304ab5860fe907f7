//! IAM's policy language: documents, and what they decide.
//!
//! A [`Policy`] is parsed once, when it is stored ([`Policy::parse`]), and refused unless all of it is understood. [`evaluate()`]
//! decides a [`Request`] by the [`Policies`] that apply to it, in the order that AWS documents. Everything is a value: who asks
//! is a [`Principal`], what else is known of a request is looked up by its name ([`Keys`]). A decision allocates nothing
//! unless a policy has variables.
//!
//! This does not know services: which action an operation is, which keys it has, and where policies are kept is theirs.
//!
//! To read: `document` (with `raw`, `grammar` and `statement`), `pattern` and `variable`, `condition`, `principal`, `evaluate`.

mod condition;
mod document;
mod error;
mod evaluate;
mod explain;
mod grammar;
mod iam_path;
mod json;
mod key;
mod moment;
mod network;
mod operator;
mod part;
mod pattern;
mod principal;
mod raw;
mod request;
mod resource;
mod span;
mod statement;
pub(crate) mod statements;
mod value;
mod variable;

#[cfg(test)]
mod tests;

pub use document::Policy;
pub use error::PolicyError;
pub use evaluate::{
    Decision, Denial, DenialKind, Matched, NamedPolicy, Policies, PolicyType, ResourcePolicy,
    evaluate,
};
pub use explain::{Standing, Unmet};
pub use grammar::{DocumentKind, ResourceRules};
pub(crate) use network::Network;
pub(crate) use pattern::Stars;
pub use principal::Principal;
pub use request::{Keys, NoKeys, Request};
pub(crate) use statement::NamedAction;
pub use statement::{Effect, Statement};
pub use value::Value;
