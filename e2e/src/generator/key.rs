//! Object keys in the two layouts that log buckets have. What the name promises (`.json.gz`) is kept whatever the
//! framing is: readers go by the content.

use jiff::Timestamp;

const ACCOUNT: &str = "123456789012";

/// How keys are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `AWSLogs/<account>/BedrockModelInvocationLogs/<region>/YYYY/MM/DD/HH/<time>_<16 hex>.json.gz`
    Aws,
    /// The deployment guide's `bedrock-logs/<region>/YYYY/MM/DD/invocation-log-001.json`
    Guide,
}

pub(super) fn of(layout: Layout, region: &str, epoch_s: i64, number: usize, seed: u64) -> String {
    let time = Timestamp::from_second(epoch_s).unwrap_or_default();
    match layout {
        Layout::Aws => {
            let hour = time.strftime("%Y/%m/%d/%H");
            let stamp = time.strftime("%Y%m%dT%H%M%S");
            let hex = fastrand::Rng::with_seed(seed.rotate_left(32) ^ number as u64).u64(..);
            format!(
                "AWSLogs/{ACCOUNT}/BedrockModelInvocationLogs/{region}/{hour}/{stamp}000Z_{hex:016x}.json.gz"
            )
        }
        Layout::Guide => {
            format!(
                "bedrock-logs/{region}/{}/invocation-log-{:03}.json",
                time.strftime("%Y/%m/%d"),
                number + 1
            )
        }
    }
}
