//! The ends of strings, objects and arrays that nobody wants to see inside of.
//!
//! This is where almost all of a log's bytes go: bodies are skipped by their quotes and brackets
//! alone. What holds of a skipped value is just that: its strings are closed on their line, its
//! brackets balance, and the last one matches the first. Its inside is not checked for JSON.

#![expect(
    clippy::inline_always,
    reason = "what is compiled for one processor is only fast where it is inlined into a function for it"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
mod blocks;
#[cfg(target_arch = "aarch64")]
mod neon;
mod window;
mod words;

pub(crate) use window::Window;
pub(crate) use words::Words;

use blocks::BLOCK_BYTES;

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

    /// As [`Window::string_end`], of a string in which nothing is known of what is at `at` and after.
    fn long_string_end(&self, text: &[u8], at: usize) -> Result<StringEnd, Stop>;

    /// The index after the object or array that opens at `open`.
    fn container_end(&self, text: &[u8], open: usize) -> Result<usize, Stop>;
}

/// Work that skips much: compiled once for each kind of processor, if all of it is inlined.
pub(crate) trait Task {
    type Output;

    fn run(self, kernel: &impl Kernel) -> Self::Output;
}

/// Runs a task with the best kernel that this processor has.
pub(crate) fn with_kernel<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    let task = match avx2::run(task) {
        Ok(output) => return output,
        Err(task) => task,
    };
    #[cfg(target_arch = "aarch64")]
    return neon::run(task);
    #[cfg(not(target_arch = "aarch64"))]
    task.run(&Words)
}

/// A function for each of the kernel's, compiled for the processor that the function around them
/// is compiled for.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
struct Compiled<M, S, C> {
    string_marks: M,
    long_string_end: S,
    container_end: C,
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

#[cfg(test)]
mod tests;
