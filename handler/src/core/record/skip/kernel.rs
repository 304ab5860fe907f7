//! How to skip, and what comes of it: the words that every kernel shares.

/// Bytes of a block.
pub(super) const BLOCK_BYTES: usize = 64;

/// Why a value could not be walked to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The text ends first.
    Incomplete,
    /// A control character outside of strings: whether it is legal is for the careful walk to say.
    Control,
    /// This is not JSON.
    Broken,
}

/// A string's end: the index of its closing quote, and whether a backslash comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StringEnd {
    pub(crate) quote: usize,
    pub(crate) escaped: bool,
}

/// How to skip, as one kind of processor does it best.
pub(crate) trait Kernel {
    /// A bit for each quote, backslash and control character.
    fn string_marks(&self, block: &[u8; BLOCK_BYTES]) -> u64;

    /// As [`Window::string_end`](super::Window::string_end), of a string in which nothing is known of what
    /// is at `at` and after.
    fn long_string_end(&self, text: &[u8], at: usize) -> Result<StringEnd, Stop>;

    /// The index after the object or array that opens at `open`.
    fn container_end(&self, text: &[u8], open: usize) -> Result<usize, Stop>;
}

/// Work that skips much: compiled once for each kind of processor, if all of it is inlined.
pub(crate) trait Task {
    type Output;

    fn run(self, kernel: &impl Kernel) -> Self::Output;
}

/// A function for each of the kernel's, compiled for the processor that the function around them
/// is compiled for.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) struct Compiled<M, S, C> {
    pub(super) string_marks: M,
    pub(super) long_string_end: S,
    pub(super) container_end: C,
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
impl<M, S, C> Kernel for Compiled<M, S, C>
where
    M: Fn(&[u8; BLOCK_BYTES]) -> u64,
    S: Fn(&[u8], usize) -> Result<StringEnd, Stop>,
    C: Fn(&[u8], usize) -> Result<usize, Stop>,
{
    #[inline(always)]
    fn string_marks(&self, block: &[u8; BLOCK_BYTES]) -> u64 {
        (self.string_marks)(block)
    }

    #[inline(always)]
    fn long_string_end(&self, text: &[u8], at: usize) -> Result<StringEnd, Stop> {
        (self.long_string_end)(text, at)
    }

    #[inline(always)]
    fn container_end(&self, text: &[u8], open: usize) -> Result<usize, Stop> {
        (self.container_end)(text, open)
    }
}
