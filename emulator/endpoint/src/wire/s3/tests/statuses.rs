//! The status of each operation that worked, or found that nothing is set.
//!
//! Source: `http.responseCode` of botocore's S3 model, 2006-03-01, which is 200 where it says none. Where S3 itself answers otherwise than
//! its model says, the line says so.

use super::S3;
use crate::wire::s3::store::OPERATIONS;

/// An operation, the call (`{id}` is the upload that was begun last), its headers and body, and the status.
type Line = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    u16,
);

const COPY: &[(&str, &str)] = &[("x-amz-copy-source", "/logs/k")];
const FORM: &str = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nf\r\n--b\r\nContent-Disposition: form-data; \
     name=\"file\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";
const TAGS: &str = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
const PART: &str = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"900150983cd24fb0d6963f7d28e17f72\"</ETag></Part>\
     </CompleteMultipartUpload>";
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}]}"#;

#[rustfmt::skip]
const LINES: &[Line] = &[
    ("CreateBucket", "PUT /other", &[], "", 200),
    ("HeadBucket", "HEAD /logs", &[], "", 200),
    ("ListBuckets", "GET /", &[], "", 200),
    ("GetBucketLocation", "GET /logs?location", &[], "", 200),
    ("GetBucketAcl", "GET /logs?acl", &[], "", 200),
    ("GetBucketAccelerateConfiguration", "GET /logs?accelerate", &[], "", 200),
    ("GetBucketLogging", "GET /logs?logging", &[], "", 200),
    ("GetBucketRequestPayment", "GET /logs?requestPayment", &[], "", 200),
    // Nothing of the kind is set.
    ("GetBucketReplication", "GET /logs?replication", &[], "", 404),
    ("GetBucketWebsite", "GET /logs?website", &[], "", 404),
    ("GetObjectLockConfiguration", "GET /logs?object-lock", &[], "", 404),
    ("PutBucketVersioning", "PUT /other?versioning", &[], "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", 200),
    ("GetBucketVersioning", "GET /other?versioning", &[], "", 200),
    ("PutBucketNotificationConfiguration", "PUT /logs?notification", &[], "<NotificationConfiguration/>", 200),
    ("GetBucketNotificationConfiguration", "GET /logs?notification", &[], "", 200),
    // API PutBucketPolicy, its example.
    ("PutBucketPolicy", "PUT /logs?policy", &[], POLICY, 204),
    ("GetBucketPolicy", "GET /logs?policy", &[], "", 200),
    ("DeleteBucketPolicy", "DELETE /logs?policy", &[], "", 204),
    // API PutBucketTagging, its example.
    ("PutBucketTagging", "PUT /logs?tagging", &[], TAGS, 204),
    ("GetBucketTagging", "GET /logs?tagging", &[], "", 200),
    ("DeleteBucketTagging", "DELETE /logs?tagging", &[], "", 204),
    ("PutBucketEncryption", "PUT /logs?encryption", &[], "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>", 200),
    ("GetBucketEncryption", "GET /logs?encryption", &[], "", 200),
    ("DeleteBucketEncryption", "DELETE /logs?encryption", &[], "", 204),
    ("PutBucketLifecycleConfiguration", "PUT /logs?lifecycle", &[], "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>", 200),
    ("GetBucketLifecycleConfiguration", "GET /logs?lifecycle", &[], "", 200),
    ("DeleteBucketLifecycle", "DELETE /logs?lifecycle", &[], "", 204),
    ("PutBucketCors", "PUT /logs?cors", &[], "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>", 200),
    ("GetBucketCors", "GET /logs?cors", &[], "", 200),
    ("DeleteBucketCors", "DELETE /logs?cors", &[], "", 204),
    ("PutPublicAccessBlock", "PUT /logs?publicAccessBlock", &[], "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>", 200),
    ("GetPublicAccessBlock", "GET /logs?publicAccessBlock", &[], "", 200),
    ("DeletePublicAccessBlock", "DELETE /logs?publicAccessBlock", &[], "", 204),
    ("PutBucketOwnershipControls", "PUT /logs?ownershipControls", &[], "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>", 200),
    ("GetBucketOwnershipControls", "GET /logs?ownershipControls", &[], "", 200),
    ("DeleteBucketOwnershipControls", "DELETE /logs?ownershipControls", &[], "", 204),
    ("PutObject", "PUT /logs/k", &[], "abc", 200),
    ("GetObject", "GET /logs/k", &[], "", 200),
    ("HeadObject", "HEAD /logs/k", &[], "", 200),
    ("GetObjectAttributes", "GET /logs/k?attributes", &[("x-amz-object-attributes", "ETag")], "", 200),
    ("PutObjectTagging", "PUT /logs/k?tagging", &[], TAGS, 200),
    ("GetObjectTagging", "GET /logs/k?tagging", &[], "", 200),
    ("DeleteObjectTagging", "DELETE /logs/k?tagging", &[], "", 204),
    ("CopyObject", "PUT /logs/copy", COPY, "", 200),
    ("ListObjects", "GET /logs", &[], "", 200),
    ("ListObjectsV2", "GET /logs?list-type=2", &[], "", 200),
    ("ListObjectVersions", "GET /logs?versions", &[], "", 200),
    ("CreateMultipartUpload", "POST /logs/m?uploads", &[], "", 200),
    ("UploadPartCopy", "PUT /logs/m?partNumber=2&uploadId={id}", COPY, "", 200),
    ("UploadPart", "PUT /logs/m?partNumber=1&uploadId={id}", &[], "abc", 200),
    ("ListParts", "GET /logs/m?uploadId={id}", &[], "", 200),
    ("ListMultipartUploads", "GET /logs?uploads", &[], "", 200),
    ("CompleteMultipartUpload", "POST /logs/m?uploadId={id}", &[], PART, 200),
    ("CreateMultipartUpload", "POST /logs/m?uploads", &[], "", 200),
    ("AbortMultipartUpload", "DELETE /logs/m?uploadId={id}", &[], "", 204),
    // API POST Object, `success_action_status`.
    ("PostObject", "POST /logs", &[("content-type", "multipart/form-data; boundary=b")], FORM, 204),
    ("DeleteObjects", "POST /logs?delete", &[], "<Delete><Object><Key>k</Key></Object></Delete>", 200),
    ("DeleteObject", "DELETE /logs/copy", &[], "", 204),
    ("DeleteBucket", "DELETE /other", &[], "", 204),
];

#[tokio::test]
async fn each_operation_is_answered_with_its_status() {
    let s3 = S3::new();
    let mut id = String::new();
    let mut wrong = Vec::new();
    for (operation, call, headers, body, status) in LINES {
        let call = call.replace("{id}", &id);
        let answer = s3.send_text(&call, headers, body).await;
        if *operation == "CreateMultipartUpload" {
            answer.element("UploadId").clone_into(&mut id);
        }
        if answer.status.as_u16() != *status {
            let text = answer.text();
            wrong.push(format!("{operation}: {} {text}", answer.status));
        }
        let is_empty = answer.body.is_empty();
        assert!(*status != 204 || is_empty, "{operation} says nothing");
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_operation_that_is_built_has_a_line() {
    let mut operations: Vec<_> = LINES.iter().map(|(operation, ..)| *operation).collect();
    operations.sort_unstable();
    operations.dedup();
    let mut built = OPERATIONS.to_vec();
    built.sort_unstable();
    assert_eq!(operations, built);
}
