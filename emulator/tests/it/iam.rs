//! IAM in Query, which is all that its clients speak.

use aws_endpoint::Emulator;
use aws_world::iam;
use percent_encoding::percent_decode_str;

use crate::wire::{FORM, send, start};

const TRUST: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";
const READ: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGetObject%22%2C%22Resource%22%3A%22*%22%7D%5D%7D";

async fn ask(emulator: &Emulator, form: &str) -> (u16, String) {
    let body = format!("{form}&Version=2010-05-08");
    let answer = send(emulator, "POST /", &[FORM], body.as_bytes()).await;
    (answer.status, answer.text())
}

/// A call that is carried out, and what its answer has in it.
async fn carried_out(emulator: &Emulator, form: &str, parts: &[&str]) -> String {
    let (status, text) = ask(emulator, form).await;
    assert_eq!(status, 200, "{form}: {text}");
    for part in parts {
        assert!(text.contains(part), "{form}: no {part} in {text}");
    }
    text
}

#[tokio::test]
async fn a_role_lives_as_terraform_makes_it() {
    let emulator = &start().await;
    let create = format!(
        "Action=CreateRole&RoleName=app&Path=%2F&MaxSessionDuration=3600&AssumeRolePolicyDocument={TRUST}\
         &Tags.member.1.Key=team&Tags.member.1.Value=a"
    );
    carried_out(
        emulator,
        &create,
        &[
            "<CreateRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><CreateRoleResult><Role>",
            "<Arn>arn:aws:iam::000000000000:role/app</Arn>",
            "<RoleId>AROA",
            "<Tags><member><Key>team</Key><Value>a</Value></member></Tags>",
            "<ResponseMetadata><RequestId>",
        ],
    )
    .await;
    let shown = carried_out(
        emulator,
        "Action=GetRole&RoleName=app",
        &[
            "<MaxSessionDuration>3600</MaxSessionDuration>",
            "<RoleLastUsed></RoleLastUsed>",
        ],
    )
    .await;
    let (_, document) = shown.split_once("<AssumeRolePolicyDocument>").unwrap();
    let (document, _) = document.split_once('<').unwrap();
    assert_eq!(document, TRUST);
    let attach = "RoleName=app&PolicyArn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Fservice-role%2FAWSLambdaBasicExecutionRole";
    carried_out(emulator, &format!("Action=AttachRolePolicy&{attach}"), &[]).await;
    carried_out(
        emulator,
        "Action=ListAttachedRolePolicies&RoleName=app",
        &["<AttachedPolicies><member><PolicyName>AWSLambdaBasicExecutionRole</PolicyName>"],
    )
    .await;
    let put = format!("Action=PutRolePolicy&RoleName=app&PolicyName=read&PolicyDocument={READ}");
    let put = carried_out(emulator, &put, &["<PutRolePolicyResponse"]).await;
    assert!(!put.contains("PutRolePolicyResult"), "{put}");
    let got = carried_out(
        emulator,
        "Action=GetRolePolicy&RoleName=app&PolicyName=read",
        &["<RoleName>app</RoleName><PolicyName>read</PolicyName><PolicyDocument>%7B"],
    )
    .await;
    // RFC 3986 spells the asterisk out, which the form above does not.
    assert!(got.contains("%22Resource%22%3A%22%2A%22"), "{got}");
    carried_out(
        emulator,
        "Action=ListRolePolicies&RoleName=app",
        &["<PolicyNames><member>read</member></PolicyNames><IsTruncated>false</IsTruncated>"],
    )
    .await;
    carried_out(
        emulator,
        "Action=TagRole&RoleName=app&Tags.member.1.Key=stage&Tags.member.1.Value=b",
        &[],
    )
    .await;
    carried_out(
        emulator,
        "Action=UntagRole&RoleName=app&TagKeys.member.1=team",
        &[],
    )
    .await;
    let described = "Action=UpdateRoleDescription&RoleName=app&Description=runs+it";
    carried_out(emulator, described, &["<Description>runs it</Description>"]).await;
    let update = "Action=UpdateRole&RoleName=app&MaxSessionDuration=7200";
    carried_out(emulator, update, &["<UpdateRoleResult></UpdateRoleResult>"]).await;
    let trust = format!("Action=UpdateAssumeRolePolicy&RoleName=app&PolicyDocument={TRUST}");
    carried_out(emulator, &trust, &[]).await;
    carried_out(
        emulator,
        "Action=ListInstanceProfilesForRole&RoleName=app",
        &["<InstanceProfiles></InstanceProfiles>"],
    )
    .await;
    carried_out(
        emulator,
        "Action=DeleteRolePolicy&RoleName=app&PolicyName=read",
        &[],
    )
    .await;
    carried_out(emulator, &format!("Action=DetachRolePolicy&{attach}"), &[]).await;
    carried_out(emulator, "Action=DeleteRole&RoleName=app", &[]).await;
}

