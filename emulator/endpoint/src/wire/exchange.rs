//! One request and its answer in awsJson, rpc-v2-cbor or Query.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

use crate::world::{Operation, Reply};

use super::protocol::Protocol;
use super::protocols::{ABSENT, Decoded, Protocols};
use super::refusal::{FINDINGS, Refusal};
use super::service::{by_link, by_signature, by_version};
use super::unread::Unread;
use super::value::{DecodeError, Value, to_value};
use super::{cbor, form, json, xml};

/// What a request asks for, and how its answer has to be spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub service: &'static Protocols,
    pub protocol: Protocol,
    /// AWS's name of the operation, as the client wrote it.
    pub operation: String,
}

impl Exchange {
    /// A Query request, from the pairs of its form or query string. The `Version` tells the service; without one that is
    /// known, what the client signed for does; of one that nobody signed, the operation
    /// where messages link to it.
    pub fn of_form(pairs: &[(String, String)], signed_for: Option<&str>) -> Self {
        let versioned = form::parameter(pairs, "Version").and_then(by_version);
        let operation = form::parameter(pairs, "Action").unwrap_or_default();
        let service = versioned.or_else(|| match signed_for {
            Some(signed_for) => by_signature(signed_for),
            None => by_link(operation),
        });
        let service = service.unwrap_or(&ABSENT);
        Self {
            service,
            protocol: Protocol::Query,
            operation: operation.to_owned(),
        }
    }

    /// The operation in a body.
    ///
    /// # Errors
    /// The refusal to answer with: an unknown operation, a body that is not what the protocol or the operation's model says.
    pub fn read(&self, body: &[u8], unread: Unread) -> Result<Operation, Refusal> {
        self.check_size(body.len())?;
        match self.protocol {
            Protocol::Json10 | Protocol::Json11 => self.decode_tree(json::decode(body), unread),
            Protocol::Cbor => match self.service.decode_cbor {
                Some(decode) if unread != Unread::Told => self.decode_cbor(body, decode),
                _ => self.decode_tree(cbor::tree(body), unread),
            },
            Protocol::Query => self.read_form(form::pairs(body), body.len(), None, unread),
        }
    }

    fn check_size(&self, size: usize) -> Result<(), Refusal> {
        let mut bounds = self.service.largest.iter();
        match bounds.find(|(operation, _)| *operation == self.operation) {
            Some((_, largest)) if size > *largest => Err(Refusal::too_large(size, *largest)),
            _ => Ok(()),
        }
    }

    /// The operation in a Query request's pairs, which were `size` bytes. `queue_url` is the URL that the request was sent
    /// to, where that names a queue: it stands in for a missing `QueueUrl`.
    pub fn read_form(
        &self,
        mut pairs: Vec<(String, String)>,
        size: usize,
        queue_url: Option<String>,
        unread: Unread,
    ) -> Result<Operation, Refusal> {
        self.check_size(size)?;
        if self.operation.is_empty() {
            return Err(Refusal::missing_action());
        }
        if let (Some(member), Some(url)) = (self.service.url_member, queue_url)
            && form::parameter(&pairs, member).is_none()
        {
            pairs.push((member.to_owned(), url));
        }
        self.decode_tree(form::decode(self.service, &self.operation, pairs), unread)
    }

