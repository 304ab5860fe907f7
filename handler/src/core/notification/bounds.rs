//! What of a body is read: so much of it, and of which version.

/// The longest body that is read, in bytes. The source of the number: SQS's own bound on a message,
/// 1 MiB. Longer bodies cannot come from a queue.
pub const MAX_NOTIFICATION_BYTES: usize = 1_048_576;

/// The most objects that one message may name. S3 itself sends one record a message today; the bound
/// keeps a forged body from keeping an invocation busy until its deadline, over and over.
pub const MAX_OBJECTS_PER_NOTIFICATION: usize = 1_000;

/// The most opening braces in a body. Each may become a map of half a kilobyte in memory, so a body of
/// nothing else would cost a hundred megabytes; S3 writes eight a record.
pub(super) const MAX_BRACES: usize = 16 * MAX_OBJECTS_PER_NOTIFICATION;

/// S3 changes the major version only for incompatible changes of the structure.
pub(super) const EVENT_MAJOR_VERSION: &str = "2";
