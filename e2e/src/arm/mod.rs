//! The clouds that scenarios run on.

pub mod emulated;
#[cfg(feature = "localstack")]
pub mod localstack;
