//! Accounts: what each has, and what nobody gets of another's.

mod credentials;
mod explained;
mod iam_keys;
mod identities;
mod least;
mod object_tags;
mod principals;
mod reference;
mod request_keys;
mod sending;
mod tag_keys;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::bucket::create::{CreateBucket, ListBuckets};
use crate::bucket::list::ListObjects;
use crate::bucket::notification::{DestinationConfiguration, NotificationConfiguration};
use crate::bucket::put::{PutObject, WriteCondition};
use crate::bucket::subresource::Subresource;
use crate::bucket::{
    BodyId, BucketError, Content, DeleteBucketPolicy, DeleteBucketSubresource, Destination,
    GetBucketPolicy, GetBucketSubresource, ListObjectsV2, PutBucketNotificationConfiguration,
    PutBucketPolicy, PutBucketSubresource,
};
use crate::call::Call;
use crate::error::Error;
use crate::function::{FunctionError, GetFunctionConfiguration};
use crate::operation::Request;
use crate::origin::{AccountId, Home, Origin, Region};
use crate::queue::{
    AddPermission, CreateQueue, DeleteQueue, GetQueueUrl, QueueError, ReceiveMessage, SendMessage,
    SetQueueAttributes,
};
use crate::world::World;

const OTHER: &str = "111122223333";

struct Clients {
    world: World,
}

impl Clients {
    fn new() -> Self {
        Self {
            world: World::new(1),
        }
    }

    fn call<R: Request>(&mut self, account: &str, request: R) -> Result<R::Reply, R::Error> {
        let origin = Origin {
            account: AccountId::parse(account).unwrap(),
            access_key: Some(account.into()),
            endpoint: "http://h".into(),
            ..Origin::default()
        };
        let call = Call::new(origin, request.into_operation());
        R::answer(self.world.apply(Timestamp::UNIX_EPOCH, call).result)
    }

    fn create_queue(&mut self, account: &str, name: &str) -> String {
        let request = CreateQueue {
            queue_name: name.to_owned(),
            ..CreateQueue::default()
        };
        self.call(account, request).unwrap().queue_url
    }
}

const OWN: &str = "000000000000";

fn get_queue_url(owner: Option<&str>) -> GetQueueUrl {
    GetQueueUrl {
        queue_name: "orders".to_owned(),
        queue_owner_aws_account_id: owner.map(str::to_owned),
    }
}

#[test]
fn two_accounts_have_queues_of_one_name() {
    let mut clients = Clients::new();
    let urls = [OWN, OTHER].map(|account| clients.create_queue(account, "orders"));
    assert_eq!(
        urls,
        [
            "http://h/000000000000/orders",
            "http://h/111122223333/orders"
        ]
    );
    for (account, url) in [OWN, OTHER].into_iter().zip(&urls) {
        let found = clients.call(account, get_queue_url(None)).unwrap();
        assert_eq!(found.queue_url, *url);
        let send = SendMessage {
            queue_url: url.clone(),
            message_body: "x".into(),
            ..SendMessage::default()
        };
        clients.call(account, send).unwrap();
    }
}

#[test]
fn a_queue_of_another_account_is_out_of_reach() {
    let mut clients = Clients::new();
    let queue_url = clients.create_queue(OTHER, "orders");
    let hidden = clients.call(OWN, get_queue_url(Some(OTHER)));
    assert_eq!(hidden.unwrap_err(), QueueError::QueueDoesNotExist);
    let send = SendMessage {
        queue_url,
        message_body: "x".into(),
        ..SendMessage::default()
    };
    let refused = clients.call(OWN, send).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "User: arn:aws:iam::000000000000:root is not authorized to perform: sqs:sendmessage on resource: \
         arn:aws:sqs:us-east-1:111122223333:orders because no resource-based policy allows the sqs:sendmessage action"
    );
}

