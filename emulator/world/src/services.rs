//! The one list of services.

/// A line a service: the variant, the module, its error, and what it keeps for an account in a Region. `$write` makes something of them.
macro_rules! services {
    ($write:ident) => {
        $write! {
            S3 = bucket, BucketError;
            Sqs = queue, QueueError, queues: Queues;
            CloudWatch = metrics, MetricsError, metrics: Metrics;
            Lambda = function, FunctionError, functions: Functions;
            Logs = logs, LogsError, log_groups: LogGroups;
            Sns = topic, TopicError, topics: Topics;
            Sts = sts, StsError;
            Iam = iam, IamError;
        }
    };
}

pub(crate) use services;
