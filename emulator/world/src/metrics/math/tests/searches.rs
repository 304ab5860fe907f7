//! `SEARCH`, by the examples of the guide.

use super::*;

const LAMBDA: &[(&str, &str)] = &[("FunctionName", "ProjectA-api")];
const INSTANCE: &[(&str, &str)] = &[("InstanceId", "i-1234"), ("InstanceType", "t2.micro")];

/// Namespace, name and dimensions.
type Metric = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Which of five metrics a search finds.
fn found(search: &str) -> Vec<&'static str> {
    let search = Search::parse(search).unwrap_or_else(|fault| panic!("{search}: {fault}"));
    let metrics: [Metric; 5] = [
        ("AWS/Lambda", "Errors", LAMBDA),
        ("AWS/Lambda", "Invocations", LAMBDA),
        ("AWS/EC2", "CPUUtilization", INSTANCE),
        ("My Namespace", "CustomCount1", &[]),
        (
            "Other",
            "Europe\\France Traffic(Network)",
            &[("d", "CPUUtilization")],
        ),
    ];
    let matching = metrics.into_iter().filter(|(namespace, name, dimensions)| {
        search.matches(&Candidate {
            account: "111122223333",
            namespace,
            name,
            dimensions,
        })
    });
    matching.map(|(_, name, _)| name).collect()
}

#[test]
fn a_search_finds_by_schema_names_and_properties() {
    const TRAFFIC: &str = "Europe\\France Traffic(Network)";
    for (search, expected) in [
        (
            "{AWS/Lambda,FunctionName} MetricName=\"Errors\"",
            &["Errors"][..],
        ),
        (
            " {AWS/Lambda, FunctionName}, MetricName=\"Errors\" ",
            &["Errors"],
        ),
        ("{AWS/Lambda}", &["Errors", "Invocations"]),
        ("{AWS/EC2,InstanceType,InstanceId}", &["CPUUtilization"]),
        ("{AWS/EC2,InstanceId}", &[]),
        ("{\"My Namespace\"} count", &["CustomCount1"]),
        ("\"CPUUtilization\"", &["CPUUtilization", TRAFFIC]),
        ("MetricName=\"CPUUtilization\"", &["CPUUtilization"]),
        ("\"MetricName\" = \"CPUUtilization\"", &["CPUUtilization"]),
        ("InstanceType=micro", &["CPUUtilization"]),
        ("InstanceType=\"micro\"", &[]),
        (
            "InstanceType=\"t2.micro\" Namespace=\"AWS/EC2\"",
            &["CPUUtilization"],
        ),
        ("InstanceId=(\"i-1234\" OR \"i-5\")", &["CPUUtilization"]),
        ("\"Europe\\\\France Traffic\\(Network\\)\"", &[TRAFFIC]),
        ("NOT Namespace=AWS", &["CustomCount1", TRAFFIC]),
        (
            "{AWS/Lambda,FunctionName} NOT Errors NOT \"x\"",
            &["Invocations"],
        ),
        (
            "(EC2 OR Lambda) AND NOT MetricName=Errors",
            &["Invocations", "CPUUtilization"],
        ),
        ("(EC2 OR Lambda) Utilization", &["CPUUtilization"]),
        (
            "{AWS/Lambda,FunctionName} MetricName=\"Errors\" OR (MetricName=\"Invocations\" AND (ProjectA OR ProjectB))",
            &["Errors", "Invocations"],
        ),
        ("Errors OR CPU AND micro", &["Errors", "CPUUtilization"]),
        (":aws.AccountId=\"111122223333\" count", &["CustomCount1"]),
        (":aws.AccountId=\"444455556666\" count", &[]),
    ] {
        assert_eq!(found(search), expected, "{search}");
    }
}

#[test]
fn a_search_that_is_none_is_refused() {
    for search in [
        "",
        "  ",
        "{My Namespace} count",
        "{}",
        "{a",
        "{a b}",
        "{a,}",
        "{,a}",
        "\"a",
        "(a",
        "a)",
        "a OR",
        "NOT",
        "AND a",
        "a AND OR b",
        "a=",
        "=a",
        "a=b=c",
        "--",
        "a, b",
        "a=(b=c)",
    ] {
        assert!(Search::parse(search).is_err(), "{search}");
    }
    for deep in ["(".repeat(1_000), "NOT ".repeat(250)] {
        assert_eq!(Search::parse(&deep), Err(Fault::Depth));
    }
    assert!(Search::parse(&"a".repeat(1_024)).is_ok());
    assert!(Search::parse(&"a".repeat(1_025)).is_err());
}
