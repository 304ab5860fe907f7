//! What S3 does, without bytes and without a wire: requests in, replies, messages and dropped bodies out.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::complete::MIN_PART_BYTES;
use super::*;
use crate::agenda::{Agenda, Due};
use crate::context::Context;
use crate::effect::Effect;
use crate::error::Error;
use crate::id::Ids;
use crate::operation::Request;
use crate::origin::{Origin, Region};
use crate::service_message::ServiceMessage;
use crate::settings::Settings;
use crate::state::State;

/// S3 alone, with everything that comes out of it.
struct S3 {
    state: State,
    ids: Ids,
    now: Timestamp,
    origin: Origin,
    last_body: u64,
    agenda: Agenda,
    outbox: Vec<ServiceMessage>,
    dropped: Vec<u64>,
}

impl S3 {
    fn new() -> Self {
        Self {
            state: State::default(),
            ids: Ids::new(1),
            now: Timestamp::from_second(1_776_605_331).unwrap(),
            origin: Origin {
                access_key: Some("test".into()),
                ..Origin::default()
            },
            last_body: 0,
            agenda: Agenda::default(),
            outbox: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn with_bucket(name: &str) -> Self {
        let mut s3 = Self::new();
        s3.create_bucket(name, None).unwrap();
        s3
    }

    fn call<R: Request<Error = BucketError>>(
        &mut self,
        request: R,
    ) -> Result<R::Reply, BucketError> {
        let crate::operation::Operation::S3(operation) = request.into_operation() else {
            panic!("S3 gets S3's operations");
        };
        let mut effects = Vec::new();
        let mut context = Context {
            now: self.now,
            origin: &self.origin,
            sender: None,
            home: &self.origin.home(),
            ids: &mut self.ids,
            waits_until: None,
            settings: &Settings::default(),
            judging: &crate::access::Judging::default(),
            agenda: &mut self.agenda,
            effects: &mut effects,
            wait: &mut None,
            is_draining: false,
        };
        let reply = operation.apply(&mut self.state, &mut context);
        while let Some(due) = self.agenda.take_soon() {
            match due {
                Due::Deliver(message) => self.outbox.push(message),
                other => panic!("S3 only sends: {other:?}"),
            }
        }
        for effect in effects {
            if let Effect::DropBody { body } = effect {
                self.dropped.push(body.0);
            }
        }
        self.now += SignedDuration::from_secs(1);
        R::answer(reply.map(crate::operation::Reply::S3).map_err(Error::S3))
    }

    fn create_bucket(
        &mut self,
        name: &str,
        constraint: Option<&str>,
    ) -> Result<CreateBucketOutput, BucketError> {
        self.call(CreateBucket {
            bucket: name.to_owned(),
            location_constraint: constraint.map(str::to_owned),
        })
    }

    fn body(&mut self, length: u64) -> Content {
        self.last_body += 1;
        Content::whole(BodyId(self.last_body), length)
    }

    fn put(&mut self, bucket: &str, key: &str) -> Option<String> {
        self.put_if(bucket, key, WriteCondition::default()).unwrap()
    }

    fn put_if(
        &mut self,
        bucket: &str,
        key: &str,
        condition: WriteCondition,
    ) -> Result<Option<String>, BucketError> {
        let content = self.body(10);
        let request = PutObject {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            e_tag: format!("{:032x}", self.last_body),
            content,
            checksum: None,
            headers: Box::default(),
            tags: BTreeMap::new(),
            condition,
            is_form: false,
        };
        self.call(request).map(|reply| reply.version_id)
    }

    fn get(&mut self, key: &str, version_id: Option<&str>) -> Result<u64, BucketError> {
        let request = GetObject {
            bucket: "logs".to_owned(),
            key: key.to_owned(),
            version_id: version_id.map(str::to_owned),
            ..GetObject::default()
        };
        self.call(request)
            .map(|reply| reply.content.pieces()[0].body.0)
    }

    fn delete(&mut self, key: &str, version_id: Option<&str>) -> DeleteObjectOutput {
        let object = ObjectIdentifier {
            key: key.to_owned(),
            version_id: version_id.map(str::to_owned),
            if_match: None,
        };
        let bucket = "logs".to_owned();
        self.call(DeleteObject { bucket, object }).unwrap()
    }

    fn version(&mut self, status: Versioning) {
        let bucket = "logs".to_owned();
        self.call(PutBucketVersioning { bucket, status }).unwrap();
    }

    fn notify(&mut self, configurations: Vec<DestinationConfiguration>) {
        self.call(PutBucketNotificationConfiguration {
            bucket: "logs".to_owned(),
            notification_configuration: NotificationConfiguration {
                destinations: configurations,
            },
            skip_destination_validation: true,
        })
        .unwrap();
    }

    fn events(&mut self) -> Vec<Value> {
        let messages = self.outbox.drain(..);
        messages
            .map(|message| serde_json::from_str(&message.body).unwrap())
            .collect()
    }
}

fn to_queue(events: &[&str], prefix: &str) -> DestinationConfiguration {
    DestinationConfiguration {
        id: Some("rule".to_owned()),
        destination: Destination::Queue("arn:aws:sqs:us-east-1:000000000000:q".to_owned()),
        events: events.iter().map(|event| (*event).to_owned()).collect(),
        filter_rules: vec![FilterRule {
            name: "Prefix".to_owned(),
            value: prefix.to_owned(),
        }],
    }
}

#[test]
fn a_bucket_made_twice_is_an_error_except_in_north_virginia() {
    let mut s3 = S3::new();
    s3.create_bucket("virginia", None).unwrap();
    assert!(s3.create_bucket("virginia", None).is_ok());
    s3.origin.region = Region::new("eu-central-1");
    s3.create_bucket("frankfurt", Some("eu-central-1")).unwrap();
    assert_eq!(
        s3.create_bucket("frankfurt", Some("eu-central-1"))
            .unwrap_err(),
        BucketError::BucketAlreadyOwnedByYou
    );
}

#[test]
fn a_bucket_answers_only_in_its_own_region() {
    let mut s3 = S3::with_bucket("logs");
    s3.put("logs", "k");
    s3.origin.region = Region::new("eu-west-1");
    let region = Region::default();
    assert_eq!(
        s3.get("k", None),
        Err(BucketError::PermanentRedirect { region })
    );
    s3.origin.access_key = None;
    assert!(
        s3.get("k", None).is_ok(),
        "an unsigned request names no Region"
    );
}

#[test]
fn a_bucket_with_anything_in_it_stays() {
    let mut s3 = S3::with_bucket("logs");
    let delete = || DeleteBucket {
        bucket: "logs".to_owned(),
    };
    s3.put("logs", "k");
    assert_eq!(s3.call(delete()), Err(BucketError::BucketNotEmpty));
    s3.delete("k", None);
    assert_eq!(s3.call(delete()), Ok(()));
    assert_eq!(s3.get("k", None), Err(BucketError::NoSuchBucket));
}

#[test]
fn an_object_that_is_overwritten_gives_up_its_bytes() {
    let mut s3 = S3::with_bucket("logs");
    s3.put("logs", "k");
    s3.put("logs", "k");
    assert_eq!(s3.get("k", None), Ok(2));
    assert_eq!(s3.dropped, [1]);
    s3.delete("k", None);
    assert_eq!(s3.dropped, [1, 2]);
    assert_eq!(s3.get("k", None), Err(BucketError::NoSuchKey));
}

#[test]
fn versions_are_kept_until_each_is_deleted() {
    let mut s3 = S3::with_bucket("logs");
    s3.put("logs", "k");
    s3.version(Versioning::Enabled);
    let second = s3.put("logs", "k").unwrap();
    let third = s3.put("logs", "k").unwrap();
    assert_ne!(second, third);
    assert_eq!(s3.get("k", None), Ok(3));
    assert_eq!(s3.get("k", Some(&second)), Ok(2));
    assert_eq!(s3.get("k", Some("null")), Ok(1));

    let marker = s3.delete("k", None);
    assert!(marker.delete_marker);
    let version_id = marker.version_id.unwrap();
    assert_eq!(
        s3.get("k", None),
        Err(BucketError::DeletedKey {
            version_id: version_id.clone()
        })
    );
    assert_eq!(s3.dropped, [0; 0]);

    s3.delete("k", Some(&version_id));
    s3.delete("k", Some(&third));
    assert_eq!(s3.get("k", None), Ok(2));
    assert_eq!(s3.dropped, [3]);
}

#[test]
fn a_suspended_bucket_writes_over_its_null_version_alone() {
    let mut s3 = S3::with_bucket("logs");
    s3.version(Versioning::Enabled);
    let kept = s3.put("logs", "k").unwrap();
    s3.version(Versioning::Suspended);
    assert_eq!(s3.put("logs", "k").as_deref(), Some("null"));
    assert_eq!(s3.put("logs", "k").as_deref(), Some("null"));
    assert_eq!(s3.dropped, [2]);
    assert_eq!(s3.get("k", None), Ok(3));
    assert_eq!(s3.get("k", Some(&kept)), Ok(1));
}

#[test]
fn writes_can_be_conditional() {
    let mut s3 = S3::with_bucket("logs");
    let new = WriteCondition {
        if_none_match: Some("*".to_owned()),
        ..WriteCondition::default()
    };
    let replace = |e_tag: &str| WriteCondition {
        if_match: Some(e_tag.to_owned()),
        ..WriteCondition::default()
    };
    assert_eq!(
        s3.put_if("logs", "k", replace("x")),
        Err(BucketError::NoSuchKey)
    );
    assert_eq!(s3.put_if("logs", "k", new.clone()), Ok(None));
    assert_eq!(
        s3.put_if("logs", "k", new),
        Err(BucketError::PreconditionFailed)
    );
    assert_eq!(
        s3.put_if("logs", "k", replace("x")),
        Err(BucketError::PreconditionFailed)
    );
    assert_eq!(
        s3.put_if("logs", "k", replace(&format!("{:032x}", 2))),
        Ok(None)
    );
}

#[test]
fn a_created_object_is_announced_in_awss_words() {
    let mut s3 = S3::with_bucket("logs");
    s3.notify(vec![to_queue(&["s3:ObjectCreated:*"], "in/")]);
    s3.put("logs", "out/x");
    s3.put("logs", "in/a b+c.json.gz");
    assert_eq!(s3.outbox.len(), 1);
    let body = s3.outbox[0].body.clone();
    let elements = &s3.events()[0]["Records"][0]["responseElements"];
    let made_up = |name: &str| elements[name].as_str().unwrap();
    let body = body
        .replace(made_up("x-amz-request-id"), "[id]")
        .replace(made_up("x-amz-id-2"), "[id]");
    assert_eq!(
        body,
        concat!(
            r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","#,
            r#""eventTime":"2026-04-19T13:28:54.000Z","eventName":"ObjectCreated:Put","#,
            r#""userIdentity":{"principalId":"AWS:test"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},"#,
            r#""responseElements":{"x-amz-request-id":"[id]","x-amz-id-2":"[id]"},"#,
            r#""s3":{"s3SchemaVersion":"1.0","configurationId":"rule","#,
            r#""bucket":{"name":"logs","ownerIdentity":{"principalId":"75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"},"arn":"arn:aws:s3:::logs"},"#,
            r#""object":{"key":"in/a+b%2Bc.json.gz","size":10,"eTag":"00000000000000000000000000000002","sequencer":"00064FD029D6D18000"}}}]}"#,
        )
    );
}

#[test]
fn removals_are_announced_without_a_size() {
    let mut s3 = S3::with_bucket("logs");
    s3.notify(vec![to_queue(&["s3:ObjectRemoved:*"], "")]);
    s3.put("logs", "k");
    s3.delete("k", None);
    s3.delete("k", None);
    s3.version(Versioning::Enabled);
    s3.put("logs", "k");
    s3.delete("k", None);
    let events = s3.events();
    let names: Vec<_> = events
        .iter()
        .map(|event| &event["Records"][0]["eventName"])
        .collect();
    assert_eq!(
        names,
        ["ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"]
    );
    let object = &events[0]["Records"][0]["s3"]["object"];
    assert_eq!(object["size"], Value::Null);
    assert_eq!(object["eTag"], Value::Null);
    assert!(events[1]["Records"][0]["s3"]["object"]["versionId"].is_string());
}

#[test]
fn taggings_are_announced_in_the_younger_form() {
    let mut s3 = S3::with_bucket("logs");
    s3.notify(vec![to_queue(&["s3:ObjectTagging:*"], "")]);
    s3.put("logs", "k");
    for tags in [
        BTreeMap::from([("a".to_owned(), "b".to_owned())]),
        BTreeMap::new(),
    ] {
        s3.call(PutObjectTagging {
            bucket: "logs".to_owned(),
            key: "k".to_owned(),
            version_id: None,
            tags,
        })
        .unwrap();
    }
    let events = s3.events();
    let names: Vec<_> = events
        .iter()
        .map(|event| &event["Records"][0]["eventName"])
        .collect();
    assert_eq!(names, ["ObjectTagging:Put", "ObjectTagging:Delete"]);
    let record = &events[0]["Records"][0];
    assert_eq!(record["eventVersion"], "2.3");
    assert_eq!(record["s3"]["object"]["sequencer"], Value::Null);
}

#[test]
fn sequencers_rise_even_when_the_clock_stands_still() {
    let mut s3 = S3::with_bucket("logs");
    s3.notify(vec![to_queue(&["s3:ObjectCreated:*"], "")]);
    let now = s3.now;
    for _ in 0..300 {
        s3.now = now;
        s3.put("logs", "k");
    }
    let sequencers: Vec<String> = s3
        .events()
        .iter()
        .map(|event| {
            event["Records"][0]["s3"]["object"]["sequencer"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(sequencers.is_sorted_by(|one, next| one < next));
    assert!(sequencers.iter().all(|sequencer| sequencer.len() == 18));
}

#[test]
fn a_destination_must_be_a_queue_of_the_buckets_region() {
    let mut s3 = S3::with_bucket("logs");
    let mut refusal = |arn: &str| {
        let mut configuration = to_queue(&["s3:ObjectCreated:*"], "");
        configuration.destination = Destination::Queue(arn.to_owned());
        let request = PutBucketNotificationConfiguration {
            bucket: "logs".to_owned(),
            notification_configuration: NotificationConfiguration {
                destinations: vec![configuration],
            },
            skip_destination_validation: false,
        };
        s3.call(request).unwrap_err().to_string()
    };
    assert_eq!(
        refusal("arn:aws:sqs:us-east-1:000000000000:absent"),
        "Unable to validate the following destination configurations"
    );
    assert_eq!(
        refusal("arn:aws:sqs:eu-west-1:000000000000:absent"),
        "The notification destination service region is not valid for the bucket location constraint"
    );
    assert_eq!(refusal("nonsense"), "The ARN could not be parsed");
    let mut configuration = to_queue(&["s3:ObjectCreated:*"], "");
    configuration.destination = Destination::Queue("nonsense".to_owned());
    let unvalidated = PutBucketNotificationConfiguration {
        bucket: "logs".to_owned(),
        notification_configuration: NotificationConfiguration {
            destinations: vec![configuration],
        },
        skip_destination_validation: true,
    };
    assert!(
        s3.call(unvalidated).is_err(),
        "an ARN that is none is never kept"
    );
}

/// An upload to `logs/big` with parts of these sizes in bytes.
fn upload(s3: &mut S3, sizes: &[u64]) -> (String, Vec<CompletedPart>) {
    let created = s3.call(CreateMultipartUpload {
        bucket: "logs".to_owned(),
        key: "big".to_owned(),
        headers: Box::default(),
        tags: BTreeMap::new(),
        checksum_algorithm: None,
        checksum_type: None,
    });
    let upload_id = created.unwrap().upload_id;
    let mut parts = Vec::new();
    for (part_number, size) in (1..).zip(sizes) {
        let content = s3.body(*size);
        let e_tag = format!("{:032x}", s3.last_body);
        s3.call(UploadPart {
            bucket: "logs".to_owned(),
            key: "big".to_owned(),
            upload_id: upload_id.clone(),
            part_number,
            content,
            e_tag: e_tag.clone(),
            checksum: None,
        })
        .unwrap();
        parts.push(CompletedPart { part_number, e_tag });
    }
    (upload_id, parts)
}

fn complete(s3: &mut S3, upload_id: &str, parts: &[CompletedPart]) -> Result<String, BucketError> {
    let request = CompleteMultipartUpload {
        bucket: "logs".to_owned(),
        key: "big".to_owned(),
        upload_id: upload_id.to_owned(),
        parts: parts.to_vec(),
        checksum: None,
        object_size: None,
        condition: WriteCondition::default(),
    };
    s3.call(request).map(|reply| reply.e_tag)
}

#[test]
fn parts_become_one_object_and_unused_ones_are_given_up() {
    let mut s3 = S3::with_bucket("logs");
    s3.notify(vec![to_queue(
        &["s3:ObjectCreated:CompleteMultipartUpload"],
        "",
    )]);
    let (upload_id, parts) = upload(&mut s3, &[MIN_PART_BYTES, 7, 3]);
    let e_tag = complete(&mut s3, &upload_id, &[parts[0].clone(), parts[2].clone()]).unwrap();
    assert!(e_tag.ends_with("-2"), "{e_tag}");
    assert_eq!(s3.dropped, [2]);
    let size = &s3.events()[0]["Records"][0]["s3"]["object"]["size"];
    assert_eq!(*size, MIN_PART_BYTES + 3);
    assert_eq!(
        complete(&mut s3, &upload_id, &parts),
        Err(BucketError::NoSuchUpload),
        "an upload is completed once"
    );
}

#[test]
fn an_upload_is_completed_with_the_parts_that_were_sent() {
    let mut s3 = S3::with_bucket("logs");
    let (upload_id, parts) = upload(&mut s3, &[4, 4]);
    assert_eq!(
        complete(&mut s3, &upload_id, &[]),
        Err(BucketError::MalformedXml)
    );
    assert_eq!(
        complete(&mut s3, &upload_id, &parts),
        Err(BucketError::EntityTooSmall)
    );
    let swapped = [parts[1].clone(), parts[0].clone()];
    assert_eq!(
        complete(&mut s3, &upload_id, &swapped),
        Err(BucketError::InvalidPartOrder)
    );
    let wrong = CompletedPart {
        e_tag: "other".to_owned(),
        ..parts[0].clone()
    };
    assert_eq!(
        complete(&mut s3, &upload_id, &[wrong]),
        Err(BucketError::InvalidPart)
    );
    s3.call(AbortMultipartUpload {
        bucket: "logs".to_owned(),
        key: "big".to_owned(),
        upload_id,
    })
    .unwrap();
    assert_eq!(s3.dropped, [1, 2]);
}

#[test]
fn versions_are_listed_newest_first_and_page_by_page() {
    let mut s3 = S3::with_bucket("logs");
    s3.version(Versioning::Enabled);
    for key in ["a", "b", "a"] {
        s3.put("logs", key);
    }
    s3.delete("a", None);
    let mut listed = Vec::new();
    let mut request = ListObjectVersions {
        bucket: "logs".to_owned(),
        max_keys: Some(1),
        ..ListObjectVersions::default()
    };
    loop {
        let page = s3.call(request.clone()).unwrap();
        listed.extend(page.versions);
        let Some((key, version_id)) = page.truncated_after else {
            break;
        };
        (request.key_marker, request.version_id_marker) = (key, version_id);
    }
    let seen: Vec<_> = listed
        .iter()
        .map(|version| {
            (
                version.key.as_str(),
                version.is_latest,
                version.object.is_some(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("a", true, false),
            ("a", false, true),
            ("a", false, true),
            ("b", true, true)
        ]
    );
}
