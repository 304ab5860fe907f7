//! What names the bytes of an object.

use serde::{Deserialize, Serialize};

/// Names the bytes of one upload, which are kept outside of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BodyId(pub u64);
