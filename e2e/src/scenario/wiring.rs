//! How the stack is wired: batch windows, several functions, several Regions.

use super::corpus;
use crate::env::Env;
use crate::stack::{Spec, Stack};

/// Without the window each put would be a batch of its own.
pub async fn a_batch_window_gathers_messages<E: Env>(env: &E) {
    let window = env.timing().window;
    let spec = Spec {
        window,
        batch_size: 100,
        ..Spec::new(env.timing())
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(8, 43);
    stack.put_all(&objects).await;
    stack.gathered().await;
    env.pass(window).await;
    stack.drained().await;
    stack.assert_published(&expected.series).await;
    let batches = stack.function().invocations();
    assert!(
        batches <= 2,
        "{batches} batches for eight messages within one window"
    );
}

/// One bucket, two queues, two functions: each gets what lies below its prefix.
pub async fn two_functions_on_two_prefixes_keep_apart<E: Env>(env: &E) {
    let below = |prefix| Spec {
        prefix: Some(prefix),
        connected: false,
        ..Spec::new(env.timing())
    };
    let mut guide = Stack::new(env, below("bedrock-logs/")).await;
    let mut aws = Stack::new(env, below("AWSLogs/")).await;
    guide
        .announce(&[(&guide, Some("bedrock-logs/")), (&aws, Some("AWSLogs/"))])
        .await;
    guide.connect().await;
    aws.connect().await;
    let (aws_objects, expected_aws) = corpus::small(4, 44);
    let (mut guide_objects, expected_guide) = corpus::small(3, 45);
    for (number, (key, _)) in guide_objects.iter_mut().enumerate() {
        *key = format!("bedrock-logs/us-east-1/2026/04/20/invocation-log-{number:03}.json");
    }
    guide.put_all(&aws_objects).await;
    aws.expect(aws_objects.len());
    guide.put_all(&guide_objects).await;
    guide
        .put("elsewhere/log.json", aws_objects[0].1.clone())
        .await;
    guide.drained().await;
    aws.drained().await;
    expected_guide.assert_same(&guide.sums().await);
    expected_aws.assert_same(&aws.sums().await);
}

pub async fn two_regions_at_once_keep_apart<E: Env>(env: &E) {
    let east = Stack::new(env, Spec::new(env.timing())).await;
    let west = Stack::new(
        env,
        Spec {
            region: "eu-west-1",
            ..Spec::new(env.timing())
        },
    )
    .await;
    let (east_objects, expected_east) = corpus::small(3, 46);
    let (west_objects, expected_west) = corpus::small(4, 47);
    east.put_all(&east_objects).await;
    west.put_all(&west_objects).await;
    east.drained().await;
    west.drained().await;
    expected_east.assert_same(&east.sums().await);
    expected_west.assert_same(&west.sums().await);
    // Namespaces are per stack: that the metrics are in their own Region only is another matter.
    assert!(west.metrics_of(&east.namespace).await.is_empty());
    assert!(east.metrics_of(&west.namespace).await.is_empty());
}