#[tokio::test]
async fn a_managed_policy_lives_as_terraform_makes_it() {
    let emulator = &start().await;
    let create = format!("Action=CreatePolicy&PolicyName=own&Path=%2F&PolicyDocument={READ}");
    let arn = "arn%3Aaws%3Aiam%3A%3A000000000000%3Apolicy%2Fown";
    carried_out(
        emulator,
        &create,
        &[
            "<Arn>arn:aws:iam::000000000000:policy/own</Arn>",
            "<DefaultVersionId>v1</DefaultVersionId>",
        ],
    )
    .await;
    let version = format!(
        "Action=CreatePolicyVersion&PolicyArn={arn}&SetAsDefault=true&PolicyDocument={READ}"
    );
    carried_out(
        emulator,
        &version,
        &["<VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion>"],
    )
    .await;
    carried_out(
        emulator,
        &format!("Action=GetPolicy&PolicyArn={arn}"),
        &["<AttachmentCount>0</AttachmentCount>", "<Tags></Tags>"],
    )
    .await;
    carried_out(
        emulator,
        &format!("Action=ListPolicyVersions&PolicyArn={arn}"),
        &["<Versions><member><VersionId>v2</VersionId>"],
    )
    .await;
    let got = format!("Action=GetPolicyVersion&PolicyArn={arn}&VersionId=v2");
    let got = carried_out(emulator, &got, &["<Document>%7B"]).await;
    let (_, document) = got.split_once("<Document>").unwrap();
    let document = percent_decode_str(document.split_once('<').unwrap().0);
    let sent = percent_decode_str(READ).decode_utf8().unwrap();
    assert_eq!(document.decode_utf8().unwrap(), sent);
    let old = format!("Action=DeletePolicyVersion&PolicyArn={arn}&VersionId=v1");
    carried_out(emulator, &old, &[]).await;
    carried_out(
        emulator,
        &format!("Action=DeletePolicy&PolicyArn={arn}"),
        &[],
    )
    .await;
}

#[tokio::test]
async fn refusals_of_iam_have_awss_codes_and_statuses() {
    let emulator = &start().await;
    let create = format!("Action=CreateRole&RoleName=app&AssumeRolePolicyDocument={TRUST}");
    carried_out(emulator, &create, &[]).await;
    let user = "Action=CreateUser&UserName=alice";
    carried_out(emulator, user, &["<UserId>AIDA"]).await;
    let key = "Action=CreateAccessKey&UserName=alice";
    carried_out(emulator, key, &["<SecretAccessKey>"]).await;
    carried_out(emulator, key, &[]).await;
    let put = "Action=PutRolePolicy&RoleName=app&PolicyName=p&PolicyDocument=%7B";
    for (form, status, code, text) in [
        (
            create.as_str(),
            409,
            "EntityAlreadyExists",
            "Role with name app already exists.",
        ),
        (
            "Action=GetRole&RoleName=other",
            404,
            "NoSuchEntity",
            "The role with name other cannot be found.",
        ),
        (
            key,
            409,
            "LimitExceeded",
            "Cannot exceed quota for AccessKeysPerUser: 2",
        ),
        (
            put,
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            "Action=DeleteUser&UserName=alice",
            409,
            "DeleteConflict",
            "must delete access keys first.",
        ),
        (
            "Action=GetRole",
            400,
            "ValidationError",
            "Value at 'roleName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=TagRole&RoleName=app&Tags.member.1.Key=a&Tags.member.1.Value=&Tags.member.2.Key=A&Tags.member.2.Value=",
            400,
            "InvalidInput",
            "Duplicate tag keys found.",
        ),
        (
            "Action=GetAccessKeyLastUsed&AccessKeyId=AKIAIOSFODNN7EXAMPLE",
            403,
            "AccessDenied",
            "is not authorized to perform iam:GetAccessKeyLastUsed",
        ),
        // What is not built, and what is not read.
        (
            "Action=GetAccountSummary",
            400,
            "InvalidAction",
            "The operation GetAccountSummary of AWS IAM is not built",
        ),
        (
            "Action=GetAccountAuthorizationDetails",
            400,
            "InvalidAction",
            "GetAccountAuthorizationDetails of AWS IAM",
        ),
        (
            "Action=GetRole&RoleName=app&Colour=red",
            400,
            "UnknownParameter",
            "Colour",
        ),
    ] {
        let (known, answer) = ask(emulator, form).await;
        assert_eq!(known, status, "{form}: {answer}");
        assert!(
            answer.contains(&format!("<Type>Sender</Type><Code>{code}</Code>")),
            "{answer}"
        );
        assert!(answer.contains(text), "{form}: {answer}");
    }
}

