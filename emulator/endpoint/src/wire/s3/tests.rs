//! S3 as clients meet it: HTTP requests in, HTTP answers out, without a socket between.

mod statuses;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::S3Front;
use crate::aws::Aws;
use crate::clock::Clock;
use crate::wire::code::code_of;
use crate::wire::scope;
use crate::world::World;
use crate::world::bucket::checksum::Hasher;
use crate::world::bucket::{BodyId, ChecksumAlgorithm, CreateBucket};
use crate::world::function::{AddPermission, CreateFunction, FunctionCode};
use crate::world::origin::{Caller, Origin, Region};
use crate::world::queue::{CreateQueue, ReceiveMessage};

struct S3 {
    aws: Arc<Aws>,
    front: S3Front,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The text of the first element of this name.
    fn element(&self, name: &str) -> &str {
        let (_, after) = self
            .text()
            .split_once(&format!("<{name}>"))
            .unwrap_or_default();
        after
            .split_once(&format!("</{name}>"))
            .unwrap_or_default()
            .0
    }

    fn elements(&self, name: &str) -> Vec<&str> {
        let starts = self
            .text()
            .split(&format!("<{name}>"))
            .skip(1)
            .collect::<Vec<_>>();
        let end = format!("</{name}>");
        starts
            .iter()
            .map(|after| after.split_once(&end).unwrap().0)
            .collect()
    }
}

impl S3 {
    /// With a bucket called `logs` in us-east-1.
    fn new() -> Self {
        let aws = Arc::new(Aws::new(World::new(1), Arc::new(Clock::stepped()), code_of));
        let create = CreateBucket {
            bucket: "logs".to_owned(),
            location_constraint: None,
        };
        aws.call(&Origin::default(), create).unwrap();
        let front = S3Front::new(Arc::clone(&aws), crate::wire::unread::Unread::Refused);
        Self { aws, front }
    }

    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let id = self.front.request_id();
        let (headers, uri) = (request.headers(), request.uri());
        let scope = scope::credential_scope(headers, uri);
        let origin = scope::origin(
            scope.as_ref(),
            headers,
            uri,
            std::net::Ipv4Addr::LOCALHOST.into(),
            Arc::clone(&id),
        );
        self.front.call(request, origin, &id).await
    }

    /// `call` is `METHOD uri`.
    async fn send(&self, call: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let (method, uri) = call.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(uri);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:4566");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let (parts, body) = self.answer(request).await.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }

    /// A request that has a length, as XML must.
    async fn send_text(&self, call: &str, headers: &[(&str, &str)], text: &str) -> Answer {
        let length = text.len().to_string();
        let mut headers = headers.to_vec();
        headers.push(("content-length", &length));
        self.send(call, &headers, text.to_owned()).await
    }

    async fn get(&self, call: &str) -> Answer {
        self.send(&format!("GET {call}"), &[], Body::empty()).await
    }

    async fn put(&self, path: &str, text: &str) -> Answer {
        self.send_text(&format!("PUT {path}"), &[], text).await
    }

    /// Sends the notifications of `logs` to a queue called `q`.
    async fn notify(&self) {
        let policy = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "s3.amazonaws.com" },
            "Action": "sqs:SendMessage",
        }] });
        let create = json!({ "QueueName": "q", "Attributes": { "Policy": policy.to_string() } });
        let create: CreateQueue = serde_json::from_value(create).unwrap();
        self.aws.call(&Origin::default(), create).unwrap();
        let configuration = "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>";
        let answer = self.put("/logs?notification", configuration).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }

    /// The bodies of the messages in `q`, read without end of visibility.
    fn messages(&self) -> Vec<Value> {
        let receive = json!({ "QueueUrl": "http://x/000000000000/q", "MaxNumberOfMessages": 10 });
        let receive: ReceiveMessage = serde_json::from_value(receive).unwrap();
        let received = self.aws.call(&Origin::default(), receive).unwrap();
        let received = serde_json::to_value(received).unwrap();
        let messages = received["Messages"].as_array().cloned().unwrap_or_default();
        let body =
            |message: &Value| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
        messages.iter().map(body).collect()
    }
}

fn checksum(algorithm: ChecksumAlgorithm, text: &str) -> String {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(text.as_bytes());
    hasher.finish().value
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let s3 = S3::new();
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
        ("cache-control", "no-cache"),
        ("x-amz-meta-who", "me"),
    ];
    let put = s3
        .send_text("PUT /logs/a/b%20c", &headers, "hello world")
        .await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    assert_eq!(put.header("etag"), "\"5eb63bbbe01eeed093cb22bb8f5acdc3\"");
    let got = s3.get("/logs/a/b%20c").await;
    assert_eq!(got.text(), "hello world");
    for (name, value) in headers {
        assert_eq!(got.header(name), value);
    }
    assert_eq!(got.header("content-length"), "11");
    assert_eq!(got.header("x-amz-server-side-encryption"), "AES256");
    assert!(!got.header("last-modified").is_empty());
    let head = s3.send("HEAD /logs/a/b%20c", &[], Body::empty()).await;
    assert_eq!(head.header("content-length"), "11");
    assert_eq!(head.header("etag"), put.header("etag"));
}

#[tokio::test]
async fn ranges_are_partial_content() {
    let s3 = S3::new();
    s3.put("/logs/k", "0123456789").await;
    let range = async |range: &str| {
        s3.send("GET /logs/k", &[("range", range)], Body::empty())
            .await
    };
    let part = range("bytes=2-4").await;
    assert_eq!(
        (part.status, part.text()),
        (StatusCode::PARTIAL_CONTENT, "234")
    );
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    assert_eq!(range("bytes=-3").await.text(), "789");
    assert_eq!(range("bytes=7-").await.text(), "789");
    assert_eq!(range("bytes=-15").await.text(), "0123456789");
    let beyond = range("bytes=7-99999999999999999999999").await;
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (StatusCode::PARTIAL_CONTENT, "bytes 7-9/10")
    );
}

