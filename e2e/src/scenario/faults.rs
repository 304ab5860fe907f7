//! What goes wrong on the way to S3 and CloudWatch, through a [`crate::proxy`] that is the same on every arm.

use std::collections::BTreeMap;
use std::time::Duration;

use super::corpus;
use crate::env::Env;
use crate::proxy::{Fault, Which};
use crate::stack::{Spec, Stack};
use crate::sums::Sums;

const THROTTLED: Fault = Fault::Refuse {
    status: 400,
    code: "Throttling",
};
const SLOW_DOWN: Fault = Fault::Refuse {
    status: 503,
    code: "SlowDown",
};

/// A stack with a proxy, in which failed messages come back.
fn proxied<E: Env>(env: &E) -> Spec {
    Spec {
        proxied: true,
        ..Spec::redelivering(env.timing(), 5)
    }
}

/// One message on a stack with faults in its way.
async fn meets<E: Env>(
    env: &E,
    spec: Spec,
    seed: u64,
    (which, fault, times): (Which, Fault, usize),
) -> (Stack<'_, E>, Sums) {
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, seed);
    stack.proxy().fault(which, fault, times);
    stack.put_all(&objects).await;
    stack.invoked(1).await;
    (stack, expected)
}

pub async fn a_throttled_cloudwatch_is_asked_again<E: Env>(env: &E) {
    let (stack, expected) =
        meets(env, proxied(env), 31, (Which::PutMetricData, THROTTLED, 2)).await;
    stack.drained().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.proxy().seen(Which::PutMetricData) >= 3);
}

/// `MAX_RETRY_ATTEMPTS` attempts, then the message fails whole and comes back after its visibility timeout.
pub async fn a_cloudwatch_that_stays_throttled_returns_the_message<E: Env>(env: &E) {
    let (stack, expected) =
        meets(env, proxied(env), 32, (Which::PutMetricData, THROTTLED, 3)).await;
    assert_eq!(stack.at_rest().await.in_flight, 1);
    stack.assert_published(&BTreeMap::new()).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

pub async fn the_number_of_attempts_is_the_operators<E: Env>(env: &E) {
    let spec = proxied(env).with("MAX_RETRY_ATTEMPTS", "1");
    let throttled_once = (Which::PutMetricData, THROTTLED, 1);
    let (stack, expected) = meets(env, spec, 37, throttled_once).await;
    assert_eq!(stack.at_rest().await.in_flight, 1);
    stack.assert_published(&BTreeMap::new()).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
}

pub async fn a_slow_down_from_s3_is_retried<E: Env>(env: &E) {
    let (stack, expected) = meets(env, proxied(env), 33, (Which::GetObject, SLOW_DOWN, 2)).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert_eq!(stack.proxy().seen(Which::GetObject), 3);
}

pub async fn an_object_cut_off_on_the_way_is_read_again<E: Env>(env: &E) {
    let (stack, expected) = meets(
        env,
        proxied(env),
        34,
        (Which::GetObject, Fault::Cut { after: 700 }, 1),
    )
    .await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

pub async fn a_slow_answer_is_waited_for<E: Env>(env: &E) {
    let delay = Fault::Delay(Duration::from_millis(700));
    let (stack, expected) = meets(env, proxied(env), 35, (Which::GetObject, delay, 1)).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

/// The data has arrived, its sender does not know. An invocation that asked again at once would add it
/// twice for certain; what the function does instead is told in docs/failure-semantics.md.
pub async fn a_lost_answer_of_cloudwatch_is_not_repeated_blindly<E: Env>(env: &E) {
    let (stack, expected) = meets(
        env,
        proxied(env),
        36,
        (Which::PutMetricData, Fault::LoseAnswer, 1),
    )
    .await;
    stack.at_rest().await;
    stack.assert_published(&expected.series).await;
}
