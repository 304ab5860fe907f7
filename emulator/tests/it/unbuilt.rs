//! What is not built says so: in its service's own protocol, by name, and so that no SDK tries it again.

use crate::wire::{Answer, CBOR_HEADERS, FORM, send, start, target};

fn signed(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20260419/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=ab"
    )
}

/// A refusal that a client of `call` understands: 4xx, nothing of S3's, with all of `names` in its message.
fn check(call: &str, answer: &Answer, names: &[&str]) {
    let text = answer.text();
    assert!(
        (400..500).contains(&answer.status),
        "{call}: {} {text}",
        answer.status
    );
    assert!(!text.contains("Bucket"), "{call}: {text}");
    assert_ne!(answer.header("server"), Some("AmazonS3"), "{call}");
    for name in names {
        assert!(text.contains(name), "{call}: no {name} in {text}");
    }
}

#[tokio::test]
async fn an_absent_service_of_aws_json_answers_in_json() {
    let emulator = start().await;
    for (prefix, operation, name) in [
        ("DynamoDB_20120810", "ListTables", "DynamoDB"),
        ("DynamoDBStreams_20120810", "ListStreams", "DynamoDBStreams"),
        ("AWSEvents", "PutRule", "EventBridge"),
        ("AmazonSSM", "GetParameter", "SSM"),
        ("secretsmanager", "GetSecretValue", "secretsmanager"),
        ("TrentService", "Decrypt", "KMS"),
        ("AWSStepFunctions", "StartExecution", "StepFunctions"),
        ("Kinesis_20131202", "PutRecord", "Kinesis"),
        ("Firehose_20150804", "PutRecord", "Firehose"),
        ("CloudApiService", "GetResource", "CloudApiService"),
        (
            "CertificateManager",
            "ListCertificates",
            "CertificateManager",
        ),
        (
            "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
            "LookupEvents",
            "CloudTrail",
        ),
        ("MadeUp_20300101", "Frobnicate", "MadeUp_20300101"),
    ] {
        for version in ["1.0", "1.1"] {
            let content_type = format!("application/x-amz-json-{version}");
            let call = format!("{prefix}.{operation}");
            let headers = [
                ("x-amz-target", call.as_str()),
                ("content-type", &content_type),
            ];
            let answer = send(&emulator, "POST /", &headers, b"{}").await;
            check(&call, &answer, &[name, operation]);
            assert_eq!(answer.header("content-type"), Some(content_type.as_str()));
            assert_eq!(answer.json()["__type"], "UnknownOperationException");
            assert!(answer.json()["message"].is_string());
            assert!(answer.header("x-amzn-requestid").is_some());
        }
    }
    let authorization = signed("kms");
    let headers = [
        target("TrentService.Decrypt").as_slice(),
        &[("authorization", &authorization)],
    ]
    .concat();
    let answer = send(&emulator, "POST /", &headers, b"not even JSON").await;
    check("a body that is none", &answer, &["KMS", "Decrypt"]);
    assert_eq!(answer.json()["__type"], "UnknownOperationException");
}

#[tokio::test]
async fn an_absent_service_of_query_answers_in_xml() {
    let emulator = start().await;
    for (form, signed_for, names) in [
        (
            "Action=GetAccountSummary&Version=2010-05-08",
            None,
            ["IAM", "GetAccountSummary"],
        ),
        (
            "Action=ListAccountAliases&Version=2010-05-08",
            Some("iam"),
            ["IAM", "ListAccountAliases"],
        ),
        (
            "Action=DecodeAuthorizationMessage&Version=2011-06-15",
            Some("sts"),
            ["STS", "DecodeAuthorizationMessage"],
        ),
        (
            "Action=ListPlatformApplications&Version=2010-03-31",
            Some("sns"),
            ["SNS", "ListPlatformApplications"],
        ),
        (
            "Action=DescribeStacks&Version=2010-05-15",
            None,
            ["CloudFormation", "DescribeStacks"],
        ),
        (
            "Action=DescribeLoadBalancers&Version=2015-12-01",
            None,
            ["Elastic Load Balancing", "DescribeLoadBalancers"],
        ),
        (
            "Action=DescribeDBInstances&Version=2014-10-31",
            Some("rds"),
            ["RDS", "DescribeDBInstances"],
        ),
        // The scope alone says which service.
        (
            "Action=GetCredentialReport",
            Some("iam"),
            ["IAM", "GetCredentialReport"],
        ),
        (
            "Action=Frobnicate&Version=2030-01-01",
            Some("madeup"),
            ["madeup", "Frobnicate"],
        ),
        // Nothing does.
        (
            "Action=Frobnicate&Version=2030-01-01",
            None,
            ["2030-01-01", "Frobnicate"],
        ),
        // A service that is built, an operation that is not.
        (
            "Action=PutMetricStream&Version=2010-08-01",
            Some("monitoring"),
            ["CloudWatch", "PutMetricStream"],
        ),
        (
            "Action=Frobnicate&Version=2012-11-05",
            None,
            ["SQS", "Frobnicate"],
        ),
        ("Action=Frobnicate", Some("sqs"), ["SQS", "Frobnicate"]),
        (
            "Action=Frobnicate&Version=2030-01-01",
            Some("sqs"),
            ["SQS", "Frobnicate"],
        ),
    ] {
        let authorization = signed_for.map(signed);
        let authorization = authorization
            .iter()
            .map(|value| ("authorization", value.as_str()));
        let get = format!("GET /?{form}");
        let mut headers: Vec<_> = authorization.collect();
        // Unsigned and without a version it may be a key's parameters.
        if signed_for.is_some() || form.contains("Version") {
            for line in [&get, &get.replace("GET", "POST")] {
                let answer = send(&emulator, line, &headers, b"").await;
                check(line, &answer, &names);
                assert!(answer.text().contains("<Code>InvalidAction</Code>"));
            }
        }
        headers.push(FORM);
        let answer = send(&emulator, "POST /", &headers, form.as_bytes()).await;
        check(form, &answer, &names);
        let text = answer.text();
        assert!(text.contains("<ErrorResponse"), "{form}: {text}");
        assert!(
            text.contains("<Code>InvalidAction</Code>"),
            "{form}: {text}"
        );
        assert!(text.contains("<RequestId>"), "{form}: {text}");
    }
}

