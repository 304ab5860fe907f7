//! `AddPermission`, `RemovePermission` and `GetPolicy`: who else may invoke a function.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::FunctionError;
use super::function_policy::FunctionPolicy;
use super::name::is_name_byte;
use super::qualifier::{LATEST, QualifiedName};
use super::unbuilt::Unbuilt;
use crate::arn::{Arn, Resource, Target};
use crate::context::{Context, View};
use crate::origin::{AccountId, Home};
use crate::state::{Local, Part as _, State};

/// Bytes of a function's policy. Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_POLICY_BYTES: usize = 20 << 10;

/// `AddPermission`.
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AddPermission {
    pub function_name: String,
    /// A version, but not `$LATEST`, or an alias: what is allowed of it alone.
    pub qualifier: Option<String>,
    /// 1 to 100 of `[a-zA-Z0-9-_]`.
    pub statement_id: String,
    /// `lambda:InvokeFunction` or another one.
    pub action: String,
    /// A service (`s3.amazonaws.com`), an account, an ARN, or `*`.
    pub principal: String,
    /// The resource for which a service may; with `*` for any characters.
    pub source_arn: Option<String>,
    /// The account whose resource that has to be.
    pub source_account: Option<String>,
    /// The policy that the caller means to change.
    pub revision_id: Option<String>,
    /// This and what follows is not built: refused, so that nobody is let in whom it would keep out.
    pub event_source_token: Unbuilt,
    #[serde(rename = "PrincipalOrgID")]
    pub principal_org_id: Unbuilt,
    pub function_url_auth_type: Unbuilt,
    pub invoked_via_function_url: Unbuilt,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddPermissionResponse {
    /// The statement's JSON.
    pub statement: String,
}

/// `RemovePermission`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RemovePermission {
    pub function_name: String,
    pub qualifier: Option<String>,
    pub statement_id: String,
    /// The policy that the caller means to change.
    pub revision_id: Option<String>,
}

/// `GetPolicy`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetPolicy {
    pub function_name: String,
    pub qualifier: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPolicyResponse {
    /// The policy's JSON.
    pub policy: String,
    pub revision_id: String,
}

pub(super) fn add_permission(
    state: &mut State,
    context: &mut Context<'_>,
    request: AddPermission,
) -> Result<AddPermissionResponse, FunctionError> {
    request.refuse_unbuilt()?;
    if request.qualifier.as_deref() == Some(LATEST) {
        return Err(FunctionError::invalid(
            "We currently do not support adding policies for $LATEST.",
        ));
    }
    let local = Local::of(state, context.home);
    let name = local.functions.existing(
        context.home,
        &request.function_name,
        request.qualifier.as_deref(),
    )?;
    check(&request)?;
    let statement = statement(context.home, &name, &request)?;
    let account = context.home.account;
    let iam = state.identities.account(account);
    if iam.lacks(account, &request.principal) {
        return Err(invalid_principal());
    }
    let local = Local::of_mut(state, context.home);
    let policy = local.functions.policies.entry(name).or_default();
    check_revision(policy, request.revision_id.as_deref())?;
    if policy.position(&request.statement_id).is_some() {
        return Err(FunctionError::ResourceConflict(format!(
            "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing \
             statement.",
            request.statement_id
        )));
    }
    let text = statement.to_string();
    if policy.document().to_string().len() + text.len() > MAX_POLICY_BYTES {
        return Err(FunctionError::PolicyLengthExceeded);
    }
    policy.statements.push(statement);
    if let Err(error) = policy.settle(context.ids) {
        policy.statements.pop();
        return Err(error);
    }
    Ok(AddPermissionResponse { statement: text })
}

pub(super) fn remove_permission(
    state: &mut Local,
    context: &mut Context<'_>,
    request: RemovePermission,
) -> Result<(), FunctionError> {
    let name = state.functions.existing(
        context.home,
        &request.function_name,
        request.qualifier.as_deref(),
    )?;
    let policy = state.functions.policies.get_mut(&name);
    let policy = policy.ok_or_else(no_policy)?;
    check_revision(policy, request.revision_id.as_deref())?;
    let position = policy.position(&request.statement_id).ok_or_else(|| {
        FunctionError::ResourceNotFound(format!(
            "Statement {} is not found in resource policy.",
            request.statement_id
        ))
    })?;
    policy.statements.remove(position);
    if policy.statements.is_empty() {
        state.functions.policies.remove(&name);
        return Ok(());
    }
    policy.settle(context.ids)
}

