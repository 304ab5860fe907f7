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
mod kernel;
#[cfg(target_arch = "aarch64")]
mod neon;
mod window;
mod words;

pub(crate) use kernel::{Kernel, Stop, Task};
pub(crate) use window::Window;
pub(crate) use words::Words;

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

#[cfg(test)]
mod tests;
