//! Subscription filters: what they want of a group's events goes to a function.
//!
//! `model` is what is kept, with the events that are still to be sent; `put`, `describe` and `delete` are the operations; `deliver` sends,
//! as `sender`, and `envelope` is what the function gets. Streams of Kinesis and Firehose and destinations of Logs are refused by name.
//!
//! # Events are sent a second later
//! What a filter wants is collected for a second, stream by stream, and sent together: AWS says nothing of how long it collects. It makes that
//! a function which is subscribed to its own log group, whose every invocation is followed by the next, takes time for it: nothing goes round
//! within one moment. AWS forbids it no more than we do.

mod delete;
mod deliver;
mod describe;
mod envelope;
mod model;
mod put;
mod sender;

pub use delete::DeleteSubscriptionFilter;
pub(super) use delete::delete_subscription_filter;
pub(super) use describe::describe_subscription_filters;
pub use describe::{
    DescribeSubscriptionFilters, DescribeSubscriptionFiltersResponse, SubscriptionFilterDescription,
};
pub(super) use model::{FilterName, SubscriptionFilter};
pub use put::PutSubscriptionFilter;
pub(super) use put::put_subscription_filter;