pub(super) fn get_policy(
    state: &Local,
    context: &View<'_>,
    request: GetPolicy,
) -> Result<GetPolicyResponse, FunctionError> {
    let name = state.functions.existing(
        context.home,
        &request.function_name,
        request.qualifier.as_deref(),
    )?;
    let policy = state.functions.policies.get(&name).ok_or_else(no_policy)?;
    Ok(GetPolicyResponse {
        policy: policy.document().to_string(),
        revision_id: policy.revision_id.clone(),
    })
}

fn no_policy() -> FunctionError {
    FunctionError::ResourceNotFound("The resource you requested does not exist.".to_owned())
}

fn check_revision(policy: &FunctionPolicy, expected: Option<&str>) -> Result<(), FunctionError> {
    match expected {
        Some(expected) if expected != policy.revision_id => Err(FunctionError::PreconditionFailed),
        _ => Ok(()),
    }
}

fn check(request: &AddPermission) -> Result<(), FunctionError> {
    let id = &request.statement_id;
    if id.is_empty() || id.len() > 100 || !id.bytes().all(is_name_byte) {
        return Err(FunctionError::bad_pattern(
            "statementId",
            id,
            "([a-zA-Z0-9-_]+)",
        ));
    }
    let action = &request.action;
    let named = action.strip_prefix("lambda:");
    let is_action = action == "*"
        || named.is_some_and(|name| {
            name == "*" || !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
    if !is_action {
        return Err(FunctionError::bad_pattern(
            "action",
            action,
            "(lambda:[*]|lambda:[a-zA-Z]+|[*])",
        ));
    }
    let account = request.source_account.as_deref();
    if let Some(account) = account.filter(|account| AccountId::parse(account).is_none()) {
        return Err(FunctionError::bad_pattern(
            "sourceAccount",
            account,
            "\\d{12}",
        ));
    }
    Ok(())
}

/// As Lambda writes it into the policy. Source: `aws lambda get-policy`'s example and recorded answers.
fn statement(
    home: &Home,
    name: &QualifiedName,
    request: &AddPermission,
) -> Result<Value, FunctionError> {
    let mut statement = json!({
        "Sid": request.statement_id,
        "Effect": "Allow",
        "Principal": principal(home, &request.principal)?,
        "Action": request.action,
        "Resource": name.arn(home),
    });
    let mut condition = Map::new();
    if let Some(account) = &request.source_account {
        condition.insert(
            "StringEquals".to_owned(),
            json!({ "AWS:SourceAccount": account }),
        );
    }
    if let Some(arn) = &request.source_arn {
        condition.insert("ArnLike".to_owned(), json!({ "AWS:SourceArn": arn }));
    }
    if !condition.is_empty() {
        statement["Condition"] = Value::Object(condition);
    }
    Ok(statement)
}

fn principal(home: &Home, principal: &str) -> Result<Value, FunctionError> {
    if principal == "*" {
        return Ok(json!("*"));
    }
    if let Some(account) = AccountId::parse(principal) {
        let root = Target {
            account,
            ..Resource::Root.of(home)
        };
        return Ok(json!({ "AWS": root.to_string() }));
    }
    if Arn::parse(principal).is_some_and(|arn| matches!(arn.service, "iam" | "sts")) {
        return Ok(json!({ "AWS": principal }));
    }
    let is_service = [".amazonaws.com", ".amazonaws.com.cn"]
        .iter()
        .any(|domain| {
            principal
                .strip_suffix(domain)
                .is_some_and(|name| !name.is_empty())
        });
    if is_service {
        return Ok(json!({ "Service": principal }));
    }
    Err(invalid_principal())
}

fn invalid_principal() -> FunctionError {
    FunctionError::invalid(
        "The provided principal was invalid. Please check the principal and try again.",
    )
}