#[test]
fn the_names_of_buckets_are_everybodys() {
    let mut clients = Clients::new();
    let create = || CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    clients.call(OWN, create()).unwrap();
    let taken = clients.call(OTHER, create()).unwrap_err();
    assert_eq!(taken, BucketError::BucketAlreadyExists);
    let listed = clients.call(OTHER, ListBuckets::default()).unwrap();
    assert_eq!(listed.buckets.len(), 0);
    let list = ListObjectsV2(ListObjects {
        bucket: "logs".to_owned(),
        prefix: String::new(),
        delimiter: String::new(),
        start_after: String::new(),
        max_keys: None,
    });
    let refused = clients.call(OTHER, list).unwrap_err();
    // S3 tells why within an account alone; the request log knows.
    assert_eq!(refused.to_string(), "Access Denied");
    assert_eq!(
        Error::S3(refused).in_full(),
        "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:ListBucket on resource: \
         \"arn:aws:s3:::logs\" because no resource-based policy allows the s3:ListBucket action"
    );
}

#[test]
fn a_function_arn_of_another_account_is_not_ours() {
    let mut clients = Clients::new();
    let get = GetFunctionConfiguration {
        function_name: format!("arn:aws:lambda:us-east-1:{OTHER}:function:f"),
        ..GetFunctionConfiguration::default()
    };
    let refused = clients.call(OWN, get).unwrap_err();
    assert!(
        matches!(refused, FunctionError::AccessDenied(_)),
        "{refused}"
    );
}

fn queue_policy(statement: &str) -> BTreeMap<String, String> {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    BTreeMap::from([("Policy".to_owned(), policy)])
}

const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

impl Clients {
    fn let_s3(&mut self, condition: &str) {
        let statement = format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":"s3.amazonaws.com"}},"Action":"sqs:SendMessage","Resource":"{QUEUE}","Condition":{condition}}}"#
        );
        let set = SetQueueAttributes {
            queue_url: "http://h/111122223333/orders".to_owned(),
            attributes: queue_policy(&statement),
        };
        self.call(OTHER, set).unwrap();
    }

    fn notify(&mut self) -> Result<(), BucketError> {
        let put = PutBucketNotificationConfiguration {
            bucket: "logs".to_owned(),
            notification_configuration: NotificationConfiguration {
                destinations: vec![DestinationConfiguration {
                    id: None,
                    destination: Destination::Queue(QUEUE.to_owned()),
                    events: vec!["s3:ObjectCreated:*".to_owned()],
                    filter_rules: Vec::new(),
                }],
            },
            skip_destination_validation: false,
        };
        self.call(OWN, put)
    }

    fn messages(&self) -> usize {
        let home = Home {
            account: AccountId::parse(OTHER).unwrap(),
            region: Region::default(),
        };
        let queues = &self.world.local(&home).unwrap().queues;
        let counts = queues.counts("orders", Timestamp::UNIX_EPOCH);
        counts.unwrap().visible
    }
}

#[test]
fn s3_sends_where_the_queues_policy_lets_it_for_this_bucket() {
    let mut clients = Clients::new();
    clients.create_queue(OTHER, "orders");
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    clients.call(OWN, create).unwrap();
    let refused = "Unable to validate the following destination configurations";
    assert_eq!(clients.notify().unwrap_err().to_string(), refused);
    for condition in [
        r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::others"}}"#,
        r#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
    ] {
        clients.let_s3(condition);
        assert_eq!(
            clients.notify().unwrap_err().to_string(),
            refused,
            "{condition}"
        );
    }
    clients.let_s3(
        r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::logs"},"StringEquals":{"aws:SourceAccount":"000000000000"}}"#,
    );
    clients.notify().unwrap();
    assert_eq!(clients.messages(), 1, "s3:TestEvent");
}

