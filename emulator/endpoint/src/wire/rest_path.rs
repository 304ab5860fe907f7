//! The paths of restJson's operations.

use http::Method;
use percent_encoding::percent_decode_str;

use super::value::Value;

/// Method, path and operation. `{Name}` in a path is a label: it fills the member of that name. Behind a `?` stands a parameter that tells two
/// operations of one path apart.
#[derive(Debug)]
pub struct RestPath {
    pub(super) method: Method,
    path: &'static str,
    operation: &'static str,
    /// The status of a success.
    pub(super) status: u16,
    /// Why it is not built, where it is not.
    pub(super) unbuilt: Option<&'static str>,
}

impl RestPath {
    /// AWS's name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// What a path fills the labels with, where it has this one's shape; and the query string what this one's says.
    pub(super) fn labels(&self, path: &str, query: &str) -> Option<Vec<(String, Value)>> {
        let (pattern, wanted) = self.path.split_once('?').unwrap_or((self.path, ""));
        let has_query = wanted.is_empty() || query.split('&').any(|pair| pair == wanted);
        has_query.then(|| labels(pattern, path)).flatten()
    }

    /// Whether this parameter of the query string is part of its name, and no member.
    pub(super) fn is_named_by(&self, parameter: &str) -> bool {
        let query = self.path.split_once('?').map(|(_, query)| query);
        let name = query.and_then(|query| query.split_once('='));
        name.is_some_and(|(name, _)| name == parameter)
    }
}

pub(super) const fn rest_path(
    method: Method,
    path: &'static str,
    operation: &'static str,
    status: u16,
) -> RestPath {
    RestPath {
        method,
        path,
        operation,
        status,
        unbuilt: None,
    }
}

/// An operation that is refused, by its name and with the reason.
pub(super) const fn unbuilt_path(
    method: Method,
    path: &'static str,
    operation: &'static str,
    why: &'static str,
) -> RestPath {
    RestPath {
        method,
        path,
        operation,
        status: 400,
        unbuilt: Some(why),
    }
}

/// The labels of a path, where it has the pattern's shape. A slash at the end does not matter.
fn labels(pattern: &str, path: &str) -> Option<Vec<(String, Value)>> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if pattern.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut labels = Vec::new();
    for (expected, found) in pattern.split('/').zip(path.split('/')) {
        match expected
            .strip_prefix('{')
            .and_then(|label| label.strip_suffix('}'))
        {
            Some(_) if found.is_empty() => return None,
            Some(label) => {
                let text = percent_decode_str(found).decode_utf8_lossy().into_owned();
                labels.push((label.to_owned(), Value::Form(text)));
            }
            None if expected == found => {}
            None => return None,
        }
    }
    Some(labels)
}
