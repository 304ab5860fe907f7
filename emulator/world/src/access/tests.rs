//! Accounts: what each has, and what nobody gets of another's.

use jiff::Timestamp;

use crate::bucket::{BucketError, CreateBucket, ListBuckets, ListObjects, ListObjectsV2};
use crate::function::{FunctionError, GetFunctionConfiguration};
use crate::origin::{AccountId, Origin};
use crate::queue::{CreateQueue, GetQueueUrl, QueueError, SendMessage};
use crate::service::Request;
use crate::{Call, World};

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
            endpoint: "http://h".to_owned(),
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
            message_body: "x".to_owned(),
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
        message_body: "x".to_owned(),
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
    assert_eq!(
        refused.to_string(),
        "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:ListBucket on resource: \
         \"arn:aws:s3:::logs\" because no resource-based policy allows the s3:ListBucket action"
    );
}

#[test]
fn a_function_arn_of_another_account_is_not_ours() {
    let mut clients = Clients::new();
    let get = GetFunctionConfiguration {
        function_name: format!("arn:aws:lambda:us-east-1:{OTHER}:function:f"),
    };
    let refused = clients.call(OWN, get).unwrap_err();
    assert!(
        matches!(refused, FunctionError::AccessDenied(_)),
        "{refused}"
    );
}
