//! Functions whose arguments are not all alike: words, texts, ids, numbers.

use super::aggregate::Aggregate;
use super::evaluate::Evaluation;
use super::fault::Fault;
use super::fill::Filler;
use super::function::Function;
use super::node::Node;
use super::search::Search;
use super::series::{Series, Value};
use super::{branch, order, transform};

impl Evaluation<'_> {
    pub(super) fn fill(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let refused = Fault::Arguments {
            function: Function::Fill,
        };
        let [gappy, with] = arguments else {
            return Err(refused);
        };
        let gappy = self.node(gappy)?;
        let filler = match with {
            Node::Word(word) if word == "REPEAT" => Filler::Repeat,
            Node::Word(word) if word == "LINEAR" => Filler::Linear,
            _ => match self.node(with)? {
                Value::Scalar(number) => Filler::Number(number),
                Value::Series(series) => Filler::Series(series),
                Value::List(_) => return Err(refused),
            },
        };
        match gappy {
            Value::Scalar(_) => Err(refused),
            value => value.map(|series| {
                let steps = self.scope.steps(series.period);
                self.budget.spend(steps.count)?;
                Ok(filler.fill(series, steps))
            }),
        }
    }

    pub(super) fn branch(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let refused = Fault::Arguments {
            function: Function::If,
        };
        let [condition, yes, rest @ ..] = arguments else {
            return Err(refused);
        };
        if rest.len() > 1 {
            return Err(refused);
        }
        let condition = self.node(condition)?;
        let yes = self.node(yes)?;
        let no = rest.first().map(|node| self.node(node)).transpose()?;
        branch::branch(condition, yes, no).ok_or(refused)
    }

    /// Of a metric, not of what an expression came to.
    pub(super) fn period(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let refused = Fault::Arguments {
            function: Function::Period,
        };
        let [Node::Id(id)] = arguments else {
            return Err(refused);
        };
        let metrics = self.scope.metrics();
        let metric = metrics.into_iter().find(|(known, _)| known == id);
        let (_, series) = metric.ok_or(refused)?;
        Ok(Value::Scalar(transform::number(series.period)))
    }

    pub(super) fn time_series(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let function = Function::TimeSeries;
        let Value::Scalar(number) = self.only(function, arguments)? else {
            return Err(Fault::Arguments { function });
        };
        let period = self.scope.period();
        let steps = self.scope.steps(period);
        self.budget.spend(steps.count)?;
        let moments = steps.moments().filter(|_| number.is_finite());
        Ok(Value::Series(Series {
            points: moments.map(|at| (at, number)).collect(),
            period,
            label: String::new(),
            metric: None,
        }))
    }

    pub(super) fn metrics(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let wanted = match arguments {
            [] => "",
            [Node::Text(wanted)] => wanted,
            _ => {
                let function = Function::Metrics;
                return Err(Fault::Arguments { function });
            }
        };
        let metrics = self.scope.metrics();
        let named = metrics.into_iter().filter(|(id, _)| id.contains(wanted));
        Ok(Value::List(
            named.map(|(_, series)| series.clone()).collect(),
        ))
    }

    pub(super) fn search(&self, arguments: &[Node]) -> Result<Value, Fault> {
        let (query, stat, period) = match arguments {
            [Node::Text(query), Node::Text(stat)] => (query, stat, None),
            [Node::Text(query), Node::Text(stat), Node::Number(period)] => {
                let seconds = transform::whole(*period);
                let refused = || Fault::SearchPeriod(period.to_string());
                (query, stat, Some(seconds.ok_or_else(refused)?))
            }
            _ => {
                let function = Function::Search;
                return Err(Fault::Arguments { function });
            }
        };
        let search = Search::parse(query)?;
        self.scope.search(&search, stat, period).map(Value::List)
    }

    /// Functions of a list, and of which of its series come first.
    pub(super) fn ordered(&self, function: Function, arguments: &[Node]) -> Result<Value, Fault> {
        let refused = Fault::Arguments { function };
        let [list, rest @ ..] = arguments else {
            return Err(refused);
        };
        let Value::List(list) = self.node(list)? else {
            return Err(refused);
        };
        let end = |series: Option<Series>| {
            let none = || Aggregate::Sum.across(&[], self.scope.period());
            Value::Series(series.unwrap_or_else(none))
        };
        match (function, rest) {
            (Function::First, []) => Ok(end(list.into_iter().next())),
            (Function::Last, []) => Ok(end(list.into_iter().next_back())),
            (Function::MetricCount, []) => Ok(Value::Scalar(transform::count(list.len()))),
            (Function::RemoveEmpty, []) => {
                let full = list.into_iter().filter(|series| !series.points.is_empty());
                Ok(Value::List(full.collect()))
            }
            (Function::Slice, [start]) => {
                let start = self.index(start)?.ok_or(refused)?;
                Ok(Value::List(order::slice(list, start, usize::MAX)))
            }
            (Function::Slice, [start, end]) => {
                let start = self.index(start)?.ok_or_else(|| refused.clone())?;
                let end = self.index(end)?.ok_or(refused)?;
                Ok(Value::List(order::slice(list, start, end)))
            }
            (Function::Sort, [Node::Word(by), Node::Word(direction), limit @ ..]) => {
                let by = Aggregate::named(by).ok_or_else(|| refused.clone())?;
                let is_descending = match direction.as_str() {
                    "ASC" => false,
                    "DESC" => true,
                    _ => return Err(refused),
                };
                let limit = match limit {
                    [] => usize::MAX,
                    [limit] => self.index(limit)?.ok_or(refused)?,
                    _ => return Err(refused),
                };
                let rank = |series: &Series| by.of(series, self.scope.steps(series.period));
                let sorted = order::sort(list, rank, is_descending);
                Ok(Value::List(order::slice(sorted, 0, limit)))
            }
            _ => Err(refused),
        }
    }

    /// A scalar that counts series; `None` for what counts none.
    fn index(&self, node: &Node) -> Result<Option<usize>, Fault> {
        let Value::Scalar(number) = self.node(node)? else {
            return Ok(None);
        };
        let whole = transform::whole(number);
        Ok(whole.and_then(|number| usize::try_from(number).ok()))
    }
}
