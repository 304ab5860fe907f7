//! docs/support.md, written from the tables of the services: what is built, and where an answer is less than AWS's.

use std::fmt::Write as _;

use crate::world::MODELS;
use crate::world::service::{OperationModel, ServiceModel};

const HEAD: &str = "\
# What is built

One table a service: the operations that answer, and where an answer is less than AWS's. Whatever is not listed, of these services and of every other, answers with its
protocol's own error (`UnknownOperationException`, `InvalidAction`, S3's `NotImplemented`), status 400, with service and operation in the message, never with silence and never as S3. Where a listed operation departs from AWS in
detail, [aws-behaviour.md](aws-behaviour.md) says so. This page is written from the code (`just support`); a test compares.

A parameter that an operation does not read is refused, naming it (`UnknownParameter`; S3: `NotImplemented`), in every protocol; `serve --lenient` and `up --lenient` carry the
request out without it and say so in the log.

Every service takes any credentials, in any Region, each Region being a world of its own (the names of buckets are global).
Nothing of KMS, CloudFormation and EventBridge is built.
";

/// What there is to say of a service before its table, by the prefix of its actions: heading and text.
const SECTIONS: &[(&str, &str, &str)] = &[
    (
        "s3",
        "S3",
        "Path style, virtual-host style (`BUCKET.localhost`, and LocalStack's `BUCKET.s3.localhost.localstack.cloud`) and presigned URLs; every form of aws-chunked. \
         `PostObject`, a browser's form, is built too; its `tagging` is passed over.",
    ),
    ("sqs", "SQS", "awsJson and Query. Standard queues."),
    (
        "cloudwatch",
        "CloudWatch",
        "rpc-v2-cbor, awsJson and Query. No metric streams or Metrics Insights.",
    ),
    (
        "lambda",
        "Lambda",
        "restJson. Functions run as native processes (`provided.al2023`, `provided.al2`): other runtimes, and what this machine cannot run (an arm64 function on x86_64 without\n\
         qemu-user, say), are refused when they are uploaded.",
    ),
    ("logs", "CloudWatch Logs", "awsJson."),
    (
        "sns",
        "SNS",
        "Query. Standard topics, to which queues and functions subscribe. Messages are signed; the certificate is served at their `SigningCertURL`. \
         No FIFO topics, HTTP(S), mail, text messages, mobile push, Firehose or data protection.",
    ),
    ("sts", "STS", "Query."),
    (
        "iam",
        "IAM",
        "Query. Roles, users, groups and managed policies, each account's own and in no Region. Of AWS's own policies there are nine; another name is `NoSuchEntity`. \
         No instance profiles, identity providers, certificates, passwords or MFA devices.",
    ),
];

/// The whole page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for model in MODELS {
        section(&mut page, model);
    }
    page
}

fn section(page: &mut String, model: &ServiceModel) {
    let known = SECTIONS.iter().find(|(prefix, ..)| *prefix == model.prefix);
    let (heading, text) = known.map_or((model.name, ""), |(_, heading, text)| (*heading, *text));
    let _ = write!(page, "\n## {heading}\n\n");
    if !text.is_empty() {
        let _ = write!(page, "{text}\n\n");
    }
    page.push_str("| operation | remarks |\n|---|---|\n");
    for operation in model.operations {
        let remarks = remarks(operation);
        let space = if remarks.is_empty() { "" } else { " " };
        let _ = writeln!(page, "| `{}` |{space}{remarks} |", operation.name);
    }
}

/// What a line says, and which members are kept.
fn remarks(operation: &OperationModel) -> String {
    let remark = operation.remark.trim();
    let kept: Vec<_> = operation
        .keeps
        .iter()
        .map(|member| format!("`{member}`"))
        .collect();
    let kept = match kept.as_slice() {
        [] => return remark.to_owned(),
        [one] => format!("{one} is kept and not acted on"),
        many => format!("{} are kept and not acted on", many.join(", ")),
    };
    if remark.is_empty() {
        kept
    } else {
        format!("{remark}; {kept}")
    }
}
