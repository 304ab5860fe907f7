//! `deploy/iam/permissions.json` has no hole and nothing left over: each of its actions, taken away, is missed. What only the emulator
//! can be asked, as `LocalStack` judges nobody.

use e2e::arm::emulated::Emulated;
use e2e::clock::until;
use e2e::scenario::corpus::{lines, record};
use e2e::scenario::stack;
use e2e::stack::Stack;
use emulator::stack::policies;
use emulator::world::iam::PutRolePolicy;
use emulator::world::origin::{Caller, Origin};

const LOG: &str = "bedrock-logs/us-east-1/2026/04/19/a.json";

/// The role may do this no longer; everything else is as it was.
fn take_away(stack: &Stack<'_, Emulated>, action: &str) {
    let names = policies::Names {
        bucket: "e2e-*",
        queue: "e2e-*",
        function: "e2e-*",
        namespace: &stack.namespace,
        partition: "aws",
    };
    let document = policies::permissions(&names);
    let quoted = format!("\"{action}\"");
    assert!(document.contains(&quoted), "{action}");
    let put = PutRolePolicy {
        role_name: format!("{}-role", stack.function().name),
        policy_name: "permissions".to_owned(),
        policy_document: document.replace(&quoted, "\"s3:GetBucketVersioning\""),
    };
    let origin = Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    };
    stack.function().aws.call(&origin, put).unwrap();
}

/// Waits for a call of this stack's function that was refused, and says why it was.
async fn refusal(stack: &Stack<'_, Emulated>, operation: &str) -> String {
    until("the refusal was told", || async {
        let log = stack.function().aws.request_log();
        let refused = [false, true]
            .into_iter()
            .flat_map(|inner| log.lines(inner, |line| line.operation == operation))
            .find_map(|line| line.reason);
        refused.ok_or("nothing was refused")
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_action_of_the_roles_policy_is_missed_when_it_is_taken_away() {
    for (action, operation) in [
        ("s3:GetObject", "GetObject"),
        ("cloudwatch:PutMetricData", "PutMetricData"),
        ("sqs:ReceiveMessage", "ReceiveMessage"),
        ("sqs:DeleteMessage", "DeleteMessageBatch"),
        ("logs:CreateLogGroup", "CreateLogGroup"),
        ("logs:CreateLogStream", "CreateLogStream"),
        ("logs:PutLogEvents", "PutLogEvents"),
    ] {
        let env = Emulated::start().await;
        let stack = stack(&env).await;
        take_away(&stack, action);
        let log = lines([&record("anthropic.claude-3-haiku-20240307-v1:0", 5)]);
        stack.put(LOG, log).await;
        let reason = refusal(&stack, operation).await;
        let service = action.split(':').next().unwrap();
        let named = reason.to_ascii_lowercase();
        assert!(
            reason.starts_with("User: arn:aws:sts::000000000000:assumed-role/e2e-")
                && named.contains(&format!("is not authorized to perform: {service}:"))
                && reason.contains("because no identity-based policy allows the"),
            "{action}: {reason}"
        );
    }
}
