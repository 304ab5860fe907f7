//! Topics, the queues that listen to them, and the alarms that speak through them.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, StateValue, Statistic};
use aws_sdk_sns::types::MessageAttributeValue;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};

use super::{Stack, create};
use crate::clock::until;
use crate::env::Env;

/// A topic of this stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub arn: String,
}

/// A queue that is subscribed to a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    queue_url: String,
}

/// What a subscription wants to hear.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    Everything,
    /// By the message's attributes.
    Attributes(Value),
    /// By the message's body, which is JSON.
    Body(Value),
}

impl Wanted {
    fn attributes(&self) -> HashMap<String, String> {
        let (policy, scope) = match self {
            Self::Everything => return HashMap::new(),
            Self::Attributes(policy) => (policy, "MessageAttributes"),
            Self::Body(policy) => (policy, "MessageBody"),
        };
        HashMap::from([
            ("FilterPolicy".to_owned(), policy.to_string()),
            ("FilterPolicyScope".to_owned(), scope.to_owned()),
        ])
    }
}

/// What a queue got from its topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub subject: String,
    /// As it was published.
    pub message: String,
    pub topic_arn: String,
}

impl Letter {
    fn read(body: &str) -> Self {
        let envelope: Value = serde_json::from_str(body)
            .unwrap_or_else(|error| panic!("no letter of a topic: {error}: {body}"));
        let text = |name: &str| envelope[name].as_str().unwrap_or_default().to_owned();
        Self {
            subject: text("Subject"),
            message: text("Message"),
            topic_arn: text("TopicArn"),
        }
    }

    /// What an alarm tells, which is JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn told(&self) -> Value {
        serde_json::from_str(&self.message)
            .unwrap_or_else(|error| panic!("not told by an alarm: {error}: {}", self.message))
    }
}

/// An alarm on one series, with actions on a topic for better and worse.
#[derive(Debug, Clone)]
pub struct Alarm<'a> {
    pub name: &'a str,
    pub namespace: &'a str,
    pub metric_name: &'a str,
    pub dimension: Option<(&'a str, &'a str)>,
    pub period: Duration,
    /// What a period without data is taken for: `missing`, `ignore`, `breaching` or `notBreaching`.
    pub treat_missing_data: &'a str,
}