/// Every call of IAM that Terraform, SAM, CDK and cargo-lambda make.
#[test]
fn every_operation_that_the_tools_ask_for_is_built() {
    let built: Vec<&str> = iam::MODEL.operations.iter().map(|line| line.name).collect();
    for name in [
        "AttachRolePolicy",
        "CreatePolicy",
        "CreatePolicyVersion",
        "CreateRole",
        "DeletePolicy",
        "DeletePolicyVersion",
        "DeleteRole",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "GetPolicy",
        "GetPolicyVersion",
        "GetRole",
        "GetRolePolicy",
        "ListAttachedRolePolicies",
        "ListInstanceProfilesForRole",
        "ListPolicyVersions",
        "ListRolePolicies",
        "PutRolePolicy",
        "TagRole",
        "UntagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRoleDescription",
    ] {
        assert!(built.contains(&name), "{name}");
    }
}

/// STS's own version, with a key that signs.
async fn ask_sts(emulator: &Emulator, key: &str, form: &str) -> (u16, String) {
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260419/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=ab"
    );
    let headers = [FORM, ("authorization", authorization.as_str())];
    let body = format!("{form}&Version=2011-06-15");
    let answer = send(emulator, "POST /", &headers, body.as_bytes()).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn temporary_keys_are_their_roles() {
    let emulator = &start().await;
    let trust = TRUST.replace(
        "%22Service%22%3A%22lambda.amazonaws.com%22",
        "%22AWS%22%3A%22000000000000%22",
    );
    let create = format!("Action=CreateRole&RoleName=app&AssumeRolePolicyDocument={trust}");
    carried_out(emulator, &create, &[]).await;
    let assume = "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fapp&RoleSessionName=work";
    let (status, assumed) = ask_sts(emulator, "AKID", assume).await;
    assert_eq!(status, 200, "{assumed}");
    assert!(
        assumed.contains("<AssumeRoleResult><Credentials><AccessKeyId>ASIA"),
        "{assumed}"
    );
    let (_, key) = assumed.split_once("<AccessKeyId>").unwrap();
    let (key, _) = key.split_once('<').unwrap();
    let (_, identity) = ask_sts(emulator, key, "Action=GetCallerIdentity").await;
    assert!(
        identity.contains("<Arn>arn:aws:sts::000000000000:assumed-role/app/work</Arn>"),
        "{identity}"
    );
    let limited = format!(
        "{assume}&Policy={READ}&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess\
         &DurationSeconds=900&Tags.member.1.Key=a&Tags.member.1.Value=b&ExternalId=abc"
    );
    let (status, refused) = ask_sts(emulator, "AKID", &limited).await;
    assert_eq!(status, 403, "{refused}");
    assert!(
        refused.contains("<Code>AccessDenied</Code>") && refused.contains("sts:TagSession"),
        "{refused}"
    );
    let trust = trust.replace(
        "%22sts%3AAssumeRole%22",
        "%5B%22sts%3AAssumeRole%22%2C%22sts%3ATagSession%22%5D",
    );
    let update = format!("Action=UpdateAssumeRolePolicy&RoleName=app&PolicyDocument={trust}");
    carried_out(emulator, &update, &[]).await;
    let (status, limited) = ask_sts(emulator, "AKID", &limited).await;
    assert!(
        status == 200 && limited.contains("<PackedPolicySize>"),
        "{limited}"
    );
    let (status, token) = ask_sts(emulator, "AKID", "Action=GetSessionToken").await;
    assert!(status == 200 && token.contains("<SessionToken>"), "{token}");
    let info = "Action=GetAccessKeyInfo&AccessKeyId=AKIAIOSFODNN7EXAMPLE";
    let (_, info) = ask_sts(emulator, "AKID", info).await;
    assert!(info.contains("<Account>000000000000</Account>"), "{info}");
    let unbuilt = "Action=DecodeAuthorizationMessage&EncodedMessage=abc";
    let (status, unbuilt) = ask_sts(emulator, "AKID", unbuilt).await;
    assert!(
        status == 400 && unbuilt.contains("DecodeAuthorizationMessage"),
        "{unbuilt}"
    );
}

