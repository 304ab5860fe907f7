//! Selectors of JSON: `$.users[0].id`, `$.['cluster.name']`, `$.requests[*].status`.

use serde_json::Value;

use super::cursor::Cursor;
use super::fault::Fault;

/// Which value of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selector {
    /// As the pattern has it.
    text: Box<str>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Property(Box<str>),
    Element(usize),
    /// Every property or element.
    Every,
}

impl Selector {
    /// # Errors
    /// What does not begin with `$` and a property.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        if !cursor.eat("$") {
            return Err(Fault::Syntax);
        }
        let mut steps = Vec::new();
        while let Some(step) = Step::parse(cursor)? {
            if step == Step::Every {
                if steps.contains(&step) {
                    return Err(Fault::TooManyWildcards);
                }
                cursor.count_wildcard()?;
            }
            steps.push(step);
        }
        if steps.is_empty() {
            return Err(Fault::Syntax);
        }
        let text = written(&steps);
        Ok(Self { text, steps })
    }

    /// As it is called where its value is handed out.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Every value that it selects: one at most, but for a wildcard.
    pub(super) fn values<'v>(&self, event: &'v Value) -> Vec<&'v Value> {
        let mut values = vec![event];
        for step in &self.steps {
            values = values
                .into_iter()
                .flat_map(|value| step.of(value))
                .collect();
        }
        values
    }
}

impl Step {
    /// `None` where the selector ends.
    fn parse(cursor: &mut Cursor<'_>) -> Result<Option<Self>, Fault> {
        if cursor.eat(".") {
            if cursor.eat("*") {
                return Ok(Some(Self::Every));
            }
            if !cursor.eat("[") {
                return Self::property(cursor).map(Some);
            }
        } else if !cursor.eat("[") {
            return Ok(None);
        }
        let step = Self::in_brackets(cursor)?;
        cursor.expect("]")?;
        Ok(Some(step))
    }

    fn property(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        match cursor.take_while(is_part) {
            "" => Err(Fault::Syntax),
            name => Ok(Self::Property(name.into())),
        }
    }

    fn in_brackets(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        if cursor.eat("*") {
            return Ok(Self::Every);
        }
        if cursor.eat("'") {
            let name = cursor.take_quoted('\'')?;
            return Ok(Self::Property(name.into()));
        }
        let number = cursor.take_while(|letter| letter.is_ascii_digit());
        let number = number.parse().map_err(|_| Fault::Syntax)?;
        Ok(Self::Element(number))
    }

    fn of<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match (self, value) {
            (Self::Property(name), Value::Object(object)) => {
                object.get(&**name).into_iter().collect()
            }
            (Self::Element(index), Value::Array(array)) => array.get(*index).into_iter().collect(),
            (Self::Every, Value::Object(object)) => object.values().collect(),
            (Self::Every, Value::Array(array)) => array.iter().collect(),
            _ => Vec::new(),
        }
    }

    fn written(&self) -> String {
        let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        match self {
            Self::Property(name) if name.chars().all(is_plain) => format!(".{name}"),
            Self::Property(name) => format!(".['{name}']"),
            Self::Element(index) => format!("[{index}]"),
            Self::Every => "[*]".to_owned(),
        }
    }
}

/// One spelling for every way to write the same selector, so that a metric's value finds it.
fn written(steps: &[Step]) -> Box<str> {
    let steps: String = steps.iter().map(Step::written).collect();
    format!("${steps}").into()
}
