//! How many invocations of a function there may be at once: what is reserved for it, or what the account has left.
//!
//! A function with a reservation has so many and no more; the others share what the account's limit leaves of all reservations.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>

use super::name::FunctionName;
use super::state::Functions;
use super::throttle::ThrottleReason;

impl Functions {
    /// Why one more invocation of this function would be throttled, in an account with this limit; `None` where it may begin.
    pub(super) fn throttle(&self, limit: usize, function: &FunctionName) -> Option<ThrottleReason> {
        if let Some(reserved) = self.reserved.get(function) {
            let (of_function, _) = self.invocations.concurrency(function);
            return (of_function >= *reserved)
                .then_some(ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded);
        }
        let unreserved = limit.saturating_sub(self.reserved_in_all());
        (self.unreserved_concurrency() >= unreserved)
            .then_some(ThrottleReason::ConcurrentInvocationLimitExceeded)
    }

    /// How many invocations are reserved for functions, all together.
    pub(super) fn reserved_in_all(&self) -> usize {
        self.reserved.values().sum()
    }

    /// How many invocations there are of functions without a reservation.
    pub(super) fn unreserved_concurrency(&self) -> usize {
        let of_reserved = self.reserved.keys().map(|name| {
            let (of_function, _) = self.invocations.concurrency(name);
            of_function
        });
        let of_reserved: usize = of_reserved.sum();
        self.invocations.len().saturating_sub(of_reserved)
    }

    /// Whether nothing may run of this function, whoever asks.
    pub(super) fn is_switched_off(&self, function: &FunctionName) -> bool {
        self.reserved.get(function) == Some(&0)
    }
}
