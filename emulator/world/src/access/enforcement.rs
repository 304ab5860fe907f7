//! Whose calls policies decide.

/// Whose calls policies decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// Nobody's.
    Off,
    /// Those of services: S3's notifications, what Lambda does as a function's role.
    Services,
    /// Everybody's. A key that nobody made is its account's root, who may do anything there.
    #[default]
    All,
}
