//! The policy of a bucket: what S3 takes for one, and why not.
//!
//! `read` reads one and asks the others: `reach` what of a bucket a statement is for, `actions` what may be done to which, `keys` what may be a
//! condition. `fault` has S3's words.

mod actions;
mod fault;
mod keys;
mod reach;
mod read;
#[cfg(test)]
mod tests;

pub use fault::PolicyFault;
pub(super) use read::read;