    fn decode_cbor(
        &self,
        body: &[u8],
        decode: fn(&str, &mut cbor::Reader<'_>) -> Decoded,
    ) -> Result<Operation, Refusal> {
        let mut reader = cbor::Reader::new(body);
        let operation = decode(&self.operation, &mut reader)
            .ok_or_else(|| self.unknown_operation())?
            .map_err(|error| self.undecodable(&error))?;
        reader.finish().map_err(|error| self.undecodable(&error))?;
        Ok(operation)
    }

    /// What is not built is told before the body is found fault with.
    fn decode_tree(
        &self,
        tree: Result<Value, DecodeError>,
        unread: Unread,
    ) -> Result<Operation, Refusal> {
        self.check_is_built()?;
        let tree = tree.map_err(|error| self.undecodable(&error))?;
        let decode = |tree| (self.service.decode_tree)(&self.operation, tree);
        unread
            .decode(&self.operation, tree, decode)
            .ok_or_else(|| self.unknown_operation())?
            .map_err(|error| self.undecodable(&error))
    }

    fn check_is_built(&self) -> Result<(), Refusal> {
        if self.service.has(&self.operation) {
            return Ok(());
        }
        Err(self.unknown_operation())
    }

    fn unknown_operation(&self) -> Refusal {
        Refusal::unknown_operation(self.service.model.name, &self.operation)
    }

    fn undecodable(&self, error: &DecodeError) -> Refusal {
        self.service.undecodable(error)
    }

    /// The answer, with the headers that clients of this protocol look for.
    pub fn answer(&self, request_id: &str, result: Result<Reply, Refusal>) -> Response<Bytes> {
        let tree =
            result.and_then(|reply| to_value(&reply).map_err(|error| self.service.internal(error)));
        match tree {
            Ok(tree) => self.success(request_id, &tree),
            Err(refusal) => self.failure(request_id, &refusal.told(request_id)),
        }
    }

    fn success(&self, request_id: &str, tree: &Value) -> Response<Bytes> {
        let body = match self.protocol {
            Protocol::Json10 | Protocol::Json11 => json::encode(tree),
            Protocol::Cbor => cbor::encode(tree),
            Protocol::Query => xml::encode_reply(self.service, &self.operation, tree, request_id),
        };
        self.response(StatusCode::OK, request_id, body)
    }

    fn failure(&self, request_id: &str, refusal: &Refusal) -> Response<Bytes> {
        let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = match self.protocol {
            Protocol::Json10 | Protocol::Json11 => json::encode(&self.error_tree(refusal)),
            Protocol::Cbor => cbor::encode(&self.error_tree(refusal)),
            Protocol::Query => xml::encode_error(
                self.service,
                refusal.side.as_str(),
                refusal.code,
                &refusal.message,
                findings(refusal).as_ref(),
                request_id,
            ),
        };
        let mut response = self.response(status, request_id, body);
        if self.service.has_query_errors && self.protocol != Protocol::Query {
            let code = format!("{};{}", refusal.code, refusal.side.as_str());
            if let Ok(code) = HeaderValue::try_from(code) {
                response.headers_mut().insert("x-amzn-query-error", code);
            }
        }
        response
    }

    fn error_tree(&self, refusal: &Refusal) -> Value {
        let shape = format!("{}{}", self.service.shapes, refusal.shape);
        let mut members = vec![
            ("__type".to_owned(), Value::Text(shape)),
            ("message".to_owned(), Value::Text(refusal.message.clone())),
        ];
        members.extend(findings(refusal).map(|list| (FINDINGS.to_owned(), list)));
        Value::Map(members)
    }

    fn response(&self, status: StatusCode, request_id: &str, body: Vec<u8>) -> Response<Bytes> {
        let content_type = match self.protocol {
            Protocol::Json10 => "application/x-amz-json-1.0",
            Protocol::Json11 => "application/x-amz-json-1.1",
            Protocol::Cbor => "application/cbor",
            Protocol::Query => "text/xml",
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if self.protocol == Protocol::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        if let Ok(id) = HeaderValue::try_from(request_id) {
            headers.insert("x-amzn-requestid", id);
        }
        response
    }
}

/// `None` where the message says everything.
fn findings(refusal: &Refusal) -> Option<Value> {
    let list = refusal.findings.iter().map(to_value);
    let list: Vec<Value> = list.filter_map(Result::ok).collect();
    (!list.is_empty()).then_some(Value::List(list))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::service::SQS;
    use crate::world::queue;

    fn exchange(protocol: Protocol, operation: &str) -> Exchange {
        Exchange {
            service: &SQS,
            protocol,
            operation: operation.to_owned(),
        }
    }

    fn text(response: &Response<Bytes>) -> String {
        String::from_utf8(response.body().to_vec()).unwrap()
    }

    #[test]
    fn an_error_keeps_its_legacy_code_in_a_header() {
        let refusal = Refusal::sender("QueueDoesNotExist", "gone")
            .code("AWS.SimpleQueueService.NonExistentQueue");
        for protocol in [Protocol::Json10, Protocol::Cbor] {
            let response = exchange(protocol, "GetQueueUrl").answer("id", Err(refusal.clone()));
            assert_eq!(response.status(), 400);
            assert_eq!(
                response.headers()["x-amzn-query-error"],
                "AWS.SimpleQueueService.NonExistentQueue;Sender"
            );
        }
        let response = exchange(Protocol::Json10, "GetQueueUrl").answer("id", Err(refusal.clone()));
        assert_eq!(
            text(&response),
            r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#
        );
        let response = exchange(Protocol::Query, "GetQueueUrl").answer("id", Err(refusal));
        assert!(
            text(&response).contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"),
            "{}",
            text(&response)
        );
    }

    #[test]
    fn an_unknown_operation_is_the_protocols_own_error() {
        for (protocol, body) in [
            (Protocol::Json10, "{}"),
            (Protocol::Cbor, ""),
            (Protocol::Query, "Action=Frobnicate"),
        ] {
            let exchange = exchange(protocol, "Frobnicate");
            let refusal = exchange.read(body.as_bytes(), Unread::Refused).unwrap_err();
            assert_eq!(refusal.shape, "UnknownOperationException", "{protocol:?}");
            let response = exchange.answer("id", Err(refusal));
            assert_eq!(response.status(), 400);
            assert!(!response.body().is_empty());
            assert_eq!(response.headers()["x-amzn-requestid"], "id");
        }
    }

    #[test]
    fn a_missing_member_is_named() {
        let refusal = exchange(Protocol::Json10, "GetQueueUrl")
            .read(b"{}", Unread::Refused)
            .unwrap_err();
        assert_eq!(refusal.code, "MissingParameter");
        assert_eq!(
            refusal.message,
            "The request must contain the parameter QueueName."
        );
    }

    #[test]
    fn a_member_that_nobody_reads_is_refused_by_name_in_every_protocol() {
        let bodies = [
            (
                Protocol::Json10,
                br#"{"QueueName":"q","Colour":{"a":1}}"#.to_vec(),
            ),
            (
                Protocol::Cbor,
                b"\xa2\x69QueueName\x61q\x66Colour\xa1\x61a\x01".to_vec(),
            ),
            (
                Protocol::Query,
                b"Action=GetQueueUrl&Version=2012-11-05&QueueName=q&Colour.a=1&X-Amz-Date=now"
                    .to_vec(),
            ),
        ];
        for (protocol, body) in bodies {
            let exchange = exchange(protocol, "GetQueueUrl");
            let refusal = exchange.read(&body, Unread::Refused).unwrap_err();
            assert_eq!(refusal.shape, "UnknownParameter", "{protocol:?}");
            assert!(refusal.message.contains("parameter Colour:"), "{refusal:?}");
            assert!(exchange.read(&body, Unread::Told).is_ok(), "{protocol:?}");
        }
        let deep = br#"{"QueueUrl":"u","Entries":[{"Id":"1"},{"Id":"2","Shape":"round"}]}"#;
        let exchange = exchange(Protocol::Json10, "SendMessageBatch");
        let refusal = exchange.read(deep, Unread::Refused).unwrap_err();
        assert!(
            refusal.message.contains("parameter Entries.Shape:"),
            "{refusal:?}"
        );
        assert!(exchange.read(deep, Unread::Told).is_ok());
    }

    #[test]
    fn an_internal_error_tells_the_client_its_id_and_nothing_else() {
        for protocol in [Protocol::Json10, Protocol::Cbor, Protocol::Query] {
            let exchange = exchange(protocol, "GetQueueUrl");
            let refusal = exchange.service.internal("secret: /home/user/key");
            let response = exchange.answer("the-id", Err(refusal));
            assert_eq!(response.status(), 500);
            let text = String::from_utf8_lossy(response.body()).into_owned();
            assert!(
                text.contains("the-id") && !text.contains("secret"),
                "{text}"
            );
        }
    }

    #[test]
    fn three_protocols_spell_one_operation() {
        let bodies = [
            (Protocol::Json10, br#"{"QueueName":"q"}"#.to_vec()),
            (Protocol::Cbor, b"\xa1\x69QueueName\x61q".to_vec()),
            (
                Protocol::Query,
                b"Action=GetQueueUrl&Version=2012-11-05&QueueName=q".to_vec(),
            ),
        ];
        for (protocol, body) in bodies {
            let operation = exchange(protocol, "GetQueueUrl")
                .read(&body, Unread::Refused)
                .unwrap();
            let Operation::Sqs(queue::Operation::GetQueueUrl(request)) = operation else {
                panic!("{protocol:?}: {operation:?}");
            };
            assert_eq!(request.queue_name, "q");
        }
    }
}