#[tokio::test]
async fn ec2_has_an_error_form_of_its_own() {
    let emulator = start().await;
    let authorization = signed("ec2");
    for (form, headers) in [
        (
            "Action=DescribeVpcs&Version=2016-11-15",
            vec![FORM, ("authorization", authorization.as_str())],
        ),
        ("Action=DescribeVpcs&Version=2016-11-15", vec![FORM]),
        (
            "Action=DescribeVpcs",
            vec![FORM, ("authorization", authorization.as_str())],
        ),
    ] {
        let answer = send(&emulator, "POST /", &headers, form.as_bytes()).await;
        check(form, &answer, &["EC2", "DescribeVpcs"]);
        let text = answer.text();
        assert!(
            text.contains("<Response><Errors><Error><Code>InvalidAction</Code><Message>")
                && text.contains("<RequestID>"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_absent_service_of_cbor_answers_in_cbor() {
    let emulator = start().await;
    for (service, operation, name) in [
        ("GameLift", "ListFleets", "GameLift"),
        ("ArcRegionSwitch", "ListPlans", "ArcRegionSwitch"),
        ("DynamoDB_20120810", "ListTables", "DynamoDB"),
        (
            "GraniteServiceVersion20100801",
            "PutMetricStream",
            "CloudWatch",
        ),
    ] {
        let line = format!("POST /service/{service}/operation/{operation}");
        for body in [&b"\xa0"[..], b"", b"no CBOR"] {
            let answer = send(&emulator, &line, &CBOR_HEADERS, body).await;
            check(&line, &answer, &[name, operation]);
            assert_eq!(answer.header("content-type"), Some("application/cbor"));
            assert_eq!(answer.header("smithy-protocol"), Some("rpc-v2-cbor"));
            let error: ciborium::Value = ciborium::from_reader(answer.body.as_slice()).unwrap();
            let error = format!("{error:?}");
            assert!(error.contains("UnknownOperationException"), "{error}");
        }
    }
}

#[tokio::test]
async fn what_is_signed_for_another_service_never_reaches_s3() {
    let emulator = start().await;
    for (service, line) in [
        ("apigateway", "GET /restapis"),
        ("apigateway", "POST /v2/apis"),
        ("eks", "GET /clusters"),
        ("eks", "POST /clusters"),
        ("bedrock", "GET /inference-profiles/us.anthropic.claude"),
        ("bedrock", "POST /model/us.anthropic.claude/invoke"),
        ("scheduler", "GET /schedules"),
        ("scheduler", "PUT /schedules/s"),
        ("xray", "POST /TraceSummaries"),
        ("elasticfilesystem", "GET /2015-02-01/file-systems"),
        ("batch", "POST /v1/describejobqueues"),
        ("pipes", "DELETE /v1/pipes/p"),
        ("appsync", "GET /v1/apis"),
        ("es", "GET /2021-01-01/domain"),
        ("execute-api", "GET /prod/users"),
        ("s3tables", "GET /buckets"),
        ("madeup", "GET /bucket/key"),
        ("madeup", "HEAD /bucket/key"),
        ("madeup", "PATCH /"),
    ] {
        let authorization = signed(service);
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = send(&emulator, line, &headers, b"").await;
        let call = format!("{service}: {line}");
        let operation = line.split('?').next().unwrap();
        if line.starts_with("HEAD") {
            check(&call, &answer, &[]);
        } else {
            check(&call, &answer, &[service, operation]);
            assert!(answer.json()["message"].is_string(), "{call}");
        }
        assert_eq!(
            answer.header("x-amzn-errortype"),
            Some("UnknownOperationException"),
            "{call}"
        );
    }
    let presigned =
        "GET /restapis?X-Amz-Credential=AKID%2F20260419%2Fus-east-1%2Fapigateway%2Faws4_request";
    let answer = send(&emulator, presigned, &[], b"").await;
    check(presigned, &answer, &["apigateway", "GET /restapis"]);
    let bearer = [("authorization", "Bearer ABSKQmVkcm9ja0FQSUtleS1hYmM=")];
    let line = "POST /model/us.anthropic.claude/converse";
    let answer = send(&emulator, line, &bearer, b"{}").await;
    check(line, &answer, &["Bedrock", line]);
    let form = [
        FORM,
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKID/20260419/us-east-1/cloudsearch/aws4_request, SignedHeaders=host, Signature=ab",
        ),
    ];
    let line = "POST /2013-01-01/search";
    let answer = send(&emulator, line, &form, b"q=star").await;
    check(line, &answer, &["cloudsearch", line]);
}

/// IAM Identity Center's clients do not sign.
#[tokio::test]
async fn what_is_not_signed_and_cannot_be_s3s_never_reaches_it() {
    let emulator = start().await;
    let token = [("x-amz-sso_bearer_token", "token")];
    for line in ["GET /federation/credentials", "POST /logout"] {
        let answer = send(&emulator, line, &token, b"").await;
        check(line, &answer, &["IAM Identity Center", line]);
    }
    let json = [("content-type", "application/json")];
    for line in ["POST /token", "POST /client/register", "POST /"] {
        let answer = send(&emulator, line, &json, b"{}").await;
        check(line, &answer, &[line]);
        assert!(answer.json()["message"].is_string(), "{line}");
    }
}

#[tokio::test]
async fn rest_xml_services_answer_in_xml() {
    let emulator = start().await;
    for (service, line, name) in [
        ("route53", "GET /2013-04-01/hostedzone", "route53"),
        ("cloudfront", "GET /2020-05-31/distribution", "cloudfront"),
        ("s3express", "GET /", "s3express"),
        (
            "s3-object-lambda",
            "POST /WriteGetObjectResponse",
            "s3-object-lambda",
        ),
        (
            "s3",
            "GET /v20180820/tags/arn%3Aaws%3As3%3A%3A%3Alogs",
            "S3 Control",
        ),
    ] {
        let authorization = signed(service);
        let headers = [
            ("authorization", authorization.as_str()),
            ("x-amz-account-id", "000000000000"),
        ];
        let answer = send(&emulator, line, &headers, b"").await;
        check(line, &answer, &[name, line]);
        let text = answer.text();
        assert!(
            text.contains("<ErrorResponse") && text.contains("<Code>InvalidAction</Code>"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_operation_that_a_played_service_lacks_is_named_with_it() {
    let emulator = start().await;
    for (call, names) in [
        ("AmazonSQS.Frobnicate", ["SQS", "Frobnicate"]),
        (
            "GraniteServiceVersion20100801.PutMetricStream",
            ["CloudWatch", "PutMetricStream"],
        ),
        (
            "Logs_20140328.StartQuery",
            ["CloudWatch Logs", "StartQuery"],
        ),
        // No operation at all.
        ("AmazonSQS", ["SQS", ""]),
        ("AmazonSQS.", ["SQS", ""]),
    ] {
        let answer = send(&emulator, "POST /", &target(call), b"{}").await;
        check(call, &answer, &names);
        assert!(
            answer.json()["__type"]
                .as_str()
                .unwrap()
                .ends_with("UnknownOperationException"),
            "{call}: {}",
            answer.text()
        );
    }
    let authorization = signed("lambda");
    let headers = [("authorization", authorization.as_str())];
    for (line, name) in [
        (
            "POST /2021-10-31/functions/f/url",
            "CreateFunctionUrlConfig",
        ),
        ("GET /2018-10-31/layers", "ListLayers"),
        (
            "POST /2025-11-30/capacity-providers",
            "POST /2025-11-30/capacity-providers",
        ),
        ("GET /made/up", "GET /made/up"),
    ] {
        let answer = send(&emulator, line, &headers, b"").await;
        check(line, &answer, &["Lambda", name]);
        assert_eq!(
            answer.header("x-amzn-errortype"),
            Some("UnknownOperationException")
        );
        assert_eq!(answer.json()["Type"], "User");
    }
    // Signed for a service of awsJson, but without its header.
    for (service, content_type) in [
        ("sqs", "application/x-amz-json-1.0"),
        ("logs", "application/x-amz-json-1.1"),
    ] {
        let authorization = signed(service);
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", content_type),
        ];
        let answer = send(&emulator, "POST /", &headers, b"{}").await;
        check(service, &answer, &[service, "POST /"]);
        assert_eq!(answer.json()["__type"], "UnknownOperationException");
        assert_eq!(answer.header("content-type"), Some(content_type));
    }
}
