//! The only place that reads the real time.

use callout_ports::Clock;
use jiff::Timestamp;

/// The system clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge: everything else takes now as a parameter"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
