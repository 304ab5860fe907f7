//! AWS's own examples, each from the page it stands on, with requests that the page says are allowed or denied.

use super::*;

/// An action on a resource with condition keys, and what a policy says to it: `Some(true)` allowed, `Some(false)` denied by a
/// statement, `None` by none.
type Case<'a> = (
    &'a str,
    &'a str,
    &'a [(&'a str, &'static str)],
    Option<bool>,
);

#[track_caller]
fn check(policy: &str, cases: &[Case<'_>]) {
    let policy = Policy::parse(policy, DocumentKind::Managed).unwrap();
    for (action, resource, keys, expected) in cases {
        let keys: Vec<_> = keys
            .iter()
            .map(|&(key, value)| (key, Value::from(value)))
            .collect();
        let known = Known::of(&keys);
        let found = verdict(&policy, &request(USER, action, resource, &known));
        assert_eq!(found, *expected, "{action} on {resource} with {keys:?}");
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html> ("Example
/// identity-based and resource-based policy evaluation")
#[test]
fn carlos_may_use_his_bucket_and_not_the_logs() {
    let own = identity(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Sid": "AllowS3ListRead", "Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:GetAccountPublicAccessBlock", "s3:ListAccessPoints", "s3:ListAllMyBuckets"], "Resource": "arn:aws:s3:::*"},
            {"Sid": "AllowS3Self", "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]},
            {"Sid": "DenyS3Logs", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*log*"}
        ]}"#,
    );
    let bucket = resource(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/carlossalazar"}, "Action": "s3:*", "Resource": ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]}
        ]}"#,
    );
    let carlos = Principal::User {
        arn: "arn:aws:iam::111122223333:user/carlossalazar",
        id: "AIDACARLOS",
    };
    let policies = Policies {
        identity: &[NamedPolicy {
            name: "own",
            policy: &own,
        }],
        resource: Some(NamedPolicy {
            name: "bucket",
            policy: &bucket,
        }),
        ..Policies::default()
    };
    let decide =
        |action, resource| match evaluate(&request(carlos, action, resource, &NoKeys), &policies) {
            Decision::Allowed { by } => format!("allowed by {}", by.unwrap().policy),
            Decision::Denied(denial) => format!(
                "denied by {:?} {}",
                denial.matched.and_then(|matched| matched.sid),
                denial.reason(action)
            ),
        };
    assert_eq!(
        decide("s3:PutObject", "arn:aws:s3:::carlossalazar-logs/file"),
        "denied by Some(\"DenyS3Logs\") with an explicit deny in an identity-based policy"
    );
    assert_eq!(
        decide("s3:PutObject", "arn:aws:s3:::carlossalazar/file"),
        "allowed by bucket"
    );
    assert_eq!(
        decide("s3:GetBucketLocation", "arn:aws:s3:::other"),
        "allowed by own"
    );
    assert_eq!(
        decide("s3:PutObject", "arn:aws:s3:::other/file"),
        "denied by None because no identity-based policy allows the s3:PutObject action"
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html>
#[test]
fn reports_are_denied_explicitly_and_changes_implicitly() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Sid": "AllowGetList", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
            {"Sid": "DenyReports", "Effect": "Deny", "Action": "iam:*Report", "Resource": "*"}
        ]}"#,
        &[
            ("iam:GetUser", "*", &[], Some(true)),
            ("iam:CreatePolicy", "*", &[], None),
            ("iam:GetOrganizationsAccessReport", "*", &[], Some(false)),
            ("iam:GenerateCredentialReport", "*", &[], Some(false)),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String>
#[test]
fn a_user_lists_and_uses_its_home_directory() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:GetBucketLocation"], "Resource": "arn:aws:s3:::*"},
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET-NAME", "Condition": {"StringLike": {"s3:prefix": ["", "home/", "home/${aws:username}/"]}}},
            {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::BUCKET-NAME/home/${aws:username}", "arn:aws:s3:::BUCKET-NAME/home/${aws:username}/*"]}
        ]}"#,
        &[
            (
                "s3:ListBucket",
                "arn:aws:s3:::BUCKET-NAME",
                &[("s3:prefix", "")],
                Some(true),
            ),
            (
                "s3:ListBucket",
                "arn:aws:s3:::BUCKET-NAME",
                &[("s3:prefix", "home/exampleuser/")],
                Some(true),
            ),
            (
                "s3:ListBucket",
                "arn:aws:s3:::BUCKET-NAME",
                &[("s3:prefix", "home/other/")],
                None,
            ),
            ("s3:ListBucket", "arn:aws:s3:::BUCKET-NAME", &[], None),
            (
                "s3:GetObject",
                "arn:aws:s3:::BUCKET-NAME/home/exampleuser/a",
                &[],
                Some(true),
            ),
            (
                "s3:GetObject",
                "arn:aws:s3:::BUCKET-NAME/home/other/a",
                &[],
                None,
            ),
            ("s3:GetBucketLocation", "arn:aws:s3:::any", &[], Some(true)),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
#[test]
fn not_action_is_every_other_action() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}
        ]}"#,
        &[
            ("s3:PutBucketPolicy", "arn:aws:s3:::b", &[], Some(true)),
            ("s3:DeleteBucket", "arn:aws:s3:::b", &[], None),
            (
                "sqs:SendMessage",
                "arn:aws:sqs:us-east-1:111122223333:q",
                &[],
                None,
            ),
        ],
    );
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Sid": "DenyAllUsersNotUsingMFA", "Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
        ]}"#,
        &[
            (
                "s3:GetObject",
                "*",
                &[("aws:MultiFactorAuthPresent", "true")],
                Some(true),
            ),
            (
                "s3:GetObject",
                "*",
                &[("aws:MultiFactorAuthPresent", "false")],
                Some(false),
            ),
            ("s3:GetObject", "*", &[], Some(false)),
            (
                "iam:EnableMFADevice",
                "*",
                &[("aws:MultiFactorAuthPresent", "false")],
                Some(true),
            ),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>
#[test]
fn not_resource_is_every_other_resource() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]}
        ]}"#,
        &[
            (
                "s3:GetObject",
                "arn:aws:s3:::HRBucket/Payroll/june",
                &[],
                Some(true),
            ),
            (
                "s3:GetObject",
                "arn:aws:s3:::HRBucket/Other",
                &[],
                Some(false),
            ),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws-dates.html>
#[test]
fn a_policy_is_in_effect_between_two_dates() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "service-prefix:action-name", "Resource": "*", "Condition": {
            "DateGreaterThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"},
            "DateLessThan": {"aws:CurrentTime": "2020-06-30T23:59:59Z"}
        }}
    ]}"#;
    check(
        policy,
        &[
            (
                "service-prefix:action-name",
                "*",
                &[("aws:CurrentTime", "2020-05-01T12:00:00Z")],
                Some(true),
            ),
            (
                "service-prefix:action-name",
                "*",
                &[("aws:CurrentTime", "2020-04-01T00:00:00Z")],
                None,
            ),
            (
                "service-prefix:action-name",
                "*",
                &[("aws:CurrentTime", "2020-07-01T00:00:00Z")],
                None,
            ),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html>
#[test]
fn what_comes_from_elsewhere_is_denied_unless_a_service_does_it() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
                "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]},
                "Bool": {"aws:ViaAWSService": "false"}
            }}
        ]}"#,
        &[
            (
                "sqs:SendMessage",
                "*",
                &[
                    ("aws:SourceIp", "203.0.113.9"),
                    ("aws:ViaAWSService", "false"),
                ],
                Some(true),
            ),
            (
                "sqs:SendMessage",
                "*",
                &[
                    ("aws:SourceIp", "198.51.100.1"),
                    ("aws:ViaAWSService", "false"),
                ],
                Some(false),
            ),
            (
                "sqs:SendMessage",
                "*",
                &[
                    ("aws:SourceIp", "198.51.100.1"),
                    ("aws:ViaAWSService", "true"),
                ],
                Some(true),
            ),
        ],
    );
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html>
#[test]
fn what_is_not_in_the_region_is_denied_but_for_global_services() {
    check(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Sid": "DenyAllOutsideRequestedRegions", "Effect": "Deny", "NotAction": ["cloudfront:*", "iam:*", "organizations:*", "route53:*", "support:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"]}}}
        ]}"#,
        &[
            (
                "sqs:SendMessage",
                "*",
                &[("aws:RequestedRegion", "eu-west-1")],
                Some(true),
            ),
            (
                "sqs:SendMessage",
                "*",
                &[("aws:RequestedRegion", "us-east-1")],
                Some(false),
            ),
            (
                "iam:GetUser",
                "*",
                &[("aws:RequestedRegion", "us-east-1")],
                Some(true),
            ),
        ],
    );
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html> ("Granting permissions to
/// publish messages to an SNS topic or an SQS queue")
#[test]
fn s3_may_notify_a_queue_for_its_bucket_only() {
    let policy = resource(
        r#"{"Version": "2012-10-17", "Id": "example-ID", "Statement": [
            {"Sid": "example-statement-ID", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": ["SQS:SendMessage"], "Resource": "arn:aws:sqs:us-east-1:111122223333:queue", "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:awsexamplebucket1"},
                "StringEquals": {"aws:SourceAccount": "111122223333"}
            }}
        ]}"#,
    );
    let queue = "arn:aws:sqs:us-east-1:111122223333:queue";
    let policies = Policies {
        resource: Some(NamedPolicy {
            name: queue,
            policy: &policy,
        }),
        ..Policies::default()
    };
    for (who, action, bucket, account, expected) in [
        (
            S3,
            "sqs:SendMessage",
            "arn:aws:s3:::awsexamplebucket1",
            ACCOUNT,
            true,
        ),
        (
            S3,
            "sqs:SendMessage",
            "arn:aws:s3:::awsexamplebucket2",
            ACCOUNT,
            false,
        ),
        (
            S3,
            "sqs:SendMessage",
            "arn:aws:s3:::awsexamplebucket1",
            OTHER_ACCOUNT,
            false,
        ),
        (
            S3,
            "sqs:ReceiveMessage",
            "arn:aws:s3:::awsexamplebucket1",
            ACCOUNT,
            false,
        ),
        (
            Principal::Service {
                name: "sns.amazonaws.com",
                alias: None,
            },
            "sqs:SendMessage",
            "arn:aws:s3:::awsexamplebucket1",
            ACCOUNT,
            false,
        ),
    ] {
        let keys = [("aws:SourceArn", bucket), ("aws:SourceAccount", account)];
        let keys = Known::of(&keys.map(|(key, value)| (key, value.into())));
        let decision = evaluate(&request(who, action, queue, &keys), &policies);
        assert_eq!(
            decision.is_allowed(),
            expected,
            "{who:?} {action} {bucket} {account}"
        );
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html> ("Managing access based on HTTP or HTTPS
/// requests")
#[test]
fn a_bucket_denies_what_is_not_sent_over_tls() {
    let policy = resource(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Sid": "RestrictToTLSRequestsOnly", "Action": "s3:*", "Effect": "Deny", "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}, "Principal": "*"}
        ]}"#,
    );
    let policies = Policies {
        resource: Some(NamedPolicy {
            name: "bucket",
            policy: &policy,
        }),
        ..Policies::default()
    };
    for (secure, expected) in [(true, true), (false, false)] {
        let keys = Known::of(&[("aws:SecureTransport", secure.into())]);
        let decision = evaluate(
            &request(ROOT, "s3:GetObject", "arn:aws:s3:::bucket/a", &keys),
            &policies,
        );
        assert_eq!(decision.is_allowed(), expected);
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html> ("Shirley"): her boundary has S3, `CloudWatch`
/// and EC2, her policy lets her make users.
#[test]
fn shirley_may_what_both_policy_and_boundary_let_her() {
    let boundary = identity(
        r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:*", "cloudwatch:*", "ec2:*"], "Resource": "*"}
        ]}"#,
    );
    let own = identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateUser", "Resource": "*"}}"#,
    );
    let policies = Policies {
        identity: &[NamedPolicy {
            name: "own",
            policy: &own,
        }],
        boundary: Some(NamedPolicy {
            name: "boundary",
            policy: &boundary,
        }),
        ..Policies::default()
    };
    let decide = |action| match evaluate(&request(USER, action, "*", &NoKeys), &policies) {
        Decision::Allowed { .. } => None,
        Decision::Denied(denial) => Some(denial.policy_type),
    };
    assert_eq!(
        decide("iam:CreateUser"),
        Some(PolicyType::PermissionsBoundary)
    );
    assert_eq!(decide("s3:GetObject"), Some(PolicyType::IdentityBased));
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html>
#[test]
fn a_role_is_assumed_with_its_external_id_only() {
    let trust = Policy::parse(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "12345"}}}}"#,
        DocumentKind::Trust,
    )
    .unwrap();
    let own = identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/*"}}"#,
    );
    let policies = Policies {
        identity: &[NamedPolicy {
            name: "own",
            policy: &own,
        }],
        resource: Some(NamedPolicy {
            name: "trust",
            policy: &trust,
        }),
        resource_policy: ResourcePolicy::Trust,
        ..Policies::default()
    };
    let stranger = Principal::User {
        arn: "arn:aws:iam::444455556666:user/a",
        id: "AIDA",
    };
    for (id, expected) in [(Some("12345"), true), (Some("1234"), false), (None, false)] {
        let keys = id.map(|id| ("sts:ExternalId", id.into()));
        let keys = Known::of(keys.as_slice());
        let role = "arn:aws:iam::111122223333:role/examplerole";
        let decision = evaluate(&request(stranger, "sts:AssumeRole", role, &keys), &policies);
        assert_eq!(decision.is_allowed(), expected, "{id:?}");
    }
}
