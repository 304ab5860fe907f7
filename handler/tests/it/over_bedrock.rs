//! What Bedrock says of application inference profiles: the real call over HTTP.

use handler::adapters::bedrock::BedrockProfiles;
use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::Spawned;
use handler::invocation::ports::{FetchClass, Ports, Time};
use wiremock::matchers::{header_regex, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::endpoint::{self, Breaking, Hurried, Reply};
use crate::support::logs::{lines, record};
use crate::support::memory::{Fetch, Metrics, Objects};
use crate::support::{function, invoke, kept, notification};

const PROFILE: &str =
    "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6";
const PATH: &str = "/inference-profiles/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Aapplication-inference-profile%2Fa1b2c3d4e5f6";

/// Records of any age count in these tests: they run on real time.
const VARIABLES: [(&str, &str); 4] = [
    ("METRICS_RETENTION_DAYS", "unlimited"),
    ("METRIC_MAX_AGE_DAYS", "unlimited"),
    ("METRIC_MAX_FUTURE_HOURS", "unlimited"),
    ("METRIC_DIMENSIONS", "InferenceProfile,ApplicationProfile"),
];

/// A log of one call through a profile of that ARN.
fn log(request_id: &str, arn: &str) -> Vec<u8> {
    let record = record(request_id, 10, 1);
    lines(&[record.replace("us.anthropic.claude-3-haiku-20240307-v1:0", arn)])
}

/// Two invocations, an object each, of calls through that profile; what is published, by its class and name.
async fn sums(bedrock: &str, arn: &str) -> Vec<(String, f64)> {
    let (objects, metrics, time) = (Objects::default(), Metrics::default(), Hurried::default());
    objects.put("a", log("1", arn));
    objects.put("b", log("2", arn));
    let ports = Ports {
        objects,
        metrics: metrics.clone(),
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let directory = BedrockProfiles::new(&endpoint::config(bedrock).await);
    let function = function(&VARIABLES, ports).with_profile_directory(Box::new(directory));
    for key in ["a", "b"] {
        let batch = [("m", notification(&[key]))];
        let handled = invoke(&function, time.now(), 300, &batch).await;
        assert!(kept(&handled).is_empty());
        assert_eq!(handled.summary.records.counted, 1);
    }
    let sums = metrics.sums().into_iter();
    sums.filter(|(series, _)| series.starts_with("InputTokens InferenceProfile="))
        .collect()
}

async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(header_regex(
            "authorization",
            "Credential=AKID/[0-9]{8}/us-east-1/bedrock/aws4_request",
        ))
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

/// The paths that were asked for.
async fn asked(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap_or_default();
    let path = |request: &wiremock::Request| request.url.path().to_owned();
    requests.iter().map(path).collect()
}

fn by_records_alone() -> Vec<(String, f64)> {
    let series = [
        "InputTokens InferenceProfile=Unknown",
        "InputTokens InferenceProfile=Unknown ApplicationProfile=a1b2c3d4e5f6",
    ];
    series.map(|series| (series.to_owned(), 20.0)).to_vec()
}

#[tokio::test]
async fn a_profile_is_asked_about_once_and_its_first_records_count_by_the_answer() {
    let answer = r#"{"inferenceProfileName":"checkout","type":"APPLICATION","status":"ACTIVE","models":[
        {"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/m"},
        {"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/m"}]}"#;
    let server = answering(ResponseTemplate::new(200).set_body_string(answer)).await;
    let expected = [
        "InputTokens InferenceProfile=CrossRegion",
        "InputTokens InferenceProfile=CrossRegion ApplicationProfile=checkout",
    ];
    assert_eq!(
        sums(&server.uri(), PROFILE).await,
        expected.map(|series| (series.to_owned(), 20.0))
    );
    assert_eq!(asked(&server).await, [PATH]);
}

#[tokio::test]
async fn an_object_replaced_before_it_is_read_again_counts_as_it_was_read_first() {
    let answer = r#"{"inferenceProfileName":"checkout","models":[
        {"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/m"}]}"#;
    let server = answering(ResponseTemplate::new(200).set_body_string(answer)).await;
    let (objects, metrics, time) = (Objects::default(), Metrics::default(), Hurried::default());
    let replaced = Fetch::Refused(FetchClass::Replaced);
    objects.script("a", [Fetch::Found(log("1", PROFILE)), replaced]);
    let ports = Ports {
        objects,
        metrics: metrics.clone(),
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let directory = BedrockProfiles::new(&endpoint::config(&server.uri()).await);
    let function = function(&VARIABLES, ports).with_profile_directory(Box::new(directory));
    let batch = [("m", notification(&["a"]))];
    let handled = invoke(&function, time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.processed, 1);
    assert_eq!(metrics.sum("InputTokens InferenceProfile=Unknown"), 10.0);
}

#[tokio::test]
async fn without_an_answer_records_count_by_themselves_and_the_question_is_not_repeated() {
    let refused = |status: u16, code: &str| {
        ResponseTemplate::new(status).insert_header("x-amzn-errortype", code)
    };
    let answers = [
        refused(403, "AccessDeniedException"),
        refused(404, "ResourceNotFoundException"),
        refused(429, "ThrottlingException"),
        refused(500, "InternalServerException"),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(200),
    ];
    for answer in answers {
        let server = answering(answer).await;
        assert_eq!(sums(&server.uri(), PROFILE).await, by_records_alone());
        assert_eq!(asked(&server).await.len(), 1);
    }
    let broken = Breaking::start([Reply::Reset(Vec::new())]).await;
    assert_eq!(sums(&broken.uri, PROFILE).await, by_records_alone());
    assert_eq!(broken.request_count(), 1);
}

#[tokio::test]
async fn an_arn_that_could_name_another_host_is_not_asked_about() {
    let server = answering(ResponseTemplate::new(200)).await;
    for region in ["", "evil.example/", "us-east-1#", "US-EAST-1"] {
        let arn = PROFILE.replace("us-east-1", region);
        assert_eq!(sums(&server.uri(), &arn).await, by_records_alone());
    }
    assert!(asked(&server).await.is_empty());
}