#[test]
fn a_queue_whose_policy_no_longer_lets_s3_takes_nothing_and_it_is_told() {
    let mut clients = Clients::new();
    clients.create_queue(OTHER, "orders");
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    clients.call(OWN, create).unwrap();
    clients.let_s3(r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::logs"}}"#);
    clients.notify().unwrap();
    clients.let_s3(r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::others"}}"#);
    while clients.world.ledger().take().is_some() {}
    let put = PutObject {
        bucket: "logs".to_owned(),
        key: "a".to_owned(),
        content: Content::whole(BodyId(1), 1),
        e_tag: format!("{:032x}", 1),
        checksum: None,
        headers: Box::default(),
        tags: BTreeMap::new(),
        condition: WriteCondition::default(),
        is_form: false,
    };
    clients.call(OWN, put).unwrap();
    assert_eq!(clients.messages(), 1, "the test event alone");
    let lines: Vec<_> = std::iter::from_fn(|| clients.world.ledger().take()).collect();
    let delivery = lines.last().unwrap();
    assert_eq!(delivery.operation, "SendMessage");
    assert!(matches!(
        delivery.refused.as_deref(),
        Some(Error::Sqs(QueueError::AccessDenied(_)))
    ));
}

#[test]
fn add_permission_lets_another_account_do_that_and_nothing_else() {
    let mut clients = Clients::new();
    let queue_url = clients.create_queue(OTHER, "orders");
    let add = AddPermission {
        queue_url: queue_url.clone(),
        label: "share".to_owned(),
        aws_account_ids: vec![OWN.to_owned()],
        actions: vec!["SendMessage".to_owned(), "GetQueueUrl".to_owned()],
    };
    clients.call(OTHER, add).unwrap();
    let send = SendMessage {
        queue_url: queue_url.clone(),
        message_body: "x".into(),
        ..SendMessage::default()
    };
    clients.call(OWN, send).unwrap();
    let found = clients.call(OWN, get_queue_url(Some(OTHER))).unwrap();
    assert_eq!(found.queue_url, queue_url);
    let receive = ReceiveMessage {
        queue_url,
        ..ReceiveMessage::default()
    };
    let refused = clients.call(OWN, receive).unwrap_err();
    assert!(matches!(refused, QueueError::AccessDenied(_)), "{refused}");
}

#[test]
fn what_is_the_owners_alone_no_policy_gives_away() {
    let mut clients = Clients::new();
    let queue_url = clients.create_queue(OTHER, "orders");
    let everything =
        format!(r#"{{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"{QUEUE}"}}"#);
    let set = || SetQueueAttributes {
        queue_url: queue_url.clone(),
        attributes: queue_policy(&everything),
    };
    clients.call(OTHER, set()).unwrap();
    let refused = clients.call(OWN, set()).unwrap_err();
    assert!(matches!(refused, QueueError::AccessDenied(_)), "{refused}");
    let delete = DeleteQueue {
        queue_url: queue_url.clone(),
    };
    assert!(clients.call(OWN, delete).is_err());
    let receive = ReceiveMessage {
        queue_url: queue_url.clone(),
        ..ReceiveMessage::default()
    };
    clients.call(OWN, receive).unwrap();
}

/// Source: IAM guide, policy evaluation logic, "Explicit deny": root too.
#[test]
fn a_resources_policy_keeps_its_own_account_out_where_it_denies() {
    let mut clients = Clients::new();
    let queue_url = clients.create_queue(OTHER, "orders");
    let deny = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"{QUEUE}"}}"#
    );
    let set = SetQueueAttributes {
        queue_url: queue_url.clone(),
        attributes: queue_policy(&deny),
    };
    clients.call(OTHER, set).unwrap();
    let receive = ReceiveMessage {
        queue_url,
        ..ReceiveMessage::default()
    };
    let refused = clients.call(OTHER, receive).unwrap_err().to_string();
    assert!(
        refused.ends_with("with an explicit deny in a resource-based policy"),
        "{refused}"
    );
}