#[tokio::test]
async fn a_negative_number_is_out_of_its_range() {
    let emulator = &start().await;
    let assume = "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fapp&RoleSessionName=work&DurationSeconds=-5";
    let (status, refused) = ask_sts(emulator, "AKID", assume).await;
    assert_eq!(status, 400, "{refused}");
    let text = "<Code>ValidationError</Code><Message>1 validation error detected: Value '-5' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900</Message>";
    assert!(refused.contains(text), "{refused}");
    let (status, refused) = ask(emulator, "Action=ListRoles&MaxItems=-1").await;
    assert_eq!(status, 400, "{refused}");
    let text = "<Code>ValidationError</Code><Message>1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1</Message>";
    assert!(refused.contains(text), "{refused}");
}

#[tokio::test]
async fn a_session_with_an_empty_policy_is_refused() {
    let emulator = &start().await;
    let assume = "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fapp&RoleSessionName=work&Policy=";
    let (status, refused) = ask_sts(emulator, "AKID", assume).await;
    assert_eq!(status, 400, "{refused}");
    let text = "<Code>ValidationError</Code><Message>1 validation error detected: Value '' at 'policy' failed to satisfy constraint: Member must have length greater than or equal to 1</Message>";
    assert!(refused.contains(text), "{refused}");
}

#[tokio::test]
async fn a_policy_is_simulated_as_terraform_asks_for_it() {
    let emulator = &start().await;
    let create = format!("Action=CreateRole&RoleName=app&AssumeRolePolicyDocument={TRUST}");
    carried_out(emulator, &create, &[]).await;
    let put = format!("Action=PutRolePolicy&RoleName=app&PolicyName=read&PolicyDocument={READ}");
    carried_out(emulator, &put, &[]).await;
    carried_out(
        emulator,
        "Action=SimulatePrincipalPolicy&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fapp\
         &ActionNames.member.1=s3%3AGetObject&ResourceArns.member.1=arn%3Aaws%3As3%3A%3A%3Alogs%2Fa\
         &ResourceArns.member.2=arn%3Aaws%3As3%3A%3A%3Alogs%2Fb\
         &ContextEntries.member.1.ContextKeyName=aws%3ASourceIp&ContextEntries.member.1.ContextKeyType=ip\
         &ContextEntries.member.1.ContextKeyValues.member.1=10.0.0.1",
        &[
            "<EvaluationResults><member><EvalActionName>s3:GetObject</EvalActionName>",
            "<EvalDecision>allowed</EvalDecision>",
            "<ResourceSpecificResults><member><EvalResourceName>arn:aws:s3:::logs/a</EvalResourceName><EvalResourceDecision>allowed</EvalResourceDecision>",
            "<SourcePolicyId>role_app_read</SourcePolicyId>",
            "<StartPosition><Line>1</Line><Column>38</Column></StartPosition>",
        ],
    )
    .await;
    let custom = format!(
        "Action=SimulateCustomPolicy&PolicyInputList.member.1={READ}&ActionNames.member.1=s3%3APutObject"
    );
    carried_out(
        emulator,
        &custom,
        &["<EvalResourceName>*</EvalResourceName><EvalDecision>implicitDeny</EvalDecision>"],
    )
    .await;
    let (status, refused) = ask(
        emulator,
        &format!("{custom}&ResourceHandlingOption=EC2-VPC-InstanceStore"),
    )
    .await;
    assert!(
        status == 400 && refused.contains("ResourceHandlingOption"),
        "{refused}"
    );
}
