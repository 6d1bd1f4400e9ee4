//! New alarms are counted by integration and minute, and each call learns the sum.

use super::contract;
use super::sample::minutes;
use callout_ports::AlarmBudgets;
use jiff::SignedDuration;

contract!(each_call_adds_to_its_minute_and_learns_the_sum);
async fn each_call_adds_to_its_minute_and_learns_the_sum(memory: &impl AlarmBudgets) {
    let second = SignedDuration::from_secs(59);
    assert_eq!(memory.count_new_alarms("lab", minutes(0), 7).await.unwrap(), 7);
    assert_eq!(memory.count_new_alarms("lab", minutes(0) + second, 3).await.unwrap(), 10);
    assert_eq!(memory.count_new_alarms("lab", minutes(1), 1).await.unwrap(), 1);
    assert_eq!(memory.count_new_alarms("other", minutes(0), 2).await.unwrap(), 2);
}