#[test]
fn a_buckets_policy_lets_another_account_read() {
    let mut clients = Clients::new();
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    clients.call(OWN, create).unwrap();
    let policy = |account: &str| {
        PutBucketPolicy(PutBucketSubresource {
            bucket: "logs".to_owned(),
            subresource: Subresource::Policy,
            text: format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{account}"}},"Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::logs"}}]}}"#
            ),
        })
    };
    let list = || {
        ListObjectsV2(ListObjects {
            bucket: "logs".to_owned(),
            prefix: String::new(),
            delimiter: String::new(),
            start_after: String::new(),
            max_keys: None,
        })
    };
    clients.call(OWN, policy("444455556666")).unwrap();
    assert!(clients.call(OTHER, list()).is_err());
    clients.call(OWN, policy(OTHER)).unwrap();
    clients.call(OTHER, list()).unwrap();
    let malformed = clients.call(OWN, policy("nobody")).unwrap_err();
    assert!(
        matches!(malformed, BucketError::MalformedPolicy(_)),
        "{malformed}"
    );
}

fn create_logs() -> CreateBucket {
    CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    }
}

fn put_policy(policy: &serde_json::Value) -> PutBucketPolicy {
    PutBucketPolicy(PutBucketSubresource {
        bucket: "logs".to_owned(),
        subresource: Subresource::Policy,
        text: policy.to_string(),
    })
}

fn of_policy() -> (GetBucketPolicy, DeleteBucketPolicy) {
    let (bucket, subresource) = ("logs".to_owned(), Subresource::Policy);
    let get = GetBucketSubresource {
        bucket: bucket.clone(),
        subresource,
    };
    let delete = DeleteBucketSubresource {
        bucket,
        subresource,
    };
    (GetBucketPolicy(get), DeleteBucketPolicy(delete))
}

/// Whoever lets another account do everything has not given the bucket away.
#[test]
fn the_policy_of_a_bucket_is_its_accounts_matter() {
    let mut clients = Clients::new();
    clients.call(OWN, create_logs()).unwrap();
    let all = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "s3:*",
        "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
    }]});
    clients.call(OWN, put_policy(&all)).unwrap();
    let (get, delete) = of_policy();
    let refused = BucketError::MethodNotAllowed;
    assert_eq!(clients.call(OTHER, put_policy(&all)).unwrap_err(), refused);
    assert_eq!(clients.call(OTHER, get).unwrap_err(), refused);
    assert_eq!(clients.call(OTHER, delete).unwrap_err(), refused);
    let (get, delete) = of_policy();
    clients.call(OWN, get).unwrap();
    clients.call(OWN, delete).unwrap();
    let denied = clients.call(OTHER, put_policy(&all)).unwrap_err();
    assert!(matches!(denied, BucketError::AccessDenied(_)), "{denied}");
}

#[test]
fn a_bucket_whose_policy_denies_everybody_is_mended_by_its_root() {
    let mut clients = Clients::new();
    clients.call(OWN, create_logs()).unwrap();
    let nobody = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
    }]});
    clients.call(OWN, put_policy(&nobody)).unwrap();
    let list = || {
        ListObjectsV2(ListObjects {
            bucket: "logs".to_owned(),
            ..ListObjects::default()
        })
    };
    assert!(clients.call(OWN, list()).is_err());
    let (get, delete) = of_policy();
    clients.call(OWN, get).unwrap();
    clients.call(OWN, put_policy(&nobody)).unwrap();
    clients.call(OWN, delete).unwrap();
    assert!(clients.call(OWN, list()).is_ok());
}

#[test]
fn a_queue_whose_policy_denies_everybody_is_mended_by_its_root() {
    let mut clients = Clients::new();
    let queue_url = clients.create_queue(OWN, "orders");
    let set = |policy: &str| SetQueueAttributes {
        queue_url: queue_url.clone(),
        attributes: [("Policy".to_owned(), policy.to_owned())].into(),
    };
    let nobody = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:000000000000:orders"}]}"#;
    clients.call(OWN, set(nobody)).unwrap();
    let send = || SendMessage {
        queue_url: queue_url.clone(),
        message_body: "x".into(),
        ..SendMessage::default()
    };
    assert!(clients.call(OWN, send()).is_err());
    clients.call(OWN, set("")).unwrap();
    clients.call(OWN, send()).unwrap();
}
