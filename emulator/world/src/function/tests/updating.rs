//! What runs while a function is being changed.

use serde_json::json;

use super::aggregator;
use super::publishing::of;
use super::stage::FUNCTION;
use crate::call::Call;
use crate::effect::Effect;
use crate::function::{
    CreateFunction, DeleteFunction, Function, InvocationType, Invoke, Order, Outcome, TagResource,
    UpdateFunctionConfiguration,
};
use crate::operation::Request;
use crate::origin::{Home, Origin};
use crate::world::World;

/// A world whose functions somebody prepares, when they like.
struct Prepared {
    world: World,
    /// What is to be prepared.
    preparing: Vec<Function>,
    orders: Vec<Order>,
}

impl Prepared {
    /// With a function that is ready.
    fn new() -> Self {
        let world = World::new(1).with_settings(crate::settings::Settings {
            functions_are_prepared: true,
            enforcement: crate::access::Enforcement::Off,
            ..crate::settings::Settings::default()
        });
        let mut prepared = Self {
            world,
            preparing: Vec::new(),
            orders: Vec::new(),
        };
        prepared.create();
        prepared.prepare();
        prepared
    }

    fn create(&mut self) {
        let create = CreateFunction {
            role: Some("arn:aws:iam::000000000000:role/r".to_owned()),
            description: Some("old".to_owned()),
            ..aggregator()
        };
        self.call(create);
    }

    fn call<R: Request>(&mut self, request: R) -> R::Reply {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let call = Call::new(Origin::default(), request.into_operation());
        let answer = self.world.apply(now, call);
        self.take_effects();
        R::answer(answer.result).unwrap_or_else(|_| panic!("it is taken"))
    }

    /// Everything that waits for it is ready.
    fn prepare(&mut self) {
        for function in std::mem::take(&mut self.preparing) {
            let now = jiff::Timestamp::UNIX_EPOCH;
            let id = &function.deployment_id;
            self.world
                .function_prepared(now, &Home::default(), &function.name, id);
        }
        self.take_effects();
    }

    fn take_effects(&mut self) {
        for effect in self.world.take_effects() {
            match effect {
                Effect::Prepare(function) => self.preparing.push(*function),
                Effect::Invoke(order) => self.orders.push(*order),
                _ => {}
            }
        }
    }

    fn update(&mut self) {
        let members = json!({"FunctionName": FUNCTION, "Description": "new", "Timeout": 7,
            "LoggingConfig": {"LogGroup": "new"}});
        self.call(of::<UpdateFunctionConfiguration>(members));
    }

    /// What the next invocation runs.
    fn runs(&mut self) -> String {
        let invoke = Invoke {
            function_name: FUNCTION.to_owned(),
            invocation_type: InvocationType::Event,
            payload: "{}".into(),
            ..Invoke::default()
        };
        self.call(invoke);
        let Order { id, function, .. } = self.orders.remove(0);
        let outcome = Outcome::Response("{}".into());
        let now = jiff::Timestamp::UNIX_EPOCH;
        self.world
            .end_invocation(now, &Home::default(), &id, outcome);
        self.take_effects();
        function.description
    }
}

#[test]
fn what_was_before_runs_until_an_update_is_over() {
    let mut prepared = Prepared::new();
    assert_eq!(prepared.runs(), "old");
    prepared.update();
    assert_eq!(prepared.runs(), "old", "LastUpdateStatus is InProgress");
    prepared.prepare();
    assert_eq!(prepared.runs(), "new");
    prepared.update();
    assert_eq!(prepared.runs(), "new");
}

#[test]
fn a_caller_is_shown_the_log_of_what_runs() {
    let mut prepared = Prepared::new();
    prepared.update();
    let invoke = || Invoke {
        function_name: FUNCTION.to_owned(),
        payload: "{}".into(),
        ..Invoke::default()
    };
    let executed = prepared.call(invoke()).executed.unwrap();
    assert_eq!(executed.log_group_name, "/aws/lambda/aggregator");
    prepared.prepare();
    let executed = prepared.call(invoke()).executed.unwrap();
    assert_eq!(executed.log_group_name, "new");
}

#[test]
fn a_function_is_not_tagged_while_it_is_being_changed() {
    let mut prepared = Prepared::new();
    let tag = || TagResource {
        resource: "arn:aws:lambda:us-east-1:000000000000:function:aggregator".to_owned(),
        tags: [("k".to_owned(), "v".to_owned())].into(),
    };
    prepared.call(tag());
    prepared.update();
    let now = jiff::Timestamp::UNIX_EPOCH;
    let call = Call::new(Origin::default(), tag().into_operation());
    let refused = TagResource::answer(prepared.world.apply(now, call).result).unwrap_err();
    let text = "An update is in progress for resource";
    assert!(refused.to_string().contains(text), "{refused}");
    prepared.prepare();
    prepared.call(tag());
}

#[test]
fn a_function_that_is_made_anew_has_nothing_of_an_update_before() {
    let mut prepared = Prepared::new();
    prepared.update();
    let delete = DeleteFunction {
        function_name: FUNCTION.to_owned(),
        ..DeleteFunction::default()
    };
    prepared.call(delete);
    prepared.preparing.clear();
    prepared.create();
    prepared.prepare();
    prepared.update();
    prepared.prepare();
    assert_eq!(prepared.runs(), "new");
}
