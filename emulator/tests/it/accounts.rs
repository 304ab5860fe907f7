//! Accounts, over the wire: an access key of twelve digits is its account.

use aws_endpoint::Emulator;

use crate::wire::{Answer, send, start, target};

async fn send_as(
    emulator: &Emulator,
    account: &str,
    line: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let service = match line {
        "POST /" => "sqs",
        line if line.contains("/functions/") => "lambda",
        _ => "s3",
    };
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={account}/20260419/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    );
    let mut headers = headers.to_vec();
    headers.push(("authorization", &authorization));
    send(emulator, line, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_key_of_twelve_digits_is_its_account() {
    let emulator = start().await;
    let create = target("AmazonSQS.CreateQueue");
    for (key, account) in [("111122223333", "111122223333"), ("test", "000000000000")] {
        let made = send_as(
            &emulator,
            key,
            "POST /",
            &create,
            r#"{"QueueName":"orders"}"#,
        )
        .await;
        let url = made.json()["QueueUrl"].as_str().unwrap().to_owned();
        assert!(url.ends_with(&format!("/{account}/orders")), "{url}");
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let identity = "Action=GetCallerIdentity&Version=2011-06-15";
    let identity = send_as(&emulator, "111122223333", "POST /", &form, identity).await;
    assert!(
        identity
            .text()
            .contains("<Arn>arn:aws:iam::111122223333:root</Arn>"),
        "{}",
        identity.text()
    );
}

#[tokio::test]
async fn what_is_another_accounts_is_denied_in_each_services_form() {
    let emulator = start().await;
    let create = target("AmazonSQS.CreateQueue");
    send_as(
        &emulator,
        "111122223333",
        "POST /",
        &create,
        r#"{"QueueName":"orders"}"#,
    )
    .await;
    send_as(&emulator, "111122223333", "PUT /logs", &[], "").await;
    let send = target("AmazonSQS.SendMessage");
    let message = r#"{"QueueUrl":"http://h/111122223333/orders","MessageBody":"x"}"#;
    let refused = send_as(&emulator, "test", "POST /", &send, message).await;
    assert_eq!(refused.status, 403);
    assert_eq!(
        refused.header("x-amzn-query-error"),
        Some("AccessDenied;Sender")
    );
    let refused = send_as(&emulator, "test", "GET /logs/a", &[], "").await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.text().contains("<Code>AccessDenied</Code>"),
        "{}",
        refused.text()
    );
    let taken = send_as(&emulator, "test", "PUT /logs", &[], "").await;
    assert_eq!(taken.status, 409);
    assert!(
        taken.text().contains("<Code>BucketAlreadyExists</Code>"),
        "{}",
        taken.text()
    );
    let get = "GET /2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:f";
    let refused = send_as(&emulator, "test", get, &[], "").await;
    assert_eq!(refused.status, 403);
    assert_eq!(
        refused.header("x-amzn-errortype"),
        Some("AccessDeniedException")
    );
    let get = "GET /2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:f";
    assert_eq!(send_as(&emulator, "test", get, &[], "").await.status, 404);
}

#[tokio::test]
async fn a_refusal_stands_in_the_request_log_with_its_reason() {
    let emulator = start().await;
    send_as(&emulator, "111122223333", "PUT /logs", &[], "").await;
    let told = send_as(&emulator, "test", "GET /logs/a", &[], "").await;
    let message = "<Message>Access Denied</Message>";
    assert!(told.text().contains(message), "{}", told.text());
    let log = send(
        &emulator,
        "GET /_emulator/requests?operation=GetObject",
        &[],
        b"",
    )
    .await;
    let line = log.json()["requests"][0].clone();
    assert_eq!(line["outcome"], "AccessDenied");
    assert_eq!(
        line["reason"],
        "User: arn:aws:iam::000000000000:root is not authorized to perform: s3:GetObject on resource: \
         \"arn:aws:s3:::logs/a\" because no resource-based policy allows the s3:GetObject action"
    );
}
