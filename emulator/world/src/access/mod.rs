//! Who may do what: asked once of every call, a client's or a service's.
//!
//! `call` asks of a whole call, `authorise` of one `ask`, as services do themselves. `identity` says who asks, with which
//! policies; `resource` has the policies of resources, `owner` what no policy gives away, `keys` and `ask_keys` the condition keys, `role`
//! what a role that is `handed` over has to be; `asks` is what services say of their requests beyond their tables, `tagging` what of tags.
//! [`crate::policy`] decides. What was decided, and by what, is `judged`, told by `explain`; `usage` counts what roles and users needed, of
//! which `least` makes a policy. A `denial` has each service's words; `named` is how IAM says what a call is for.

mod ask;
mod ask_keys;
mod asks;
mod authorise;
mod call;
mod denial;
mod enforcement;
mod entity;
mod explain;
mod handed;
mod identity;
mod judged;
mod keys;
mod least;
mod named;
mod owner;
mod provenance;
mod resource;
mod role;
mod tagging;
#[cfg(test)]
mod tests;
mod usage;

pub(crate) use ask::Ask;
pub(crate) use asks::{Asks, Demand};
pub(crate) use authorise::authorise;
pub(crate) use call::{authorise_call, home_of};
pub use denial::{Denial, Reason};
pub use enforcement::Enforcement;
pub(crate) use entity::known;
pub use explain::{ExplainedPolicy, ExplainedStatement, Explanation};
pub(crate) use handed::Handed;
pub(crate) use identity::{account_of, caller_arn};
pub(crate) use judged::Judging;
pub use judged::{Judged, Judgements, Unjudged};
pub(crate) use keys::CallKeys;
pub use least::{LeastPrivilege, PolicyDocument, PolicyStatement, Unused, WidelyGranted};
pub(crate) use resource::is_absent;
pub(crate) use tagging::Tagging;
pub use usage::{Refused, Usage};
