//! SNS over HTTP and HTTPS: endpoints on loopback are asked, told, and tried again.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ring::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;

use crate::sns::{TOPIC, create_queue, element, ok, received};
use crate::wire::send;

/// How long a POST may take to come: long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// A POST, as an endpoint gets it.
#[derive(Debug)]
struct Heard {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Heard {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

/// A little web server, which keeps what it hears.
struct Hook {
    url: String,
    heard: mpsc::UnboundedReceiver<Heard>,
    /// What it answers, one after the other, and then 200.
    answers: Arc<Mutex<VecDeque<u16>>>,
    /// Taken for each answer.
    gate: Arc<tokio::sync::Semaphore>,
    task: AbortHandle,
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Hook {
    async fn start() -> Self {
        Self::listen("http", |stream| async { Some(stream) }).await
    }

    /// With a certificate of its own for 127.0.0.1, which is given too.
    async fn start_secure() -> (Self, CertificateDer<'static>) {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let hook = Self::listen("https", move |stream| {
            let accepted = acceptor.accept(stream);
            async { accepted.await.ok() }
        });
        (hook.await, certificate)
    }

    async fn listen<S, F>(
        scheme: &str,
        accept: impl Fn(tokio::net::TcpStream) -> F + Send + 'static,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        F: Future<Output = Option<S>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{scheme}://{}/hook", listener.local_addr().unwrap());
        let (sender, heard) = mpsc::unbounded_channel();
        let answers: Arc<Mutex<VecDeque<u16>>> = Arc::default();
        let gate = Arc::new(tokio::sync::Semaphore::new(
            tokio::sync::Semaphore::MAX_PERMITS,
        ));
        let (shared, open) = (Arc::clone(&answers), Arc::clone(&gate));
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                let accepted = accept(stream);
                let (sender, answers, gate) =
                    (sender.clone(), Arc::clone(&shared), Arc::clone(&open));
                tokio::spawn(async move {
                    let Some(stream) = accepted.await else { return };
                    let service = service_fn(move |request| {
                        answer(
                            request,
                            sender.clone(),
                            Arc::clone(&answers),
                            Arc::clone(&gate),
                        )
                    });
                    let served = http1::Builder::new();
                    let _ = served.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        };
        Self {
            url,
            heard,
            answers,
            gate,
            task: tokio::spawn(serve).abort_handle(),
        }
    }

    fn answers(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    async fn heard(&mut self) -> Heard {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("nothing was heard").unwrap()
    }

    /// What was heard already, which is all there is once the emulator is idle.
    fn heard_so_far(&mut self) -> usize {
        std::iter::from_fn(|| self.heard.try_recv().ok()).count()
    }
}

async fn answer(
    request: Request<Incoming>,
    heard: mpsc::UnboundedSender<Heard>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    gate: Arc<tokio::sync::Semaphore>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let _ = heard.send(Heard {
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let _turn = gate.acquire().await;
    let status = answers.lock().unwrap().pop_front().unwrap_or(200);
    let answer = Response::builder()
        .status(status)
        .header("location", "/elsewhere")
        .header("www-authenticate", "Basic realm=\"hook\"");
    Ok(answer
        .body(Full::new(Bytes::from_static(b"thank you")))
        .unwrap())
}

/// On a stepped clock, with a topic.
async fn start(sns_ca_file: Option<PathBuf>) -> Emulator {
    let options = Options {
        clock: Clock::stepped(),
        sns_ca_file,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    ok(&emulator, "CreateTopic", &[("Name", "alerts")]).await;
    emulator
}

/// The ARN of a subscription that nobody confirmed yet.
async fn subscribe(emulator: &Emulator, url: &str, attributes: &[(&str, &str)]) -> String {
    let protocol = url.split_once("://").unwrap().0;
    let mut members = vec![
        ("TopicArn".to_owned(), TOPIC),
        ("Protocol".to_owned(), protocol),
        ("Endpoint".to_owned(), url),
        ("ReturnSubscriptionArn".to_owned(), "true"),
    ];
    for (index, (name, value)) in (1..).zip(attributes) {
        members.push((format!("Attributes.entry.{index}.key"), *name));
        members.push((format!("Attributes.entry.{index}.value"), *value));
    }
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| (&**name, *value))
        .collect();
    let subscribed = ok(emulator, "Subscribe", &members).await;
    element(&subscribed, "SubscriptionArn").to_owned()
}

/// Follows a link of a message, as an endpoint does: without a signature and a version.
async fn follow(emulator: &Emulator, message: &Value, member: &str) -> String {
    let url = message[member].as_str().unwrap();
    let path = url.strip_prefix(&*emulator.endpoint()).unwrap();
    let answer = send(emulator, &format!("GET {path}"), &[], b"").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// [`subscribe`], and the endpoint confirms.
async fn confirmed(emulator: &Emulator, hook: &mut Hook, attributes: &[(&str, &str)]) -> String {
    let arn = subscribe(emulator, &hook.url.clone(), attributes).await;
    let asked = hook.heard().await.json();
    let answered = follow(emulator, &asked, "SubscribeURL").await;
    assert_eq!(element(&answered, "SubscriptionArn"), arn);
    arn
}

async fn publish(emulator: &Emulator, message: &str) {
    let members = [("TopicArn", TOPIC), ("Message", message)];
    ok(emulator, "Publish", &members).await;
}

/// Operation, outcome and reason of what was posted, as the request log has it.
async fn logged(emulator: &Emulator) -> Vec<(String, String, String)> {
    let log = send(emulator, "GET /_emulator/requests?service=sns", &[], b"").await;
    let lines = log.json()["inner"].as_array().unwrap().clone();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let lines = lines.iter();
    lines
        .map(|line| {
            (
                text(line, "operation"),
                text(line, "outcome"),
                text(line, "reason"),
            )
        })
        .collect()
}

/// Checks a message's signature by the certificate that the emulator serves, with the names that AWS's page lists.
async fn check_signature(emulator: &Emulator, message: &Value) {
    let pem = follow(emulator, message, "SigningCertURL").await;
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let certificate = BASE64_STANDARD.decode(lines.collect::<String>()).unwrap();
    let names: &[&str] = if message["Type"] == "Notification" {
        &[
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
        ]
    } else {
        &[
            "Message",
            "MessageId",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ]
    };
    let mut signed = String::new();
    for name in names {
        if let Some(value) = message[name].as_str() {
            signed.extend([name, "\n", value, "\n"]);
        }
    }
    let signature = BASE64_STANDARD
        .decode(message["Signature"].as_str().unwrap())
        .unwrap();
    let algorithm = match message["SignatureVersion"].as_str() {
        Some("2") => &RSA_PKCS1_2048_8192_SHA256,
        _ => &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    };
    let key = UnparsedPublicKey::new(algorithm, public_key(&certificate));
    key.verify(signed.as_bytes(), &signature)
        .unwrap_or_else(|_| panic!("the signature does not hold: {message}"));
    let altered = signed.replace("Type\n", "Type\nx");
    assert!(key.verify(altered.as_bytes(), &signature).is_err());
}

/// The RSA key of 2,048 bits in a certificate: what stands behind the algorithm's name, in DER.
fn public_key(certificate: &[u8]) -> &[u8] {
    const RSA: [u8; 20] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
        0x03, 0x82, 0x01, 0x0f, 0x00,
    ];
    const LENGTH: usize = 270;
    let at = certificate
        .windows(RSA.len())
        .position(|window| window == RSA);
    let start = at.expect("an RSA key of 2,048 bits") + RSA.len();
    &certificate[start..start + LENGTH]
}

#[tokio::test]
async fn an_endpoint_confirms_is_told_with_a_signature_and_may_end_it() {
    let emulator = start(None).await;
    let mut hook = Hook::start().await;
    let arn = subscribe(&emulator, &hook.url.clone(), &[]).await;
    let asked = hook.heard().await;
    assert_eq!(asked.path, "/hook");
    assert_eq!(
        asked.header("x-amz-sns-message-type"),
        Some("SubscriptionConfirmation")
    );
    assert_eq!(asked.header("x-amz-sns-subscription-arn"), None);
    assert_eq!(
        asked.header("content-type"),
        Some("text/plain; charset=UTF-8")
    );
    assert_eq!(
        asked.header("user-agent"),
        Some("Amazon Simple Notification Service Agent")
    );
    assert_eq!(
        asked.header("host"),
        hook.url
            .strip_prefix("http://")
            .unwrap()
            .strip_suffix("/hook")
    );
    check_signature(&emulator, &asked.json()).await;
    publish(&emulator, "too early").await;
    follow(&emulator, &asked.json(), "SubscribeURL").await;
    for version in ["1", "2"] {
        let set = [
            ("TopicArn", TOPIC),
            ("AttributeName", "SignatureVersion"),
            ("AttributeValue", version),
        ];
        ok(&emulator, "SetTopicAttributes", &set).await;
        let subject = ("Subject", "a subject");
        let members = [("TopicArn", TOPIC), ("Message", "hear, \"hear\""), subject];
        ok(&emulator, "Publish", &members).await;
        let heard = hook.heard().await;
        assert_eq!(heard.header("x-amz-sns-message-type"), Some("Notification"));
        assert_eq!(heard.header("x-amz-sns-subscription-arn"), Some(&*arn));
        assert_eq!(heard.header("x-amz-sns-topic-arn"), Some(TOPIC));
        let letter = heard.json();
        assert_eq!(
            heard.header("x-amz-sns-message-id"),
            letter["MessageId"].as_str()
        );
        assert_eq!(letter["Message"], "hear, \"hear\"");
        assert_eq!(letter["SignatureVersion"], version);
        check_signature(&emulator, &letter).await;
        if version == "2" {
            follow(&emulator, &letter, "UnsubscribeURL").await;
        }
    }
    let ended = hook.heard().await;
    assert_eq!(
        ended.header("x-amz-sns-message-type"),
        Some("UnsubscribeConfirmation")
    );
    check_signature(&emulator, &ended.json()).await;
    let back = follow(&emulator, &ended.json(), "SubscribeURL").await;
    assert_eq!(element(&back, "SubscriptionArn"), arn);
    publish(&emulator, "back").await;
    assert_eq!(hook.heard().await.json()["Message"], "back");
}

#[tokio::test]
async fn raw_messages_are_the_body() {
    let emulator = start(None).await;
    let mut hook = Hook::start().await;
    confirmed(&emulator, &mut hook, &[("RawMessageDelivery", "true")]).await;
    publish(&emulator, "as it is").await;
    let heard = hook.heard().await;
    assert_eq!(heard.body, "as it is");
    assert_eq!(heard.header("x-amz-sns-rawdelivery"), Some("true"));
}

#[tokio::test]
async fn what_fails_is_tried_again_by_the_stepped_clock() {
    let emulator = start(None).await;
    let mut hook = Hook::start().await;
    confirmed(&emulator, &mut hook, &[]).await;
    emulator.run_until_idle().await.unwrap();
    hook.answers(&[500, 503]);
    publish(&emulator, "again").await;
    let first = hook.heard().await;
    let travelled = emulator.run_until_idle().await.unwrap();
    let passed = travelled.to.duration_since(travelled.from).as_secs();
    assert_eq!(passed, 40, "{travelled:?}");
    for _ in 0..2 {
        let again = hook.heard().await;
        assert_eq!(again.body, first.body);
    }
    assert_eq!(hook.heard_so_far(), 0);
    let log = logged(&emulator).await;
    let outcomes: Vec<_> = log.iter().map(|(_, outcome, _)| outcome.as_str()).collect();
    assert_eq!(
        outcomes,
        ["ok", "DeliveryFailed", "DeliveryFailed", "ok"],
        "{log:?}"
    );
}

#[tokio::test]
async fn what_an_endpoint_refuses_goes_to_the_dead_letter_queue_at_once() {
    let emulator = start(None).await;
    create_queue(&emulator).await;
    let mut hook = Hook::start().await;
    let redrive = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:inbox"}"#;
    confirmed(&emulator, &mut hook, &[("RedrivePolicy", redrive)]).await;
    for status in [404, 302] {
        emulator.run_until_idle().await.unwrap();
        hook.answers(&[status]);
        publish(&emulator, "nobody wants it").await;
        let heard = hook.heard().await;
        let travelled = emulator.run_until_idle().await.unwrap();
        assert_eq!(travelled.to, travelled.from, "nothing is tried again");
        assert_eq!(hook.heard_so_far(), 0, "a redirection is not followed");
        let dead = received(&emulator).await;
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0]["Body"].as_str(), Some(&*heard.body));
        let log = logged(&emulator).await;
        let (operation, outcome, reason) = log.last().unwrap();
        assert_eq!(
            (&**operation, &**outcome),
            ("Notification", "DeliveryFailed")
        );
        assert_eq!(*reason, format!("{}: it answered {status}", hook.url));
    }
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_tried_again_too() {
    let emulator = start(None).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    subscribe(&emulator, &url, &[]).await;
    let travelled = emulator.run_until_idle().await.unwrap();
    assert_eq!(travelled.to.duration_since(travelled.from).as_secs(), 60);
    let log = logged(&emulator).await;
    assert_eq!(log.len(), 4, "{log:?}");
    assert!(
        log[0]
            .2
            .starts_with(&format!("{url}: it cannot be reached: ")),
        "{log:?}"
    );
}

#[tokio::test]
async fn a_post_that_is_not_answered_is_work_that_is_not_done() {
    let emulator = start(None).await;
    let mut hook = Hook::start().await;
    confirmed(&emulator, &mut hook, &[]).await;
    emulator.run_until_idle().await.unwrap();
    let shut = Arc::clone(&hook.gate);
    shut.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    publish(&emulator, "slow").await;
    hook.heard().await;
    let mut idle = pin!(emulator.run_until_idle());
    assert!(futures::poll!(idle.as_mut()).is_pending());
    shut.add_permits(1);
    idle.await.unwrap();
    assert_eq!(logged(&emulator).await.last().unwrap().1, "ok");
}

#[tokio::test]
async fn who_is_asked_for_a_password_gives_it() {
    let emulator = start(None).await;
    let mut hook = Hook::start().await;
    let url = hook.url.replace("http://", "http://me:secret@");
    hook.answers(&[401]);
    subscribe(&emulator, &url, &[]).await;
    assert_eq!(hook.heard().await.header("authorization"), None);
    let again = hook.heard().await;
    assert_eq!(again.header("authorization"), Some("Basic bWU6c2VjcmV0"));
    emulator.run_until_idle().await.unwrap();
    assert_eq!(logged(&emulator).await[0].1, "ok");
}

fn pem(certificate: &CertificateDer<'_>) -> String {
    let body = BASE64_STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

#[tokio::test]
async fn a_secure_endpoint_is_told_where_its_certificate_is_trusted() {
    let (mut hook, certificate) = Hook::start_secure().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, pem(&certificate)).unwrap();
    let emulator = start(Some(file)).await;
    confirmed(&emulator, &mut hook, &[]).await;
    publish(&emulator, "in secret").await;
    assert_eq!(hook.heard().await.json()["Message"], "in secret");
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_told() {
    let (mut hook, _) = Hook::start_secure().await;
    let emulator = start(None).await;
    subscribe(&emulator, &hook.url.clone(), &[]).await;
    emulator.run_until_idle().await.unwrap();
    assert_eq!(hook.heard_so_far(), 0);
    let log = logged(&emulator).await;
    let (operation, outcome, reason) = &log[0];
    assert_eq!(
        (&**operation, &**outcome),
        ("SubscriptionConfirmation", "DeliveryFailed")
    );
    assert!(
        reason.contains("its certificate is not trusted, neither by this machine nor by the file that --sns-ca-file names"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_file_without_certificates_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    for (text, words) in [
        (None, "cannot read the certificates in"),
        (Some("nothing"), "holds no certificates in PEM"),
    ] {
        if let Some(text) = text {
            std::fs::write(&file, text).unwrap();
        }
        let options = Options {
            sns_ca_file: Some(file.clone()),
            ..Options::default()
        };
        let error = Emulator::start(options).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(words), "{source}");
    }
}
