//! Evaluates an expression: which function is given what.

use super::aggregate::Aggregate;
use super::bounds::MAX_SERIES;
use super::budget::Budget;
use super::calendar::Part;
use super::fault::Fault;
use super::function::Function;
use super::node::Node;
use super::search::Search;
use super::series::{Series, Steps, Value};
use super::transform;

/// What an expression may look at.
pub trait Scope {
    /// What the query of that id came to. `None` where there is none.
    fn value(&self, id: &str) -> Option<&Value>;

    /// The request's metrics, with their ids, in its order. Expressions are none.
    fn metrics(&self) -> Vec<(&str, &Series)>;

    /// The series that a search finds.
    fn search(
        &self,
        search: &Search,
        stat: &str,
        period: Option<i64>,
    ) -> Result<Vec<Series>, Fault>;

    /// The periods of the span, of so many seconds each.
    fn steps(&self, period: i64) -> Steps;

    /// Seconds: of a series that is made of no metric.
    fn period(&self) -> i64;
}

pub(super) struct Evaluation<'a> {
    pub(super) scope: &'a dyn Scope,
    pub(super) budget: &'a Budget,
}

impl Evaluation<'_> {
    pub(super) fn node(&self, node: &Node) -> Result<Value, Fault> {
        match node {
            Node::Number(number) => Ok(Value::Scalar(*number)),
            Node::Text(_) | Node::Word(_) => Err(Fault::Syntax),
            Node::Id(id) => {
                let value = self.scope.value(id);
                let value = value.ok_or_else(|| Fault::UnknownId(id.clone()))?;
                self.paid(value.clone())
            }
            Node::Negated(inner) => match self.node(inner)? {
                Value::Scalar(number) => Ok(Value::Scalar(-number)),
                value => self.paid(value.map(|series| Ok(series.map(|value| -value)))?),
            },
            Node::Chain(first, rest) => {
                let first = self.node(first)?;
                rest.iter().try_fold(first, |left, (operator, right)| {
                    let right = self.node(right)?;
                    self.paid(operator.apply(left, right)?)
                })
            }
            Node::Call(function, arguments) => self.call(*function, arguments),
            Node::List(nodes) => self.list(nodes),
        }
    }

    /// A value that its expression makes, once its request can afford it.
    fn paid(&self, value: Value) -> Result<Value, Fault> {
        let series = match &value {
            Value::Scalar(_) => return Ok(value),
            Value::Series(series) => std::slice::from_ref(series),
            Value::List(list) => list,
        };
        if series.len() > MAX_SERIES {
            return Err(Fault::TooManySeries);
        }
        for series in series {
            self.budget.spend(series.points.len())?;
        }
        Ok(value)
    }

    fn list(&self, nodes: &[Node]) -> Result<Value, Fault> {
        let mut list = Vec::new();
        for node in nodes {
            match self.node(node)? {
                Value::Scalar(_) => return Err(Fault::ScalarInList),
                value => list.extend(value.into_series()),
            }
            if list.len() > MAX_SERIES {
                return Err(Fault::TooManySeries);
            }
        }
        Ok(Value::List(list))
    }

    fn call(&self, function: Function, arguments: &[Node]) -> Result<Value, Fault> {
        let value = match function {
            Function::Abs => self.each(function, arguments, |series| series.map(f64::abs)),
            Function::Ceil => self.each(function, arguments, |series| series.map(f64::ceil)),
            Function::Floor => self.each(function, arguments, |series| series.map(f64::floor)),
            Function::Log => self.each(function, arguments, |series| series.map(f64::ln)),
            Function::Log10 => self.each(function, arguments, |series| series.map(f64::log10)),
            Function::Diff => self.each(function, arguments, transform::diff),
            Function::DiffTime => self.each(function, arguments, transform::diff_time),
            Function::Rate => self.each(function, arguments, transform::rate),
            Function::RunningSum => self.each(function, arguments, transform::running_sum),
            Function::Avg => self.aggregate(Aggregate::Avg, function, arguments),
            Function::Sum => self.aggregate(Aggregate::Sum, function, arguments),
            Function::Min => self.aggregate(Aggregate::Min, function, arguments),
            Function::Max => self.aggregate(Aggregate::Max, function, arguments),
            Function::StdDev => self.aggregate(Aggregate::StdDev, function, arguments),
            Function::DatapointCount => self.aggregate(Aggregate::Count, function, arguments),
            Function::Minute => self.calendar(Part::Minute, function, arguments),
            Function::Hour => self.calendar(Part::Hour, function, arguments),
            Function::Day => self.calendar(Part::Day, function, arguments),
            Function::Date => self.calendar(Part::Date, function, arguments),
            Function::Month => self.calendar(Part::Month, function, arguments),
            Function::Year => self.calendar(Part::Year, function, arguments),
            Function::Epoch => self.calendar(Part::Epoch, function, arguments),
            Function::Fill => self.fill(arguments),
            Function::If => self.branch(arguments),
            Function::Period => self.period(arguments),
            Function::TimeSeries => self.time_series(arguments),
            Function::Metrics => self.metrics(arguments),
            Function::Search => self.search(arguments),
            Function::First
            | Function::Last
            | Function::MetricCount
            | Function::RemoveEmpty
            | Function::Slice
            | Function::Sort => self.ordered(function, arguments),
        };
        self.paid(value?)
    }

    /// A function of every series by itself.
    fn each(
        &self,
        function: Function,
        arguments: &[Node],
        of: impl Fn(&Series) -> Series,
    ) -> Result<Value, Fault> {
        match self.only(function, arguments)? {
            Value::Scalar(_) => Err(Fault::Arguments { function }),
            value => value.map(|series| Ok(of(series))),
        }
    }

    /// The one argument of a function.
    pub(super) fn only(&self, function: Function, arguments: &[Node]) -> Result<Value, Fault> {
        match arguments {
            [argument] => self.node(argument),
            _ => Err(Fault::Arguments { function }),
        }
    }

    fn aggregate(
        &self,
        aggregate: Aggregate,
        function: Function,
        arguments: &[Node],
    ) -> Result<Value, Fault> {
        match self.only(function, arguments)? {
            Value::Scalar(_) => Err(Fault::Arguments { function }),
            Value::Series(series) => {
                let steps = self.scope.steps(series.period);
                Ok(Value::Scalar(aggregate.of(&series, steps)))
            }
            Value::List(list) => {
                let across = aggregate.across(&list, self.scope.period());
                Ok(Value::Series(across))
            }
        }
    }

    fn calendar(&self, part: Part, function: Function, arguments: &[Node]) -> Result<Value, Fault> {
        match self.only(function, arguments)? {
            Value::Series(series) => {
                let steps = self.scope.steps(series.period);
                self.budget.spend(steps.count)?;
                Ok(Value::Series(part.of(&series, steps)))
            }
            _ => Err(Fault::Arguments { function }),
        }
    }
}
