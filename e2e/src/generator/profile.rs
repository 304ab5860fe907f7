//! How large and of what make records are.

/// The kinds of records that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Kb1,
    Kb9,
    /// A base64 image in, a list of streamed chunks out.
    Kb80,
    /// A vector of numbers, twice: 35 KB.
    Embeddings,
    /// All of them, small ones most often.
    Mix,
}
