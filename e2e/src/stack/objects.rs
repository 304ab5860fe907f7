//! Putting objects with the stock SDK: one by one, side by side, in parts.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use futures::StreamExt;

use super::{Stack, create};
use crate::env::Env;

/// Puts at once: enough to keep a server of two cores busy.
const SIDE_BY_SIDE: usize = 8;

/// Bytes of a part of a multipart upload; 5 MiB is the least that S3 takes.
const PART_BYTES: u64 = 8 << 20;

impl<E: Env> Stack<'_, E> {
    pub async fn put(&self, key: &str, body: impl Into<Vec<u8>>) {
        let body = ByteStream::from(body.into());
        let put = self
            .clients
            .s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .body(body);
        put.send()
            .await
            .unwrap_or_else(|error| panic!("put {key}: {error:?}"));
        self.announced(key);
    }

    /// One after the other, so that they are announced in this order.
    pub async fn put_all(&self, objects: &[(String, Vec<u8>)]) {
        for (key, body) in objects {
            self.put(key, body.clone()).await;
        }
    }

    pub async fn put_side_by_side(&self, objects: &[(String, Vec<u8>)]) {
        let puts = objects
            .iter()
            .map(|(key, body)| self.put(key, body.clone()));
        futures::stream::iter(puts)
            .for_each_concurrent(SIDE_BY_SIDE, |put| put)
            .await;
    }

    /// A multipart upload, as every client does with large files.
    ///
    /// # Panics
    /// When the file cannot be read or the upload is refused.
    pub async fn put_in_parts(&self, key: &str, file: &mut File) {
        file.seek(SeekFrom::Start(0))
            .expect("a file can be read from its start");
        let create = self
            .clients
            .s3
            .create_multipart_upload()
            .bucket(&self.bucket)
            .key(key);
        let upload = create
            .send()
            .await
            .unwrap_or_else(|error| panic!("begin {key}: {error:?}"));
        let id = upload.upload_id().expect("an upload has an id");
        let mut parts = CompletedMultipartUpload::builder();
        for number in 1.. {
            let mut part = Vec::new();
            file.take(PART_BYTES)
                .read_to_end(&mut part)
                .expect("the file can be read");
            if part.is_empty() {
                break;
            }
            parts = parts.parts(self.put_part(key, id, number, part).await);
        }
        let complete = self
            .clients
            .s3
            .complete_multipart_upload()
            .bucket(&self.bucket)
            .key(key);
        let complete = complete.upload_id(id).multipart_upload(parts.build());
        complete
            .send()
            .await
            .unwrap_or_else(|error| panic!("complete {key}: {error:?}"));
        self.announced(key);
    }

    async fn put_part(
        &self,
        key: &str,
        upload_id: &str,
        number: i32,
        part: Vec<u8>,
    ) -> CompletedPart {
        let put = self
            .clients
            .s3
            .upload_part()
            .bucket(&self.bucket)
            .key(key)
            .upload_id(upload_id);
        let put = put.part_number(number).body(ByteStream::from(part));
        let put = put
            .send()
            .await
            .unwrap_or_else(|error| panic!("part {number} of {key}: {error:?}"));
        CompletedPart::builder()
            .part_number(number)
            .set_e_tag(put.e_tag().map(str::to_owned))
            .build()
    }

    /// Makes this stack's bucket announce what lies below each prefix to that stack's queue, and nothing else. The
    /// test events that this sends are taken away, so that every message is one of the scenario's.
    pub async fn announce(&self, to: &[(&Self, Option<&str>)]) {
        let queues: Vec<_> = to
            .iter()
            .map(|(stack, prefix)| {
                let (url, arn) = (stack.queue_url.as_str(), stack.queue_arn.as_str());
                (url, arn, *prefix)
            })
            .collect();
        create::notifications(&self.clients, &self.bucket, &queues).await;
        for (stack, _) in to {
            stack.take_test_event().await;
        }
    }

    /// An object's entity tag as events have it: without quotes.
    pub async fn entity_tag(&self, key: &str) -> String {
        let head = self.clients.s3.head_object().bucket(&self.bucket).key(key);
        let head = head
            .send()
            .await
            .unwrap_or_else(|error| panic!("head {key}: {error:?}"));
        let tag = head.e_tag().expect("every object has an entity tag");
        tag.trim_matches('"').to_owned()
    }

    /// Notes that an object will be announced.
    fn announced(&self, key: &str) {
        let announced = self
            .spec
            .prefix
            .is_none_or(|prefix| key.starts_with(prefix));
        self.expect(usize::from(announced));
    }
}
