//! Lambda's errors.

use crate::world::function::FunctionError;

use super::Fault;

pub(super) fn fault(error: &FunctionError) -> Fault {
    match error {
        FunctionError::ResourceNotFound(_) => {
            Fault::sender("ResourceNotFoundException", error).status(404)
        }
        FunctionError::ResourceConflict(_) => {
            Fault::sender("ResourceConflictException", error).status(409)
        }
        FunctionError::PreconditionFailed => {
            Fault::sender("PreconditionFailedException", error).status(412)
        }
        FunctionError::InvalidParameterValue(_) => {
            Fault::sender("InvalidParameterValueException", error)
        }
        FunctionError::Validation(_) => Fault::sender("ValidationException", error),
    }
}