impl<E: Env> Stack<'_, E> {
    pub async fn topic(&self) -> Topic {
        let create = self.clients.sns.create_topic();
        let created = create.name(format!("{}-alerts", self.name)).send().await;
        let created = created.unwrap_or_else(|error| panic!("create a topic: {error:?}"));
        let arn = created.topic_arn().expect("a created topic has an ARN");
        Topic {
            arn: arn.to_owned(),
        }
    }

    /// Subscribes a queue of its own, which the topic may send to.
    pub async fn listener(&self, topic: &Topic, name: &str, wanted: &Wanted) -> Listener {
        let name = format!("{}-{name}", self.name);
        let (queue_url, queue_arn) = create::queue(&self.clients, &name, HashMap::new()).await;
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": queue_arn, "Condition": {"ArnEquals": {"aws:SourceArn": topic.arn}},
        }]});
        let set = self.clients.sqs.set_queue_attributes();
        let set = set
            .queue_url(&queue_url)
            .attributes(QueueAttributeName::Policy, policy.to_string());
        set.send()
            .await
            .unwrap_or_else(|error| panic!("policy of {name}: {error:?}"));
        let subscribe = self.clients.sns.subscribe().topic_arn(&topic.arn);
        let subscribe = subscribe.protocol("sqs").endpoint(queue_arn);
        let subscribe = subscribe.set_attributes(Some(wanted.attributes()));
        subscribe
            .send()
            .await
            .unwrap_or_else(|error| panic!("subscribe {name}: {error:?}"));
        Listener { queue_url }
    }

    /// Publishes with one attribute, a text.
    pub async fn publish(&self, topic: &Topic, message: &str, attribute: (&str, &str)) {
        let (name, value) = attribute;
        let value = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(value)
            .build()
            .expect("its type is given");
        let publish = self.clients.sns.publish().topic_arn(&topic.arn);
        let publish = publish.message(message).message_attributes(name, value);
        publish
            .send()
            .await
            .unwrap_or_else(|error| panic!("publish {message}: {error:?}"));
    }

    /// Makes an alarm that is raised at 1.
    pub async fn alarm(&self, alarm: &Alarm<'_>, topic: &Topic) {
        let dimension = alarm
            .dimension
            .map(|(name, value)| Dimension::builder().name(name).value(value).build());
        let put = self.clients.cloudwatch.put_metric_alarm();
        let put = put
            .alarm_name(alarm.name)
            .namespace(alarm.namespace)
            .metric_name(alarm.metric_name)
            .set_dimensions(dimension.map(|dimension| vec![dimension]))
            .statistic(Statistic::Sum)
            .period(i32::try_from(alarm.period.as_secs()).expect("periods are short"))
            .evaluation_periods(1)
            .treat_missing_data(alarm.treat_missing_data)
            .threshold(1.0)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .alarm_actions(&topic.arn)
            .ok_actions(&topic.arn);
        put.send()
            .await
            .unwrap_or_else(|error| panic!("alarm {}: {error:?}", alarm.name));
    }

    /// The guide's alarm on the dead-letter queue.
    pub async fn alarm_on_dead_letters(&self, topic: &Topic) -> String {
        let name = format!("{}-dead-letters", self.name);
        let queue = format!("{}-dlq", self.name);
        let alarm = Alarm {
            name: &name,
            namespace: "AWS/SQS",
            metric_name: "ApproximateNumberOfMessagesVisible",
            dimension: Some(("QueueName", &queue)),
            period: self.env.timing().alarm_period,
            treat_missing_data: "missing",
        };
        self.alarm(&alarm, topic).await;
        name
    }

    pub async fn set_alarm(&self, name: &str, state: StateValue, reason: &str) {
        let set = self.clients.cloudwatch.set_alarm_state();
        let set = set.alarm_name(name).state_value(state).state_reason(reason);
        set.send()
            .await
            .unwrap_or_else(|error| panic!("state of {name}: {error:?}"));
    }

    /// Waits for that many letters, in the order in which they came.
    pub async fn letters(&self, listener: &Listener, expected: usize) -> Vec<Letter> {
        let mut letters = Vec::new();
        while letters.len() < expected {
            let batch = until("the topic's queue has heard", || async {
                let batch = self.receive_letters(listener).await;
                if batch.is_empty() {
                    Err("nothing")
                } else {
                    Ok(batch)
                }
            })
            .await;
            letters.extend(batch);
        }
        letters
    }

    /// Lets time pass until an alarm is in this state and its topic's queue has heard so.
    pub async fn letter_of_alarm(&self, listener: &Listener, name: &str, state: &str) -> Letter {
        until("the alarm's letter", || async {
            self.env.pass(self.env.timing().alarm_look).await;
            let letters = self.receive_letters(listener).await;
            let found = letters.iter().find(|letter| {
                let told = letter.told();
                told["AlarmName"] == name && told["NewStateValue"] == state
            });
            let subjects = || letters.iter().map(|letter| letter.subject.as_str());
            let found = found.cloned();
            found.ok_or_else(|| subjects().collect::<Vec<_>>().join(", "))
        })
        .await
    }

    /// Takes what is there.
    async fn receive_letters(&self, listener: &Listener) -> Vec<Letter> {
        let sqs = &self.clients.sqs;
        let receive = sqs.receive_message().queue_url(&listener.queue_url);
        let answer = receive.max_number_of_messages(10).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("receive letters: {error:?}"));
        for message in answer.messages() {
            let delete = sqs.delete_message().queue_url(&listener.queue_url);
            delete
                .receipt_handle(message.receipt_handle().unwrap_or_default())
                .send()
                .await
                .unwrap_or_else(|error| panic!("delete a letter: {error:?}"));
        }
        let bodies = answer
            .messages()
            .iter()
            .filter_map(|message| message.body());
        bodies.map(Letter::read).collect()
    }
}
