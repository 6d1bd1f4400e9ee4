//! Validates route tests, before they are run.

use super::problem::problem;
use crate::oncall::Problem;
use crate::settings::Settings;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for (index, test) in settings.tests.iter().enumerate() {
        let index = index.to_string();
        let at = ["test", index.as_str()];
        if test.event.is_some() == test.event_file.is_some() {
            let message =
                "needs one alarm: event = { labels = { alarm = \"NAME\" } }, or event_file = \"FILE\"";
            found.push(problem(&at, message.into()));
        }
        if test.expect.is_empty() {
            let message = "expects nothing; write expect = { service = \"NAME\" }";
            found.push(problem(&[at[0], at[1], "expect"], message.into()));
        }
        let by_time = test.expect.pages.is_some() || test.expect.held.is_some();
        if by_time && test.at.is_none() {
            let message = "expects what depends on the time; write at = \"2027-01-10T03:00:00Z\"";
            found.push(problem(&[at[0], at[1], "expect"], message.into()));
        }
    }
}