#[tokio::test]
async fn a_range_that_is_none_is_passed_over() {
    let s3 = S3::new();
    s3.put("/logs/k", "0123456789").await;
    for range in [
        "bytes=0-1,3-4",
        "bytes=0-1, 3-4",
        "0-1",
        "bytes=-",
        "bytes=1-0",
        "bytes=0--1",
        "bytes=-1-",
        "bytes=",
        "bytes",
        "bytes=a-b",
        "bytes=0-1-2",
        "bytes=+1-2",
        "items=0-1",
        "bytes=-1-99999999999999999999999",
        "",
    ] {
        for method in ["GET", "HEAD"] {
            let call = format!("{method} /logs/k");
            let whole = s3.send(&call, &[("range", range)], Body::empty()).await;
            assert_eq!(whole.status, StatusCode::OK, "{method} {range:?}");
            assert_eq!(whole.header("content-range"), "", "{method} {range:?}");
            assert_eq!(whole.header("content-length"), "10", "{method} {range:?}");
        }
    }
    let twice = [("range", "bytes=0-1"), ("range", "bytes=3-4")];
    let whole = s3.send("GET /logs/k", &twice, Body::empty()).await;
    assert_eq!((whole.status, whole.text()), (StatusCode::OK, "0123456789"));
}

#[tokio::test]
async fn a_range_beyond_the_end_is_refused_with_what_was_asked_and_what_there_is() {
    let s3 = S3::new();
    s3.put("/logs/k", "0123456789").await;
    for range in [
        "bytes=10-",
        "bytes=10-12",
        "bytes=-0",
        "bytes=99999999999999999999999-",
    ] {
        let head = s3
            .send("HEAD /logs/k", &[("range", range)], Body::empty())
            .await;
        assert_eq!(head.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        let got = s3
            .send("GET /logs/k", &[("range", range)], Body::empty())
            .await;
        assert_eq!(got.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        assert_eq!(got.element("Code"), "InvalidRange");
        assert_eq!(
            got.element("Message"),
            "The requested range is not satisfiable"
        );
        assert_eq!(got.element("RangeRequested"), range);
        assert_eq!(got.element("ActualObjectSize"), "10");
        assert_eq!(got.header("content-range"), "bytes */10");
    }
}

#[tokio::test]
async fn the_end_of_an_empty_object_is_the_empty_object() {
    let s3 = S3::new();
    s3.put("/logs/empty", "").await;
    for (range, status) in [
        ("bytes=-1", StatusCode::OK),
        ("bytes=-500000", StatusCode::OK),
        ("bytes=0-1,2-3", StatusCode::OK),
        ("bytes=0-", StatusCode::RANGE_NOT_SATISFIABLE),
        ("bytes=0-0", StatusCode::RANGE_NOT_SATISFIABLE),
        ("bytes=-0", StatusCode::RANGE_NOT_SATISFIABLE),
    ] {
        let got = s3
            .send("GET /logs/empty", &[("range", range)], Body::empty())
            .await;
        assert_eq!(got.status, status, "{range}");
        if status == StatusCode::OK {
            assert_eq!((got.text(), got.header("content-range")), ("", ""));
        } else {
            assert_eq!(got.element("ActualObjectSize"), "0", "{range}");
        }
    }
}

#[tokio::test]
async fn a_range_to_copy_must_be_one_with_both_its_ends() {
    let s3 = S3::new();
    s3.put("/logs/from", "0123456789").await;
    let begun = s3.send("POST /logs/to?uploads", &[], Body::empty()).await;
    let call = format!(
        "PUT /logs/to?partNumber=1&uploadId={}",
        begun.element("UploadId")
    );
    let copy = async |range: &str| {
        let headers = [
            ("x-amz-copy-source", "/logs/from"),
            ("x-amz-copy-source-range", range),
        ];
        s3.send(&call, &headers, Body::empty()).await
    };
    assert_eq!(copy("bytes=2-4").await.status, StatusCode::OK);
    for range in ["0-1", "bytes=-3", "bytes=3-", "bytes=1-0", "bytes=0-1,3-4"] {
        let refused = copy(range).await;
        assert_eq!(
            (refused.status, refused.element("Code")),
            (StatusCode::BAD_REQUEST, "InvalidArgument"),
            "{range}"
        );
    }
}

#[tokio::test]
async fn a_lifecycle_tells_from_which_size_on_objects_move() {
    const SIZE: &str = "x-amz-transition-default-minimum-object-size";
    let s3 = S3::new();
    let rules = "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    let put =
        async |headers: &[(&str, &str)]| s3.send_text("PUT /logs?lifecycle", headers, rules).await;
    for (headers, expected) in [
        (&[][..], "all_storage_classes_128K"),
        (
            &[(SIZE, "varies_by_storage_class")],
            "varies_by_storage_class",
        ),
        (
            &[(SIZE, "all_storage_classes_128K")],
            "all_storage_classes_128K",
        ),
    ] {
        let answer = put(headers).await;
        assert_eq!(
            (answer.status, answer.header(SIZE)),
            (StatusCode::OK, expected)
        );
        let got = s3.get("/logs?lifecycle").await;
        assert_eq!(got.header(SIZE), expected);
        assert_eq!(got.element("ID"), "r");
    }
    for wrong in ["", "all_storage_classes_128k", "64K"] {
        let refused = put(&[(SIZE, wrong)]).await;
        assert_eq!(
            (refused.status, refused.element("Code")),
            (StatusCode::BAD_REQUEST, "InvalidRequest"),
            "{wrong:?}"
        );
    }
    s3.send("DELETE /logs?lifecycle", &[], Body::empty()).await;
    let gone = s3.get("/logs?lifecycle").await;
    assert_eq!(gone.element("Code"), "NoSuchLifecycleConfiguration");
}

/// SDKs send a request again that was answered with 5xx, up to 25 times: 501 would cost minutes.
#[tokio::test]
async fn an_operation_of_s3_that_is_not_built_is_named_and_not_tried_again() {
    let s3 = S3::new();
    s3.put("/logs/k", "kept").await;
    for (call, operation) in [
        ("PUT /logs?website", "PutBucketWebsite"),
        ("PUT /logs?logging", "PutBucketLogging"),
        ("PUT /logs?accelerate", "PutBucketAccelerateConfiguration"),
        ("PUT /logs?object-lock", "PutObjectLockConfiguration"),
        ("DELETE /logs?website", "DeleteBucketWebsite"),
        ("DELETE /logs?replication", "DeleteBucketReplication"),
        ("PUT /logs?requestPayment=", "PutBucketRequestPayment"),
        ("GET /logs?analytics", "ListBucketAnalyticsConfigurations"),
        (
            "GET /logs?analytics&id=a",
            "GetBucketAnalyticsConfiguration",
        ),
        (
            "PUT /logs?inventory&id=a",
            "PutBucketInventoryConfiguration",
        ),
        (
            "DELETE /logs?metrics&id=a",
            "DeleteBucketMetricsConfiguration",
        ),
        (
            "GET /logs?intelligent-tiering",
            "ListBucketIntelligentTieringConfigurations",
        ),
        ("GET /logs?policyStatus", "GetBucketPolicyStatus"),
        ("GET /logs?session", "CreateSession"),
        ("GET /logs?abac", "GetBucketAbac"),
        ("PUT /logs?abac", "PutBucketAbac"),
        (
            "GET /logs?metadataConfiguration",
            "GetBucketMetadataConfiguration",
        ),
        (
            "DELETE /logs?metadataConfiguration",
            "DeleteBucketMetadataConfiguration",
        ),
        ("PUT /logs?acl", "PutBucketAcl"),
        ("GET /logs/k?acl", "GetObjectAcl"),
        ("PUT /logs/k?acl", "PutObjectAcl"),
        ("GET /logs/k?torrent", "GetObjectTorrent"),
        ("PUT /logs/k?retention", "PutObjectRetention"),
        ("GET /logs/k?legal-hold", "GetObjectLegalHold"),
        ("POST /logs/k?restore", "RestoreObject"),
        ("POST /logs/k?select&select-type=2", "SelectObjectContent"),
        ("PUT /logs/k?renameObject", "RenameObject"),
        ("PUT /logs/k?encryption", "UpdateObjectEncryption"),
        ("POST /WriteGetObjectResponse", "WriteGetObjectResponse"),
        // No bucket of that name: the operation is missing all the same.
        ("GET /absent?analytics", "ListBucketAnalyticsConfigurations"),
    ] {
        let answer = s3.send_text(call, &[], "").await;
        assert_eq!(
            (answer.status, answer.element("Code")),
            (StatusCode::BAD_REQUEST, "NotImplemented"),
            "{call}: {}",
            answer.text()
        );
        let message = answer.element("Message");
        assert!(
            message.contains(operation) && message.contains("Amazon S3"),
            "{call}: {message}"
        );
    }
    let by_host = [("host", "logs.s3.us-east-1.amazonaws.com")];
    let answer = s3.send("GET /?analytics", &by_host, Body::empty()).await;
    assert_eq!(answer.element("Code"), "NotImplemented");
    assert_eq!(s3.get("/logs/k").await.text(), "kept");
}

#[tokio::test]
async fn a_parameter_that_nobody_reads_is_refused_by_name() {
    let mut s3 = S3::new();
    let requests = [
        (
            "PUT /logs/k",
            ("x-amz-server-side-encryption-bucket-key-enabled", "true"),
            "BucketKeyEnabled of PutObject",
        ),
        (
            "PUT /logs/k",
            ("x-amz-server-side-encryption-context", "e30="),
            "SSEKMSEncryptionContext of PutObject",
        ),
        (
            "GET /logs/k",
            ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
            "SSECustomerAlgorithm of GetObject",
        ),
        (
            "GET /logs?list-type=2",
            ("x-amz-optional-object-attributes", "RestoreStatus"),
            "OptionalObjectAttributes of ListObjectsV2",
        ),
        (
            "DELETE /logs/k",
            ("x-amz-if-match-size", "3"),
            "IfMatchSize of DeleteObject",
        ),
        (
            "PUT /other",
            ("x-amz-object-ownership", "ObjectWriter"),
            "ObjectOwnership of CreateBucket",
        ),
    ];
    for (call, header, named) in requests {
        let answer = s3.send_text(call, &[header], "").await;
        assert_eq!(answer.element("Code"), "NotImplemented", "{named}");
        assert!(answer.text().contains(named), "{}", answer.text());
    }
    assert_eq!(s3.get("/logs/k").await.status, StatusCode::NOT_FOUND);
    s3.front = S3Front::new(Arc::clone(&s3.aws), crate::wire::unread::Unread::Told);
    let (call, header, _) = requests[0];
    let answer = s3.send_text(call, &[header], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

/// Buckets allow no ACLs, which is what new buckets do.
#[tokio::test]
async fn another_owner_is_denied_and_an_acl_is_refused() {
    let s3 = S3::new();
    let owner = |account| ("x-amz-expected-bucket-owner", account);
    let own = s3
        .send(
            "GET /logs?location",
            &[owner("000000000000")],
            Body::empty(),
        )
        .await;
    assert_eq!(own.status, StatusCode::OK);
    let another = s3
        .send_text("PUT /logs/k", &[owner("111111111111")], "x")
        .await;
    assert_eq!(
        (another.status, another.element("Code")),
        (StatusCode::FORBIDDEN, "AccessDenied")
    );
    for (call, acl, code) in [
        (
            "PUT /logs/k",
            "public-read",
            "AccessControlListNotSupported",
        ),
        (
            "PUT /other",
            "public-read",
            "InvalidBucketAclWithObjectOwnership",
        ),
    ] {
        let answer = s3.send_text(call, &[("x-amz-acl", acl)], "").await;
        assert_eq!(
            (answer.status, answer.element("Code")),
            (StatusCode::BAD_REQUEST, code)
        );
    }
    for (call, acl) in [
        ("PUT /logs/k", "bucket-owner-full-control"),
        ("PUT /other", "private"),
    ] {
        let answer = s3.send_text(call, &[("x-amz-acl", acl)], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
}

/// AWS's SDKs send `Expect: 100-continue` with what they put, and wait.
#[tokio::test]
async fn who_may_not_put_is_told_before_the_bytes_are_read() {
    let s3 = S3::new();
    let begun = s3.send_text("POST /logs/big?uploads", &[], "").await;
    let upload = format!(
        "PUT /logs/big?partNumber=1&uploadId={}",
        begun.element("UploadId")
    );
    let stranger = "AWS4-HMAC-SHA256 Credential=111122223333/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
    for call in ["PUT /logs/k", &upload] {
        for expects in [true, false] {
            let read = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&read);
            let pieces = (0..3).map(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
                Ok::<_, std::io::Error>("0123456789")
            });
            let mut headers = vec![("authorization", stranger), ("content-length", "30")];
            if expects {
                headers.push(("expect", "100-continue"));
            }
            let body = Body::from_stream(stream::iter(pieces));
            let refused = s3.send(call, &headers, body).await;
            assert_eq!(
                (refused.status, refused.element("Code")),
                (StatusCode::FORBIDDEN, "AccessDenied"),
                "{call}"
            );
            let expected = if expects { 0 } else { 3 };
            assert_eq!(read.load(Ordering::Relaxed), expected, "{call}");
        }
    }
    let kept = (0..8).find(|id| s3.aws.bodies().open(BodyId(*id)).is_some());
    assert_eq!(kept, None);
}

/// Few bytes are here before anybody could be told anything: one decision, one look at the world.
#[tokio::test]
async fn a_put_of_few_bytes_is_judged_once() {
    let s3 = S3::new();
    let changes = s3.aws.changes();
    let before = *changes.borrow();
    let put = s3.put("/logs/k", "0123456789").await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    assert_eq!(*changes.borrow() - before, 1);
}

/// Whatever is wrong with the bytes as well.
#[tokio::test]
async fn who_may_not_put_few_bytes_is_told_that_first() {
    let s3 = S3::new();
    let stranger = "AWS4-HMAC-SHA256 Credential=111122223333/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
    let headers = [("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")];
    let refused = s3.send_text("PUT /logs/k", &headers, "a").await;
    assert_eq!(refused.element("Code"), "BadDigest");
    let headers = [headers.as_slice(), &[("authorization", stranger)]].concat();
    let refused = s3.send_text("PUT /logs/k", &headers, "a").await;
    assert_eq!(refused.element("Code"), "AccessDenied");
    let kept = (0..8).find(|id| s3.aws.bodies().open(BodyId(*id)).is_some());
    assert_eq!(kept, None);
}

#[tokio::test]
async fn a_bucket_notifies_functions_that_let_it() {
    let s3 = S3::new();
    let function = CreateFunction {
        function_name: "f".to_owned(),
        code: FunctionCode {
            executable_path: Some("/opt/bootstrap".into()),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    };
    let emulator = Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    };
    s3.aws.call(&emulator, function).unwrap();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let configuration = format!(
        "<NotificationConfiguration><CloudFunctionConfiguration><Id>one</Id><CloudFunction>{arn}</CloudFunction><Event>s3:ObjectCreated:*</Event>\
         <Filter><S3Key><FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule></S3Key></Filter></CloudFunctionConfiguration></NotificationConfiguration>"
    );
    let refused = s3.put("/logs?notification", &configuration).await;
    assert_eq!(
        (
            refused.status,
            refused.element("Code"),
            refused.element("Message")
        ),
        (
            StatusCode::BAD_REQUEST,
            "InvalidArgument",
            "Unable to validate the following destination configurations"
        )
    );
    let permission = json!({
        "FunctionName": "f", "StatementId": "s3", "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::logs", "SourceAccount": "000000000000",
    });
    let permission: AddPermission = serde_json::from_value(permission).unwrap();
    s3.aws.call(&Origin::default(), permission).unwrap();
    let taken = s3.put("/logs?notification", &configuration).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let read = s3.get("/logs?notification").await;
    assert_eq!(read.element("CloudFunction"), arn);
    assert_eq!(read.element("Id"), "one");
    assert_eq!(
        (read.element("Name"), read.element("Value")),
        ("Prefix", "in/")
    );
}

/// The reads of Terraform on each refresh, each with its own answer.
#[tokio::test]
async fn a_new_bucket_is_read_as_on_s3() {
    let s3 = S3::new();
    for (subresource, code) in [
        ("cors", "NoSuchCORSConfiguration"),
        ("lifecycle", "NoSuchLifecycleConfiguration"),
        ("object-lock", "ObjectLockConfigurationNotFoundError"),
        ("policy", "NoSuchBucketPolicy"),
        ("replication", "ReplicationConfigurationNotFoundError"),
        ("tagging", "NoSuchTagSet"),
        ("website", "NoSuchWebsiteConfiguration"),
    ] {
        let answer = s3.get(&format!("/logs?{subresource}")).await;
        let told = (answer.status, answer.element("Code"));
        assert_eq!(told, (StatusCode::NOT_FOUND, code));
        let nowhere = s3.get(&format!("/nowhere?{subresource}")).await;
        assert_eq!(nowhere.element("Code"), "NoSuchBucket", "{subresource}");
    }
    for (subresource, element, text) in [
        ("accelerate", "Status", ""),
        ("logging", "LoggingEnabled", ""),
        ("requestPayment", "Payer", "BucketOwner"),
        ("encryption", "SSEAlgorithm", "AES256"),
        (
            "ownershipControls",
            "ObjectOwnership",
            "BucketOwnerEnforced",
        ),
        ("publicAccessBlock", "RestrictPublicBuckets", "true"),
    ] {
        let answer = s3.get(&format!("/logs?{subresource}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{subresource}");
        assert_eq!(answer.element(element), text, "{subresource}");
        let nowhere = s3.get(&format!("/nowhere?{subresource}")).await;
        assert_eq!(nowhere.element("Code"), "NoSuchBucket", "{subresource}");
    }
    for (subresource, code) in [
        ("ownershipControls", "OwnershipControlsNotFoundError"),
        ("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"),
        ("encryption", ""),
    ] {
        let call = format!("DELETE /logs?{subresource}");
        let deleted = s3.send(&call, &[], Body::empty()).await;
        assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{subresource}");
        let answer = s3.get(&format!("/logs?{subresource}")).await;
        assert_eq!(answer.element("Code"), code, "{subresource}");
    }
}

/// What S3 does not have either must not be taken for the operation on the whole bucket or object.
#[tokio::test]
async fn a_subresource_that_is_not_deleted_or_written_leaves_bucket_and_object_alone() {
    let s3 = S3::new();
    s3.put("/logs/k", "kept").await;
    for call in [
        "DELETE /logs?versioning",
        "DELETE /logs?acl",
        "DELETE /logs?notification",
        "PUT /logs?location",
        "PUT /logs?versions",
        "DELETE /logs/k?acl",
        "DELETE /logs/k?retention",
        "PUT /logs/k?torrent",
        "PUT /logs/k?attributes",
    ] {
        let answer = s3.send_text(call, &[], "").await;
        assert_eq!(
            (answer.status, answer.element("Code")),
            (StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
            "{call}: {}",
            answer.text()
        );
    }
    assert_eq!(s3.get("/logs/k").await.text(), "kept");
}

#[tokio::test]
async fn an_object_that_is_known_already_is_not_sent_again() {
    let s3 = S3::new();
    let e_tag = s3.put("/logs/k", "x").await.header("etag").to_owned();
    let known = s3
        .send("GET /logs/k", &[("if-none-match", &e_tag)], Body::empty())
        .await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    assert_eq!(known.header("etag"), e_tag);
    let other = s3
        .send("GET /logs/k", &[("if-match", "\"other\"")], Body::empty())
        .await;
    assert_eq!(other.status, StatusCode::PRECONDITION_FAILED);
}

/// How each client streams over plain HTTP, with the checksum behind the bytes.
#[tokio::test]
async fn aws_chunked_bodies_are_stored_decoded_and_their_trailers_checked() {
    let s3 = S3::new();
    let crc32 = checksum(ChecksumAlgorithm::Crc32, "hello");
    let signed = format!(
        "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\nx-amz-checksum-crc32:{crc32}\r\nx-amz-trailer-signature:ef\r\n\r\n"
    );
    let headers = [
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AK/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x",
        ),
        ("content-encoding", "aws-chunked"),
        (
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        ),
        ("x-amz-decoded-content-length", "5"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let put = s3.send_text("PUT /logs/k", &headers, &signed).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    assert_eq!(put.header("x-amz-checksum-crc32"), crc32);
    let got = s3
        .send(
            "GET /logs/k",
            &[("x-amz-checksum-mode", "ENABLED")],
            Body::empty(),
        )
        .await;
    assert_eq!(
        (got.text(), got.header("x-amz-checksum-crc32")),
        ("hello", crc32.as_str())
    );
    assert_eq!(got.header("content-encoding"), "");

    let wrong = signed.replace("hello", "jello");
    let refused = s3.send_text("PUT /logs/wrong", &headers, &wrong).await;
    assert_eq!(
        (refused.status, refused.element("Code")),
        (StatusCode::BAD_REQUEST, "BadDigest")
    );
    assert_eq!(s3.get("/logs/wrong").await.element("Code"), "NoSuchKey");

    let cut = signed.split_at(25).0;
    let refused = s3.send_text("PUT /logs/cut", &headers, cut).await;
    assert_eq!(refused.element("Code"), "IncompleteBody");
}

#[tokio::test]
async fn every_checksum_that_a_client_sends_is_checked() {
    let s3 = S3::new();
    for algorithm in ChecksumAlgorithm::ALL {
        let name = format!("x-amz-checksum-{}", algorithm.name().to_lowercase());
        let good = checksum(algorithm, "hello");
        let put = s3
            .send_text("PUT /logs/k", &[(&name, &good)], "hello")
            .await;
        assert_eq!(
            (put.status, put.header(&name)),
            (StatusCode::OK, good.as_str()),
            "{name}"
        );
        let put = s3
            .send_text("PUT /logs/k", &[(&name, &good)], "jello")
            .await;
        assert_eq!(put.element("Code"), "BadDigest", "{name}");
    }
    let put = s3
        .send_text(
            "PUT /logs/k",
            &[("x-amz-checksum-xxhash64", "AAAAAAAAAAA=")],
            "hello",
        )
        .await;
    assert_eq!(put.element("Code"), "NotImplemented");
    let md5 = BASE64.encode([0; 16]);
    let put = s3
        .send_text("PUT /logs/k", &[("content-md5", &md5)], "hello")
        .await;
    assert_eq!(put.element("Code"), "BadDigest");
    let put = s3
        .send_text("PUT /logs/k", &[("content-md5", "x")], "hello")
        .await;
    assert_eq!(put.element("Code"), "InvalidDigest");
    let sha256 = "0".repeat(64);
    let put = s3
        .send_text("PUT /logs/k", &[("x-amz-content-sha256", &sha256)], "hello")
        .await;
    assert_eq!(put.element("Code"), "XAmzContentSHA256Mismatch");
}

#[tokio::test]
async fn buckets_are_found_by_path_and_by_host() {
    let s3 = S3::new();
    s3.put("/logs/k", "by path").await;
    for host in [
        "logs.localhost:4566",
        "logs.s3.us-east-1.amazonaws.com",
        "logs.s3.localhost.localstack.cloud",
        "logs.s3.localhost.localstack.cloud:4566",
        "logs.s3.us-east-1.localhost.localstack.cloud:4566",
    ] {
        let got = s3.send("GET /k", &[("host", host)], Body::empty()).await;
        assert_eq!(got.text(), "by path", "{host}");
    }
    for host in [
        "localhost:4566",
        "localhost.localstack.cloud:4566",
        "s3.localhost.localstack.cloud",
        "s3.us-east-1.localhost.localstack.cloud:4566",
    ] {
        let got = s3
            .send("GET /logs/k", &[("host", host)], Body::empty())
            .await;
        assert_eq!(got.text(), "by path", "{host}");
    }
}

#[tokio::test]
async fn a_presigned_url_needs_nothing_else() {
    let s3 = S3::new();
    s3.put("/logs/k", "x").await;
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20200101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20200101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=ab";
    assert_eq!(s3.get(&format!("/logs/k?{query}")).await.text(), "x");
}

#[tokio::test]
async fn a_bucket_of_another_region_says_where_it_is() {
    let s3 = S3::new();
    let signed = "AWS4-HMAC-SHA256 Credential=AK/20260419/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=x";
    let answer = s3
        .send("HEAD /logs", &[("authorization", signed)], Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(answer.header("x-amz-bucket-region"), "us-east-1");
    let location = s3
        .send(
            "GET /logs?location",
            &[("authorization", signed)],
            Body::empty(),
        )
        .await;
    assert_eq!(location.status, StatusCode::OK);
}

#[tokio::test]
async fn errors_have_code_message_and_ids() {
    let s3 = S3::new();
    let answer = s3.get("/absent/k").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.element("Code"), "NoSuchBucket");
    assert_eq!(
        answer.element("Message"),
        "The specified bucket does not exist"
    );
    assert_eq!(
        answer.element("RequestId"),
        answer.header("x-amz-request-id")
    );
    let answer = s3.get("/A_b").await;
    assert_eq!(
        answer.element("Message"),
        "The specified bucket is not valid."
    );
    let answer = s3
        .send_text("POST /logs?delete", &[], "<Delete><nonsense/></Delete>")
        .await;
    assert_eq!(answer.element("Code"), "MalformedXML");
    assert!(!answer.element("Message").is_empty());
}

#[tokio::test]
async fn keys_are_listed_page_by_page_and_url_encoded_for_who_asks() {
    let s3 = S3::new();
    for key in ["a%20b", "c/1", "c/2", "d"] {
        s3.put(&format!("/logs/{key}"), "x").await;
    }
    let first = s3
        .get("/logs?list-type=2&max-keys=2&delimiter=/&encoding-type=url")
        .await;
    assert_eq!(first.elements("Key"), ["a%20b"]);
    assert_eq!(first.element("CommonPrefixes"), "<Prefix>c/</Prefix>");
    assert_eq!(
        (first.element("IsTruncated"), first.element("KeyCount")),
        ("true", "2")
    );
    let token = first.element("NextContinuationToken");
    let second = s3
        .get(&format!(
            "/logs?list-type=2&delimiter=/&continuation-token={token}"
        ))
        .await;
    assert_eq!(second.elements("Key"), ["d"]);
    assert_eq!(second.element("IsTruncated"), "false");
    let old = s3.get("/logs?marker=c/1").await;
    assert_eq!(old.elements("Key"), ["c/2", "d"]);
    let plain = s3.get("/logs?list-type=2&prefix=a").await;
    assert_eq!(plain.elements("Key"), ["a b"]);
}

#[tokio::test]
async fn a_deleted_key_of_a_versioned_bucket_says_so() {
    let s3 = S3::new();
    let enable = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    s3.put("/logs?versioning", enable).await;
    let version = s3
        .put("/logs/k", "x")
        .await
        .header("x-amz-version-id")
        .to_owned();
    let deleted = s3.send("DELETE /logs/k", &[], Body::empty()).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(deleted.header("x-amz-delete-marker"), "true");
    let marker = deleted.header("x-amz-version-id");
    let gone = s3.get("/logs/k").await;
    assert_eq!(
        (gone.status, gone.header("x-amz-delete-marker")),
        (StatusCode::NOT_FOUND, "true")
    );
    let named = s3.get(&format!("/logs/k?versionId={marker}")).await;
    assert_eq!(named.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(
        s3.get(&format!("/logs/k?versionId={version}")).await.text(),
        "x"
    );
}

#[tokio::test]
async fn an_object_is_read_to_its_end_though_it_is_overwritten() {
    let s3 = S3::new();
    let old = "o".repeat(100_000);
    s3.put("/logs/k", &old).await;
    let request = Request::get("/logs/k")
        .header("host", "127.0.0.1")
        .body(Body::empty());
    let reading = s3.answer(request.unwrap()).await;
    s3.put("/logs/k", "new").await;
    let read = reading.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(read, old);
    assert_eq!(s3.get("/logs/k").await.text(), "new");
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let s3 = S3::new();
    let broken: [Result<Bytes, std::io::Error>; 2] = [
        Ok(Bytes::from(vec![0; 100_000])),
        Err(std::io::Error::other("reset")),
    ];
    let answer = s3
        .send("PUT /logs/k", &[], Body::from_stream(stream::iter(broken)))
        .await;
    assert_eq!(answer.element("Code"), "IncompleteBody");
    assert_eq!(s3.get("/logs/k").await.element("Code"), "NoSuchKey");
}

#[tokio::test]
async fn copies_have_their_own_bytes() {
    let s3 = S3::new();
    let headers = [("content-type", "text/plain"), ("x-amz-meta-who", "me")];
    s3.send_text("PUT /logs/from", &headers, "hello").await;
    let source = ("x-amz-copy-source", "/logs/from");
    let copied = s3.send("PUT /logs/to", &[source], Body::empty()).await;
    assert_eq!(
        copied.element("ETag"),
        "\"5d41402abc4b2a76b9719d911017c592\"",
        "{}",
        copied.text()
    );
    s3.send("DELETE /logs/from", &[], Body::empty()).await;
    let got = s3.get("/logs/to").await;
    assert_eq!((got.text(), got.header("x-amz-meta-who")), ("hello", "me"));
    let replace = ("x-amz-metadata-directive", "REPLACE");
    let source = ("x-amz-copy-source", "/logs/to");
    s3.send(
        "PUT /logs/to",
        &[source, replace, ("x-amz-meta-who", "you")],
        Body::empty(),
    )
    .await;
    assert_eq!(s3.get("/logs/to").await.header("x-amz-meta-who"), "you");
    let onto_itself = s3.send("PUT /logs/to", &[source], Body::empty()).await;
    assert_eq!(onto_itself.element("Code"), "InvalidRequest");
}

#[tokio::test]
async fn parts_are_read_back_as_one_object() {
    let s3 = S3::new();
    let begun = s3.send("POST /logs/big?uploads", &[], Body::empty()).await;
    let upload_id = begun.element("UploadId");
    let mut listed = String::new();
    for (number, part) in [(1, "a".repeat(5 << 20)), (2, "b".to_owned())] {
        let uploaded = s3
            .put(
                &format!("/logs/big?partNumber={number}&uploadId={upload_id}"),
                &part,
            )
            .await;
        let e_tag = uploaded.header("etag");
        let _ = write!(
            listed,
            "<Part><PartNumber>{number}</PartNumber><ETag>{e_tag}</ETag></Part>"
        );
    }
    let complete = format!("<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>");
    let completed = s3
        .send_text(
            &format!("POST /logs/big?uploadId={upload_id}"),
            &[],
            &complete,
        )
        .await;
    // By `md5(bytes.fromhex(md5(part 1)) + bytes.fromhex(md5(part 2)))` in Python.
    assert_eq!(
        completed.element("ETag"),
        "\"e5a8c5272b26fc10581a21089559b006-2\"",
        "{}",
        completed.text()
    );
    let tail = s3
        .send("GET /logs/big", &[("range", "bytes=-3")], Body::empty())
        .await;
    assert_eq!(tail.text(), "aab");
    let second = s3.get("/logs/big?partNumber=2").await;
    assert_eq!(
        (second.text(), second.header("x-amz-mp-parts-count")),
        ("b", "2")
    );
}

#[tokio::test]
async fn what_is_put_is_announced_to_the_queue_within_the_same_request() {
    let s3 = S3::new();
    s3.notify().await;
    let messages = s3.messages();
    assert_eq!(messages[0]["Event"], "s3:TestEvent");
    s3.put("/logs/AWSLogs/a%20b%2Bc.json.gz", "x").await;
    let form = concat!(
        "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nposted\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
    );
    let posted = s3
        .send_text(
            "POST /logs",
            &[("content-type", "multipart/form-data; boundary=b")],
            form,
        )
        .await;
    assert!(posted.status.is_success(), "{}", posted.text());
    let mut seen: Vec<_> = s3
        .messages()
        .iter()
        .map(|message| {
            let record = &message["Records"][0];
            (
                record["eventName"].to_string(),
                record["s3"]["object"]["key"].to_string(),
            )
        })
        .collect();
    seen.sort();
    let expected = [
        ("\"ObjectCreated:Post\"", "\"posted\""),
        ("\"ObjectCreated:Put\"", "\"AWSLogs/a+b%2Bc.json.gz\""),
    ];
    assert_eq!(
        seen,
        expected.map(|(event, key)| (event.to_owned(), key.to_owned()))
    );
}

/// Source: what AWS answered in <https://github.com/boto/boto3/issues/1213>, <https://github.com/versity/versitygw/issues/1232> and
/// <https://github.com/open-io/swift3/pull/92>; that of a value beside the second's is after it, and that of `aws:` unverified.
#[tokio::test]
async fn tags_that_no_object_may_have_are_refused_in_s3s_words() {
    let s3 = S3::new();
    s3.put("/logs/k", "x").await;
    let tags = |pairs: &[(String, String)]| {
        let tags = pairs
            .iter()
            .map(|(key, value)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"));
        let tags: String = tags.collect();
        format!("<Tagging><TagSet>{tags}</TagSet></Tagging>")
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let many = |count: usize| (0..count).map(|n| pair(&format!("k{n}"), "v")).collect();
    let invalid_key = ("InvalidTag", "The TagKey you have provided is invalid");
    let invalid_value = ("InvalidTag", "The TagValue you have provided is invalid");
    let twice = (
        "InvalidTag",
        "Cannot provide multiple Tags with the same key",
    );
    let too_many = ("BadRequest", "Object tags cannot be greater than 10");
    let system = (
        "InvalidTag",
        "System tags cannot be added/updated by requester",
    );
    for (pairs, refusal) in [
        (many(11), too_many),
        (vec![pair("", "v")], invalid_key),
        (vec![pair(&"k".repeat(129), "v")], invalid_key),
        (vec![pair("k*", "v")], invalid_key),
        (vec![pair("k&#10;", "v")], invalid_key),
        (vec![pair("k", &"v".repeat(257))], invalid_value),
        (vec![pair("k", "v?")], invalid_value),
        (vec![pair("aws:k", "v")], system),
        (vec![pair("k", "v"), pair("k", "w")], twice),
    ] {
        let refused = s3.put("/logs/k?tagging", &tags(&pairs)).await;
        assert_eq!(
            (refused.element("Code"), refused.element("Message")),
            refusal,
            "{pairs:?}"
        );
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    }
    let most = [
        many(10),
        vec![pair(&"k".repeat(128), &"v".repeat(256))],
        vec![pair("\u{e4} +-=._:/@1", "\u{e4} +-=._:/@1"), pair("k", "")],
    ];
    for pairs in most {
        let taken = s3.put("/logs/k?tagging", &tags(&pairs)).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    }
    let duplicate = "The header &apos;x-amz-tagging&apos; shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
    for call in ["PUT /logs/k", "POST /logs/k?uploads"] {
        let eleven = (0..11).map(|n| format!("k{n}=v"));
        let eleven = eleven.collect::<Vec<_>>().join("&");
        for (header, refusal) in [
            ("a=&a=", ("InvalidArgument", duplicate)),
            (&eleven, too_many),
            ("a%2A=b", invalid_key),
        ] {
            let refused = s3.send_text(call, &[("x-amz-tagging", header)], "").await;
            assert_eq!(
                (refused.element("Code"), refused.element("Message")),
                refusal,
                "{call} {header}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_without_bytes_counts_tags_too() {
    let s3 = S3::new();
    let tags = [("x-amz-tagging", "a=b&c=d")];
    s3.send_text("PUT /logs/k", &tags, "x").await;
    s3.put("/logs/bare", "x").await;
    for method in ["GET", "HEAD"] {
        let read = async |key: &str| {
            let call = format!("{method} /logs/{key}");
            s3.send(&call, &[], Body::empty()).await
        };
        assert_eq!(read("k").await.header("x-amz-tagging-count"), "2");
        assert!(
            !read("bare")
                .await
                .headers
                .contains_key("x-amz-tagging-count")
        );
    }
}

/// Nothing is restored here: what is archived stays so.
#[tokio::test]
async fn an_archived_object_is_described_and_not_read() {
    let s3 = S3::new();
    for class in ["GLACIER", "DEEP_ARCHIVE"] {
        let put = s3
            .send_text("PUT /logs/k", &[("x-amz-storage-class", class)], "x")
            .await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        let head = s3.send("HEAD /logs/k", &[], Body::empty()).await;
        assert_eq!(
            (head.status, head.header("x-amz-storage-class")),
            (StatusCode::OK, class)
        );
        let refused = s3.get("/logs/k").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(
            (refused.element("Code"), refused.element("Message")),
            (
                "InvalidObjectState",
                "The operation is not valid for the object&apos;s storage class"
            )
        );
        let copy = [("x-amz-copy-source", "logs/k")];
        let refused = s3.send("PUT /logs/copy", &copy, Body::empty()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.element("Code"), "InvalidObjectState");
    }
    s3.send_text("PUT /logs/k", &[("x-amz-storage-class", "GLACIER_IR")], "x")
        .await;
    assert_eq!(s3.get("/logs/k").await.text(), "x");
}

#[tokio::test]
async fn what_no_object_may_be_said_to_be_is_refused() {
    let s3 = S3::new();
    let long = "x".repeat(2049 - "a".len());
    for (name, value, code) in [
        ("x-amz-storage-class", "FOO", "InvalidStorageClass"),
        ("x-amz-server-side-encryption", "foo", "InvalidArgument"),
        ("x-amz-meta-a", &long, "MetadataTooLarge"),
    ] {
        for call in ["PUT /logs/k", "POST /logs/k?uploads"] {
            let refused = s3.send_text(call, &[(name, value)], "").await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{call} {name}");
            assert_eq!(refused.element("Code"), code, "{call} {name}");
        }
    }
    let longest = [("x-amz-meta-a", &long[1..])];
    let put = s3.send_text("PUT /logs/k", &longest, "").await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let kept = (0..8).filter(|id| s3.aws.bodies().open(BodyId(*id)).is_some());
    assert_eq!(kept.count(), 1, "of what was refused nothing is kept");
}

#[tokio::test]
async fn a_copy_may_not_name_a_delete_marker() {
    let s3 = S3::new();
    s3.put(
        "/logs?versioning",
        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    )
    .await;
    s3.put("/logs/k", "x").await;
    let deleted = s3.send("DELETE /logs/k", &[], Body::empty()).await;
    let source = format!("logs/k?versionId={}", deleted.header("x-amz-version-id"));
    let copy = [("x-amz-copy-source", source.as_str())];
    let refused = s3.send("PUT /logs/copy", &copy, Body::empty()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.element("Code"), "InvalidRequest");
}

/// SDKs try a 5xx again, up to 25 times.
#[tokio::test]
async fn a_broken_aws_chunked_body_is_the_clients_fault_whatever_it_is_for() {
    let s3 = S3::new();
    let begun = s3.send_text("POST /logs/k?uploads", &[], "").await;
    let complete = format!("POST /logs/k?uploadId={}", begun.element("UploadId"));
    let chunked = [("content-encoding", "aws-chunked")];
    for call in [
        "PUT /new",
        "PUT /logs?versioning",
        "POST /logs?delete",
        "PUT /logs?notification",
        "PUT /logs?tagging",
        "PUT /logs/k",
        &complete,
    ] {
        for (body, code) in [
            ("5\r\n<a", "IncompleteBody"),
            ("x\r\n\r\n", "InvalidRequest"),
        ] {
            let refused = s3.send_text(call, &chunked, body).await;
            assert_eq!(
                refused.status,
                StatusCode::BAD_REQUEST,
                "{call}: {}",
                refused.text()
            );
            assert_eq!(refused.element("Code"), code, "{call}");
        }
    }
}

/// Few bytes are believed to be few as long as they are.
#[tokio::test]
async fn more_bytes_than_were_announced_break_off_at_once() {
    let s3 = S3::new();
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let pieces = (0..1_000).map(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>("8\r\n01234567\r\n")
    });
    let headers = [
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "1"),
    ];
    let body = Body::from_stream(stream::iter(pieces));
    let refused = s3.send("PUT /logs/k", &headers, body).await;
    assert_eq!(refused.element("Code"), "IncompleteBody");
    assert!(read.load(Ordering::Relaxed) < 3);
}

#[tokio::test]
async fn configurations_are_given_back_as_they_came() {
    let s3 = S3::new();
    let tags = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
    assert_eq!(
        s3.get("/logs?tagging").await.element("Code"),
        "NoSuchTagSet"
    );
    s3.put("/logs?tagging", tags).await;
    assert_eq!(
        s3.get("/logs?tagging").await.element("Tag"),
        "<Key>a</Key><Value>b</Value>"
    );
    s3.send("DELETE /logs?tagging", &[], Body::empty()).await;
    assert_eq!(s3.get("/logs?tagging").await.status, StatusCode::NOT_FOUND);
    let nobody = r#"{"Version":"2012-10-17","Statement":[]}"#;
    for malformed in [nobody, "policy.json"] {
        let refused = s3.put("/logs?policy", malformed).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(refused.element("Code"), "MalformedPolicy");
    }
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}]}"#;
    s3.put("/logs?policy", policy).await;
    assert_eq!(s3.get("/logs?policy").await.text(), policy);
}

#[tokio::test]
async fn each_region_has_its_buckets_under_names_that_are_global() {
    let s3 = S3::new();
    let origin = Origin::default().in_region(Region::new("eu-west-1"));
    let create = CreateBucket {
        bucket: "euro".to_owned(),
        location_constraint: Some("eu-west-1".to_owned()),
    };
    s3.aws.call(&origin, create).unwrap();
    let listed = s3.get("/").await;
    assert_eq!(listed.elements("Name"), ["euro", "logs"]);
    assert_eq!(
        s3.get("/euro?location")
            .await
            .text()
            .matches("eu-west-1")
            .count(),
        1
    );
}

/// A user who may do this and nothing else, with the key that signs for it.
fn signed_by_user(s3: &S3, action: &str) -> String {
    use crate::world::iam::{CreateAccessKey, CreateUser, PutUserPolicy};
    let root = Origin::default();
    let user = CreateUser {
        user_name: "dev".to_owned(),
        ..CreateUser::default()
    };
    s3.aws.call(&root, user).unwrap();
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::logs/*",
    } });
    let put = PutUserPolicy {
        user_name: "dev".to_owned(),
        policy_name: "p".to_owned(),
        policy_document: policy.to_string(),
    };
    s3.aws.call(&root, put).unwrap();
    let key = CreateAccessKey {
        user_name: Some("dev".to_owned()),
    };
    let key = s3.aws.call(&root, key).unwrap().access_key.access_key_id;
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// Source: guide, Multipart upload API and permissions: `UploadPart` asks for `s3:PutObject` alone.
#[tokio::test]
async fn who_may_put_uploads_parts_though_they_may_not_list_them() {
    let s3 = S3::new();
    let signature = signed_by_user(&s3, "s3:PutObject");
    let signed = [("authorization", signature.as_str())];
    let begun = s3
        .send("POST /logs/k?uploads", &signed, Body::empty())
        .await;
    let id = begun.element("UploadId").to_owned();
    let part = format!("PUT /logs/k?partNumber=1&uploadId={id}");
    let uploaded = s3.send_text(&part, &signed, "x").await;
    assert_eq!(uploaded.status, StatusCode::OK, "{}", uploaded.text());
    let list = format!("GET /logs/k?uploadId={id}");
    let listed = s3.send(&list, &signed, Body::empty()).await;
    assert_eq!(listed.status, StatusCode::FORBIDDEN);
}

/// Source: `CopyObject` and `UploadPartCopy`, "Permissions": the source has to be read.
#[tokio::test]
async fn a_copy_reads_its_source_with_the_callers_rights() {
    let s3 = S3::new();
    s3.put("/logs/source", "secret").await;
    let signature = signed_by_user(&s3, "s3:PutObject");
    let signed = [
        ("authorization", signature.as_str()),
        ("x-amz-copy-source", "/logs/source"),
    ];
    let begun = s3
        .send("POST /logs/k?uploads", &signed[..1], Body::empty())
        .await;
    let id = begun.element("UploadId").to_owned();
    for call in [
        "PUT /logs/copy".to_owned(),
        format!("PUT /logs/k?partNumber=1&uploadId={id}"),
    ] {
        let copied = s3.send(&call, &signed, Body::empty()).await;
        assert_eq!(copied.status, StatusCode::FORBIDDEN, "{call}");
        assert_eq!(copied.element("Code"), "AccessDenied", "{call}");
    }
}
