//! AWS's own managed policies: those that the guide, SAM, CDK and people who look at things attach. `managed/README.md` says
//! where the documents are from.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::document;
use super::identifiers::{Identifiers, Kind};
use super::policy::ManagedPolicy;
use crate::policy::DocumentKind;

/// A policy as AWS lists it.
struct Line {
    name: &'static str,
    path: &'static str,
    id: &'static str,
    version: u32,
    created: &'static str,
    updated: &'static str,
    description: &'static str,
    document: &'static str,
}

macro_rules! document {
    ($name:literal) => {
        include_str!(concat!("managed/", $name, ".json"))
    };
}

const LINES: [Line; 9] = [
    Line {
        name: "AWSXRayDaemonWriteAccess",
        path: "/",
        id: "ANPAIOE47HSUE5AVBNEDM",
        version: 2,
        created: "2018-08-28T23:00:33Z",
        updated: "2024-02-13T21:58:30Z",
        description: "Allow the AWS X-Ray Daemon to relay raw trace segments data to the service's API and retrieve sampling data (rules, targets, etc.) to be used by the X-Ray SDK.",
        document: document!("AWSXRayDaemonWriteAccess"),
    },
    Line {
        name: "AWSXrayWriteOnlyAccess",
        path: "/",
        id: "ANPAIAACM4LMYSRGBCTM6",
        version: 2,
        created: "2016-12-01T18:19:53Z",
        updated: "2018-08-28T23:03:04Z",
        description: "AWS X-Ray write only managed policy",
        document: document!("AWSXrayWriteOnlyAccess"),
    },
    Line {
        name: "AdministratorAccess",
        path: "/",
        id: "ANPAIWMBCKSKIEE64ZLYK",
        version: 1,
        created: "2015-02-06T18:39:46Z",
        updated: "2015-02-06T18:39:46Z",
        description: "Provides full access to AWS services and resources.",
        document: document!("AdministratorAccess"),
    },
    Line {
        name: "AmazonS3ReadOnlyAccess",
        path: "/",
        id: "ANPAIZTJ4DXE7G6AGAE6M",
        version: 3,
        created: "2015-02-06T18:40:59Z",
        updated: "2023-08-10T21:31:39Z",
        description: "Provides read only access to all buckets via the AWS Management Console.",
        document: document!("AmazonS3ReadOnlyAccess"),
    },
    Line {
        name: "CloudWatchReadOnlyAccess",
        path: "/",
        id: "ANPAJN23PDQP7SZQAE3QE",
        version: 24,
        created: "2015-02-06T18:40:01Z",
        updated: "2026-02-12T18:01:50Z",
        description: "Provides read only access to CloudWatch.",
        document: document!("CloudWatchReadOnlyAccess"),
    },
    Line {
        name: "PowerUserAccess",
        path: "/",
        id: "ANPAJYRXTHIB4FOVS3ZXS",
        version: 12,
        created: "2015-02-06T18:39:47Z",
        updated: "2026-02-12T17:59:14Z",
        description: "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
        document: document!("PowerUserAccess"),
    },
    Line {
        name: "ReadOnlyAccess",
        path: "/",
        id: "ANPAILL3HVNFSB6DCOWYQ",
        version: 182,
        created: "2015-02-06T18:39:48Z",
        updated: "2026-04-03T15:27:12Z",
        description: "Provides read-only access to AWS services and resources.",
        document: document!("ReadOnlyAccess"),
    },
    Line {
        name: "AWSLambdaBasicExecutionRole",
        path: "/service-role/",
        id: "ANPAJNCQGXC42545SKXIK",
        version: 1,
        created: "2015-04-09T15:03:43Z",
        updated: "2015-04-09T15:03:43Z",
        description: "Provides write permissions to CloudWatch Logs.",
        document: document!("AWSLambdaBasicExecutionRole"),
    },
    Line {
        name: "AWSLambdaSQSQueueExecutionRole",
        path: "/service-role/",
        id: "ANPAJFWJZI6JNND4TSELK",
        version: 1,
        created: "2018-06-14T21:50:45Z",
        updated: "2018-06-14T21:50:45Z",
        description: "Provides receive message, delete message, and read attribute access to SQS queues, and write permissions to CloudWatch logs.",
        document: document!("AWSLambdaSQSQueueExecutionRole"),
    },
];

/// AWS's partitions, each of which has them under ARNs of its own.
const PARTITIONS: [&str; 3] = ["aws", "aws-cn", "aws-us-gov"];

/// Each is read when somebody asks for it for the first time.
static POLICIES: [[OnceLock<ManagedPolicy>; LINES.len()]; PARTITIONS.len()] =
    [const { [const { OnceLock::new() }; LINES.len()] }; PARTITIONS.len()];

/// The policy of this ARN, where it is one of AWS's that are here.
pub(super) fn find(arn: &str) -> Option<&'static ManagedPolicy> {
    let (partition, name) = arn.strip_prefix("arn:")?.split_once(":iam::aws:policy/")?;
    let partition = PARTITIONS.iter().position(|known| *known == partition)?;
    let line = LINES.iter().position(|line| {
        let path = name.strip_suffix(line.name);
        path.is_some_and(|path| path == &line.path[1..])
    })?;
    Some(policy(partition, line))
}

/// All of them in a partition.
pub(super) fn all<'a>(partition: &str) -> impl Iterator<Item = &'a ManagedPolicy> {
    let number = PARTITIONS.iter().position(|known| *known == partition);
    let numbers = number.into_iter();
    numbers.flat_map(|number| (0..LINES.len()).map(move |line| policy(number, line)))
}

fn policy(partition: usize, line: usize) -> &'static ManagedPolicy {
    POLICIES[partition][line].get_or_init(|| LINES[line].policy(PARTITIONS[partition]))
}

impl Line {
    fn policy(&self, partition: &str) -> ManagedPolicy {
        let moment = |text: &str| text.parse::<Timestamp>().expect("the table holds moments");
        let identifiers = Identifiers {
            kind: Kind::Policy,
            name: self.name.to_owned(),
            path: self.path.to_owned(),
            id: self.id.into(),
            arn: format!("arn:{partition}:iam::aws:policy{}{}", self.path, self.name).into(),
            created: moment(self.created),
        };
        let document = document::parse(self.document, DocumentKind::Managed);
        ManagedPolicy::of_aws(
            identifiers,
            self.description,
            self.version,
            moment(self.updated),
            document.expect("AWS's own documents are policies"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awss_policies_are_found_by_their_arns_and_no_others() {
        for arn in [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
            "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
            "arn:aws-cn:iam::aws:policy/AWSXRayDaemonWriteAccess",
            "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess",
        ] {
            assert_eq!(&*find(arn).unwrap().identifiers.arn, arn);
        }
        for arn in [
            "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/service-role/AdministratorAccess",
            "arn:aws:iam::aws:policy/NobodysAccess",
            "arn:gcp:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::000000000000:policy/ReadOnlyAccess",
        ] {
            assert!(find(arn).is_none(), "{arn}");
        }
    }
}
