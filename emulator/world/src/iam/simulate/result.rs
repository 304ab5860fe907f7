//! What a simulation comes to, as it is answered.

use std::collections::BTreeMap;

use serde::Serialize;

/// What an action comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    pub eval_action_name: String,
    /// `*` where there are several.
    pub eval_resource_name: String,
    /// Of several resources the strictest.
    pub eval_decision: Outcome,
    pub matched_statements: Vec<Statement>,
    pub missing_context_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    /// Missing for `*`, empty within an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<String, Outcome>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_specific_results: Vec<ResourceSpecificResult>,
}

/// The same for one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceSpecificResult {
    pub eval_resource_name: String,
    pub eval_resource_decision: Outcome,
    pub matched_statements: Vec<Statement>,
    pub missing_context_values: Vec<String>,
    /// Across accounts alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<String, Outcome>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
}

/// From the mildest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Allowed,
    ImplicitDeny,
    ExplicitDeny,
}

/// A statement that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// `PolicyInputList.1`, a managed policy's name, or `role_NAME_POLICY` for an inline one (unverified).
    pub source_policy_id: String,
    /// As the examples of the CLI's reference have it, unlike the model.
    pub source_policy_type: &'static str,
    pub start_position: Position,
    pub end_position: Position,
}

/// Both from 1 on. A statement ends before its end position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PermissionsBoundaryDecisionDetail {
    pub allowed_by_permissions_boundary: bool,
}
