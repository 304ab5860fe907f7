//! How the function's memory is shared out, so that what is in flight is bounded by what there is.
//!
//! Pure arithmetic, once, from the memory's size. docs/configuration.md tells the rule, docs/performance.md what was measured
//! under it. What takes from the shares is `crate::invocation::memory`.

use crate::core::object::{DEFAULT_PLACES, PLACE_BYTES};

const MIB: usize = 1 << 20;

/// The process at rest: program, clients, connections and what the allocator keeps.
const PROCESS_BYTES: usize = 20 * MIB;

/// One request to CloudWatch in all its forms: datums, the SDK's, and the body.
const PUBLISH_BYTES: usize = 8 * MIB;

/// An object that streams: its buffer of text, what the connection has read ahead, and up to 262,144 requestIds (6 MiB).
const OBJECT_BYTES: usize = 7 * MIB;

/// The same with what it has to tell of so many places.
pub(super) fn object_bytes(places: usize) -> usize {
    // The twenty of the default are in the seven MiB.
    OBJECT_BYTES + places.saturating_sub(DEFAULT_PLACES) * PLACE_BYTES
}

/// The smallest function that Lambda has.
pub(super) const LEAST_FUNCTION_MIB: usize = 128;

/// More than any function has: what `MAX_RECORD_BYTES` allows at most fits into a fraction of it.
pub(super) const MOST_FUNCTION_MIB: usize = 1 << 20;

/// Of the memory, in percent, what is shared out. The rest is the allocator's, whose free pieces do not always fit.
const SHARED_PERCENT: usize = 80;

/// The function's memory, divided up. In bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Objects that are read at once.
    pub objects_at_once: usize,
    /// For objects that are inflated in one go, all together.
    pub whole_bytes: usize,
    /// Sums that wait to be published. Where there are more, the messages that are read are published before others are
    /// read; an object that has more by itself cannot be read.
    pub sums_bytes: usize,
}

impl Shares {
    /// Of a function of that size, which reads at most so many objects at once, that take so many bytes each, and records
    /// of at most so many bytes.
    ///
    /// # Errors
    ///
    /// The least size in MiB that a function with such records has to have.
    pub(super) fn of(
        function_mib: usize,
        objects_at_once: usize,
        object_bytes: usize,
        max_record_bytes: usize,
    ) -> Result<Self, usize> {
        let fixed = PROCESS_BYTES + PUBLISH_BYTES + max_record_bytes;
        let shared = |mib: usize| mib * MIB / 100 * SHARED_PERCENT;
        let sums_bytes = |mib: usize| (mib * MIB / 16).min(64 * MIB);
        let least = |mib: usize| fixed + sums_bytes(mib) + object_bytes;
        if shared(function_mib) < least(function_mib) {
            let enough = (function_mib..=MOST_FUNCTION_MIB).find(|&mib| shared(mib) >= least(mib));
            return Err(enough.unwrap_or(MOST_FUNCTION_MIB));
        }
        let rest = shared(function_mib) - fixed - sums_bytes(function_mib);
        let objects_at_once = objects_at_once.min(rest / object_bytes);
        Ok(Self {
            objects_at_once,
            whole_bytes: rest - objects_at_once * object_bytes,
            sums_bytes: sums_bytes(function_mib),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::object::{
        DEFAULT_MAX_RECORD_BYTES, MAX_WHOLE_STORED_BYTES, MAX_WHOLE_TEXT_BYTES,
    };

    fn shares(function_mib: usize) -> Shares {
        Shares::of(function_mib, 8, OBJECT_BYTES, DEFAULT_MAX_RECORD_BYTES).expect("enough memory")
    }

    #[test]
    fn the_smallest_function_reads_fewer_objects_and_a_large_one_as_many_as_it_may() {
        assert_eq!(shares(LEAST_FUNCTION_MIB).objects_at_once, 4);
        assert_eq!(shares(256).objects_at_once, 8);
        assert!(shares(512).whole_bytes > 8 * (MAX_WHOLE_STORED_BYTES + MAX_WHOLE_TEXT_BYTES));
        assert_eq!(shares(10_240).sums_bytes, 64 * MIB);
    }

    #[test]
    fn all_shares_together_are_less_than_there_is() {
        for function_mib in [128, 129, 192, 256, 512, 1_769, 10_240] {
            for objects in [1, 8, 64] {
                let shares = Shares::of(
                    function_mib,
                    objects,
                    OBJECT_BYTES,
                    DEFAULT_MAX_RECORD_BYTES,
                )
                .expect("enough memory");
                let together = PROCESS_BYTES
                    + PUBLISH_BYTES
                    + DEFAULT_MAX_RECORD_BYTES
                    + shares.objects_at_once * OBJECT_BYTES
                    + shares.whole_bytes
                    + shares.sums_bytes;
                assert!(together <= function_mib * MIB, "{function_mib}: {shares:?}");
            }
        }
    }

    #[test]
    fn the_smallest_function_has_memory_for_all_places() {
        let bytes = object_bytes(20_000);
        let shares = Shares::of(LEAST_FUNCTION_MIB, 8, bytes, DEFAULT_MAX_RECORD_BYTES);
        assert_eq!(shares.map(|shares| shares.objects_at_once), Ok(4));
        assert_eq!(object_bytes(0), object_bytes(DEFAULT_PLACES));
    }

    #[test]
    fn records_that_do_not_fit_the_function_say_how_large_it_has_to_be() {
        let least = Shares::of(128, 8, OBJECT_BYTES, 1 << 30).expect_err("a record of 1 GiB");
        assert!(Shares::of(least, 8, OBJECT_BYTES, 1 << 30).is_ok());
        assert!(Shares::of(least - 1, 8, OBJECT_BYTES, 1 << 30).is_err());
    }
}
