//! What is read: framings, model ids, keys, skipped objects.

use serde_json::json;

use super::corpus::{self, lines, record};
use super::stack;
use crate::env::Env;
use crate::generator::{Generator, Layout, Plan, TWELVE};
use crate::oracle::Switches;

/// 24 objects in 12 framings, each framing under a key of either layout, so that every second name lies.
pub async fn twelve_framings_give_exact_metrics<E: Env>(env: &E) {
    let stack = stack(env).await;
    let mut objects = Vec::new();
    for (layout, seed) in [(Layout::Aws, 24), (Layout::Guide, 12)] {
        let plan = Plan {
            seed,
            object_bytes: vec![40_000],
            framings: TWELVE.to_vec(),
            layout,
            odd_per_mille: 60,
            ..corpus::recent()
        };
        objects.extend(Generator::new(plan).some_in_memory(TWELVE.len()).0);
    }
    assert_eq!(objects.len(), 24);
    stack.put_all(&objects).await;
    stack.drained().await;
    corpus::sums(&objects, Switches::default()).assert_same(&stack.sums().await);
}

const ACCOUNT: &str = "arn:aws:bedrock:us-east-1:123456789012";

/// A modelId (`@` stands for [`ACCOUNT`]), an inferenceRegion, and the class that follows.
type Form = (&'static str, Option<&'static str>, &'static str);

const FORMS: [Form; 29] = [
    ("anthropic.claude-3-haiku-20240307-v1:0", None, "InRegion"),
    ("openai.gpt-5.6-sol", None, "InRegion"),
    (
        "us.anthropic.claude-3-haiku-20240307-v1:0",
        None,
        "CrossRegion",
    ),
    (
        "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
        None,
        "CrossRegion",
    ),
    ("eu.amazon.nova-lite-v1:0", Some("us-east-1"), "CrossRegion"),
    (
        "apac.amazon.nova-lite-v1:0",
        Some("ap-south-1"),
        "CrossRegion",
    ),
    (
        "jp.anthropic.claude-sonnet-4-20250514-v1:0",
        None,
        "CrossRegion",
    ),
    (
        "au.anthropic.claude-sonnet-4-20250514-v1:0",
        None,
        "CrossRegion",
    ),
    ("ca.amazon.nova-lite-v1:0", None, "CrossRegion"),
    (
        "in.anthropic.claude-sonnet-4-20250514-v1:0",
        None,
        "CrossRegion",
    ),
    ("us.newvendor.model-one-v1:0", None, "CrossRegion"),
    (
        "sa.anthropic.claude-sonnet-4-20250514-v1:0",
        None,
        "CrossRegion",
    ),
    (
        "global.anthropic.claude-sonnet-4-20250514-v1:0",
        Some("eu-north-1"),
        "GlobalCrossRegion",
    ),
    (
        "@:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
        None,
        "CrossRegion",
    ),
    (
        "@:inference-profile/global.anthropic.claude-3-haiku-20240307-v1:0",
        None,
        "GlobalCrossRegion",
    ),
    (
        "arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.meta.llama3-v1:0",
        None,
        "CrossRegion",
    ),
    (
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
        None,
        "InRegion",
    ),
    (
        "arn:aws:bedrock:::foundation-model/amazon.titan-embed-text-v2:0",
        None,
        "InRegion",
    ),
    ("@:provisioned-model/7b9d2f4c1e3a", None, "InRegion"),
    ("@:imported-model/q4t8z1m5x7w2", None, "InRegion"),
    ("@:custom-model-deployment/p0l9k8j7h6g5", None, "InRegion"),
    (
        "@:application-inference-profile/a1b2c3d4e5f6",
        Some("us-west-2"),
        "CrossRegion",
    ),
    (
        "@:application-inference-profile/a1b2c3d4e5f6",
        Some("us-east-1"),
        "Unknown",
    ),
    (
        "@:application-inference-profile/a1b2c3d4e5f6",
        None,
        "Unknown",
    ),
    (
        "@:prompt-router/3k5m7p9r2t4v",
        Some("us-west-2"),
        "CrossRegion",
    ),
    ("@:prompt-router/3k5m7p9r2t4v", None, "Unknown"),
    (
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-llm-endpoint",
        None,
        "InRegion",
    ),
    (
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-llm-endpoint",
        Some("us-west-2"),
        "CrossRegion",
    ),
    ("@:marketplace/model-endpoint/all-access", None, "InRegion"),
];

pub async fn every_form_of_model_id_has_its_class<E: Env>(env: &E) {
    let stack = stack(env).await;
    let (mut records, mut expected) = (Vec::new(), std::collections::BTreeMap::new());
    for (number, (model, served, class)) in FORMS.into_iter().enumerate() {
        // Each form has a bit of its own in the sum, so that a wrong class shows which form it was.
        let tokens = 1 << number;
        let mut one = record(&model.replacen('@', ACCOUNT, 1), tokens);
        if let Some(served) = served {
            one["inferenceRegion"] = json!(served);
        }
        records.push(one);
        *expected.entry(class).or_insert(0) += tokens;
    }
    stack
        .put("bedrock-logs/us-east-1/forms.json", lines(&records))
        .await;
    stack.drained().await;
    let sums = stack.sums().await;
    for class in ["CrossRegion", "GlobalCrossRegion", "InRegion", "Unknown"] {
        let found = sums.sum_of("InputTokens", "InferenceProfile", class);
        let wrong = FORMS
            .iter()
            .enumerate()
            .filter(|(number, _)| (found ^ expected[class]) >> number & 1 == 1);
        let wrong: Vec<_> = wrong.map(|(_, form)| form).collect();
        assert!(
            wrong.is_empty(),
            "{class}: {found:b} instead of {:b}: {wrong:?}",
            expected[class]
        );
    }
    assert_eq!(
        sums.sum_of("InvocationCount", "Region", "us-east-1"),
        FORMS.len() as u64
    );
}

pub async fn both_key_layouts_are_read<E: Env>(env: &E) {
    let stack = stack(env).await;
    let (mut objects, _) = corpus::small(2, 5);
    "bedrock-logs/us-west-2/2026/04/20/invocation-log-001.json".clone_into(&mut objects[1].0);
    stack.put_all(&objects).await;
    stack.drained().await;
    corpus::sums(&objects, Switches::default()).assert_same(&stack.sums().await);
}

pub async fn keys_with_spaces_plus_signs_and_non_ascii_are_found<E: Env>(env: &E) {
    let stack = stack(env).await;
    let (mut objects, _) = corpus::small(8, 6);
    let keys = [
        "bedrock-logs/team a/log 1.json",
        "bedrock-logs/a+b/log+2.json",
        "bedrock-logs/é/münchen-東京.json",
        "bedrock-logs/100%/log%20three.json",
        "bedrock-logs/a=b&c;d/(log)'4'!*.json",
        "bedrock-logs/x//double//slash.json",
        "bedrock-logs/🙂/\"quoted\".json",
        "bedrock-logs/%2B+ %2b/log.json.gz",
    ];
    for ((key, _), name) in objects.iter_mut().zip(keys) {
        name.clone_into(key);
    }
    stack.put_all(&objects).await;
    stack.drained().await;
    corpus::sums(&objects, Switches::default()).assert_same(&stack.sums().await);
}

pub async fn offloaded_bodies_permission_checks_and_empty_objects_are_skipped<E: Env>(env: &E) {
    let stack = stack(env).await;
    let (mut objects, _) = corpus::small(1, 7);
    let log = objects[0].1.clone();
    let folder = "AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/04/19/13";
    for (key, body) in [
        ("data/0f9a_input.json.gz", log.clone()),
        ("data/0f9a_input_media_00.pdf", b"%PDF-1.4".to_vec()),
        ("amazon-bedrock-logs-permission-check", Vec::new()),
        ("empty.json.gz", Vec::new()),
        // Only the last folder counts.
        (
            "data/nested/20260419T130000000Z_0123456789abcdef.json.gz",
            log,
        ),
    ] {
        objects.push((format!("{folder}/{key}"), body));
    }
    stack.put_all(&objects).await;
    stack.drained().await;
    let expected = corpus::sums(&objects, Switches::default());
    assert_eq!(
        (expected.objects.processed, expected.objects.skipped),
        (2, 4)
    );
    expected.assert_same(&stack.sums().await);
}

pub async fn lines_that_cannot_be_read_take_no_neighbour<E: Env>(env: &E) {
    let stack = stack(env).await;
    let sound = || record("us.amazon.nova-lite-v1:0", 10).to_string();
    let cut = &record("us.amazon.nova-lite-v1:0", 99).to_string()[..150];
    let objects = vec![
        (
            "broken/lines.json".to_owned(),
            format!(
                "{}\n{{\"timestamp\":\n{}\n{cut}\n{}\n",
                sound(),
                sound(),
                sound()
            ),
        ),
        (
            "broken/array.json".to_owned(),
            format!("[{},\n{},\n{cut}", sound(), sound()),
        ),
        (
            "broken/numbers.json".to_owned(),
            format!("[1, 2]\n{}\n42\nwhat?\n{}", sound(), sound()),
        ),
    ];
    let objects: corpus::Objects = objects
        .into_iter()
        .map(|(key, body)| (key, body.into_bytes()))
        .collect();
    stack.put_all(&objects).await;
    stack.drained().await;
    let expected = corpus::sums(&objects, Switches::default());
    assert_eq!(
        (expected.records.counted, expected.records.malformed),
        (7, 6)
    );
    expected.assert_same(&stack.sums().await);
}
