//! CloudWatch Logs' errors.

use crate::world::logs::LogsError;

use super::Fault;

pub(super) fn fault(error: &LogsError) -> Fault {
    match error {
        LogsError::NoGroup | LogsError::NoStream => {
            Fault::sender("ResourceNotFoundException", error)
        }
        LogsError::GroupExists | LogsError::StreamExists => {
            Fault::sender("ResourceAlreadyExistsException", error)
        }
        LogsError::InvalidParameter(_) => Fault::sender("InvalidParameterException", error),
    }
}
