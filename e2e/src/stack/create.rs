//! Making bucket, queues and notification with the stock SDK.

use std::collections::HashMap;
use std::time::Duration;

use aws_endpoint::stack::policies;
use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, Event, FilterRule, FilterRuleName,
    NotificationConfiguration, NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter,
};
use aws_sdk_sqs::types::QueueAttributeName;
use aws_world::origin::AccountId;

use crate::clients::Clients;

/// The queue's URL and ARN, then those of its dead-letter queue.
pub(super) async fn queues(
    clients: &Clients,
    name: &str,
    visibility: Duration,
    max_receive_count: u32,
) -> (String, String, String, String) {
    let (dead_url, dead_arn) = queue(clients, &format!("{name}-dlq"), HashMap::new()).await;
    let redrive = format!(
        r#"{{"deadLetterTargetArn":"{dead_arn}","maxReceiveCount":"{max_receive_count}"}}"#
    );
    let attributes = HashMap::from([
        (
            QueueAttributeName::VisibilityTimeout,
            visibility.as_secs().to_string(),
        ),
        (QueueAttributeName::RedrivePolicy, redrive),
    ]);
    let (url, arn) = queue(clients, &format!("{name}-queue"), attributes).await;
    (url, arn, dead_url, dead_arn)
}

/// Its URL and ARN.
pub(super) async fn queue(
    clients: &Clients,
    name: &str,
    attributes: HashMap<QueueAttributeName, String>,
) -> (String, String) {
    let create = clients
        .sqs
        .create_queue()
        .queue_name(name)
        .set_attributes(Some(attributes));
    let created = create
        .send()
        .await
        .unwrap_or_else(|error| panic!("create queue {name}: {error:?}"));
    let url = created
        .queue_url()
        .expect("a created queue has a URL")
        .to_owned();
    let get = clients
        .sqs
        .get_queue_attributes()
        .queue_url(&url)
        .attribute_names(QueueAttributeName::QueueArn);
    let found = get
        .send()
        .await
        .unwrap_or_else(|error| panic!("attributes of {name}: {error:?}"));
    let arn = found
        .attributes()
        .and_then(|attributes| attributes.get(&QueueAttributeName::QueueArn));
    (url, arn.expect("a queue has an ARN").clone())
}

pub(super) async fn bucket(clients: &Clients, name: &str) -> String {
    let mut create = clients.s3.create_bucket().bucket(name);
    if clients.region != "us-east-1" {
        let place = BucketLocationConstraint::from(clients.region.as_str());
        create = create.create_bucket_configuration(
            CreateBucketConfiguration::builder()
                .location_constraint(place)
                .build(),
        );
    }
    create
        .send()
        .await
        .unwrap_or_else(|error| panic!("create bucket {name}: {error:?}"));
    name.to_owned()
}

/// All of a bucket's notifications, to queues by URL, ARN and prefix: what is not among them is taken away.
pub(super) async fn notifications(
    clients: &Clients,
    bucket: &str,
    queues: &[(&str, &str, Option<&str>)],
) {
    let mut all = NotificationConfiguration::builder();
    for (number, (url, arn, prefix)) in queues.iter().enumerate() {
        let_s3_send(clients, bucket, url, arn).await;
        let one = QueueConfiguration::builder()
            .id(format!("to-queue-{number}"))
            .queue_arn(*arn)
            .events(Event::from("s3:ObjectCreated:*"))
            .set_filter(prefix.map(filter))
            .build()
            .expect("ARN and events are set");
        all = all.queue_configurations(one);
    }
    let put = clients
        .s3
        .put_bucket_notification_configuration()
        .bucket(bucket);
    let put = put.notification_configuration(all.build());
    put.send()
        .await
        .unwrap_or_else(|error| panic!("notifications of {bucket}: {error:?}"));
}

/// Gives the queue the policy of `deploy/`, which S3 needs.
async fn let_s3_send(clients: &Clients, bucket: &str, url: &str, arn: &str) {
    let policy = policies::queue(arn, bucket, AccountId::default());
    let set = clients
        .sqs
        .set_queue_attributes()
        .queue_url(url)
        .attributes(QueueAttributeName::Policy, policy);
    set.send()
        .await
        .unwrap_or_else(|error| panic!("policy of {url}: {error:?}"));
}

fn filter(prefix: &str) -> NotificationConfigurationFilter {
    let rule = FilterRule::builder()
        .name(FilterRuleName::Prefix)
        .value(prefix)
        .build();
    NotificationConfigurationFilter::builder()
        .key(S3KeyFilter::builder().filter_rules(rule).build())
        .build()
}
