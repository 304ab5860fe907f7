//! restJson1: dated paths, as Lambda has them.
//!
//! A table of method, path and operation. What the path and the query string name joins the members of the body.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode, Uri};

use crate::world::{Operation, Reply};

use super::protocols::{ABSENT, Protocols};
use super::refusal::{Refusal, Side};
use super::rest_path::RestPath;
use super::service::{LAMBDA, SERVICES};
use super::unread::Unread;
use super::value::{Value, to_value};
use super::{form, json};

/// The operation that a request asks for.
///
/// # Errors
/// The refusal to answer with: a path that is not built, a body that is not what the operation's model says.
pub fn read(method: &Method, uri: &Uri, body: &[u8], unread: Unread) -> Result<Operation, Refusal> {
    let (service, line, labels) = find(method, uri).ok_or_else(|| {
        Refusal::unknown_operation(LAMBDA.model.name, &format!("{method} {}", uri.path()))
    })?;
    if let Some(why) = line.unbuilt {
        let name = service.model.name;
        return Err(Refusal::unbuilt_operation(name, line.operation(), why));
    }
    let undecodable = |error| service.undecodable(&error);
    let mut members = match json::decode(body).map_err(undecodable)? {
        Value::Map(members) => members,
        Value::Null => Vec::new(),
        other => {
            let message = format!("a request's body is an object, not {other:?}");
            return Err(Refusal::bad_encoding(message));
        }
    };
    members.extend(labels);
    let mut query = form::pairs(uri.query().unwrap_or_default().as_bytes());
    query.retain(|(name, _)| !form::is_common(name) && !line.is_named_by(name));
    members.extend(parameters(service, query));
    let decode = |tree| (service.decode_tree)(line.operation(), tree);
    unread
        .decode(line.operation(), Value::Map(members), decode)
        .ok_or_else(|| Refusal::unknown_operation(service.model.name, line.operation()))?
        .map_err(undecodable)
}

/// The members that a query string holds; a list is spelled by a parameter for each of its elements.
fn parameters(service: &Protocols, query: Vec<(String, String)>) -> Vec<(String, Value)> {
    let mut members = Vec::new();
    for (parameter, member) in service.query_lists {
        let elements = query.iter().filter(|(name, _)| name == parameter);
        let elements: Vec<Value> = elements
            .map(|(_, text)| Value::Form(text.clone()))
            .collect();
        if !elements.is_empty() {
            members.push(((*member).to_owned(), Value::List(elements)));
        }
    }
    let is_list = |name: &str| {
        let mut lists = service.query_lists.iter();
        lists.any(|(parameter, _)| *parameter == name)
    };
    let singles = query.into_iter().filter(|(name, _)| !is_list(name));
    members.extend(singles.map(|(name, text)| (name, Value::Form(text))));
    members
}

/// The answer to the request of this method and path.
pub fn answer(
    method: &Method,
    uri: &Uri,
    request_id: &str,
    result: Result<Reply, Refusal>,
) -> Response<Bytes> {
    let tree = result.and_then(|reply| to_value(&reply).map_err(|error| ABSENT.internal(error)));
    let mut response = match tree {
        Ok(tree) => {
            let status = find(method, uri).map_or(200, |(_, line, _)| line.status);
            response(status, json::encode(&tree))
        }
        Err(refusal) => failure(&refusal.told(request_id)),
    };
    if let Ok(id) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

fn failure(refusal: &Refusal) -> Response<Bytes> {
    let kind = match refusal.side {
        Side::Sender => "User",
        Side::Receiver => "Service",
    };
    let mut members = vec![
        ("Type".to_owned(), Value::Text(kind.to_owned())),
        ("Message".to_owned(), Value::Text(refusal.message.clone())),
    ];
    if let Some(reason) = refusal.reason {
        members.push(("Reason".to_owned(), Value::Text(reason.to_owned())));
    }
    let mut response = response(refusal.status, json::encode(&Value::Map(members)));
    let shape = HeaderValue::from_static(refusal.shape);
    response.headers_mut().insert("x-amzn-errortype", shape);
    response
}

fn response(status: u16, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

type Found = (&'static Protocols, &'static RestPath, Vec<(String, Value)>);

fn find(method: &Method, uri: &Uri) -> Option<Found> {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let of_service =
        |service: &'static Protocols| service.rest.iter().map(move |line| (service, line));
    SERVICES
        .iter()
        .flat_map(|service| of_service(service))
        .filter(|(_, line)| line.method == *method)
        .find_map(|(service, line)| Some((service, line, line.labels(path, query)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, path: &str, expected: Option<(&str, &[(&str, &str)])>) {
        let found = find(&method, &path.parse().unwrap());
        let found = found
            .as_ref()
            .map(|(_, line, labels)| (line.operation(), labels.as_slice()));
        let expected = expected.map(|(operation, labels)| {
            let labels: Vec<_> = labels
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Value::Form((*text).to_owned())))
                .collect();
            (operation, labels)
        });
        let expected = expected
            .as_ref()
            .map(|(operation, labels)| (*operation, labels.as_slice()));
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn paths_name_operations_and_their_labels() {
        check(
            Method::GET,
            "/2015-03-31/functions/",
            Some(("ListFunctions", &[])),
        );
        check(
            Method::GET,
            "/2015-03-31/functions/arn%3Aaws%3Alambda/configuration",
            Some((
                "GetFunctionConfiguration",
                &[("FunctionName", "arn:aws:lambda")],
            )),
        );
        check(
            Method::DELETE,
            "/2015-03-31/event-source-mappings/u-1",
            Some(("DeleteEventSourceMapping", &[("UUID", "u-1")])),
        );
        let label: &[(&str, &str)] = &[("FunctionName", "f")];
        let provisioned = "/2019-09-30/functions/f/provisioned-concurrency";
        check(
            Method::GET,
            &format!("{provisioned}?List=ALL&MaxItems=2"),
            Some(("ListProvisionedConcurrencyConfigs", label)),
        );
        check(
            Method::GET,
            &format!("{provisioned}?Qualifier=live"),
            Some(("GetProvisionedConcurrencyConfig", label)),
        );
        check(Method::PATCH, "/2015-03-31/functions", None);
        check(Method::GET, "/2015-03-31/functions/f/other", None);
    }

    #[test]
    fn a_path_that_is_not_built_says_so() {
        let uri: Uri = "/2015-03-31/functions/f/nothing".parse().unwrap();
        let refusal = read(&Method::PUT, &uri, b"", Unread::Refused).unwrap_err();
        let response = answer(&Method::PUT, &uri, "id", Err(refusal));
        assert_eq!(
            response.headers()["x-amzn-errortype"],
            "UnknownOperationException"
        );
        assert_eq!(response.headers()["x-amzn-requestid"], "id");
    }
}
