//! What is known about a deployment when it is judged; what could not be looked at says why.
//! Must not judge.

use crate::apply::topics::{Standing, Subscriptions, Topic};
use crate::lambda_account::Concurrency;
use crate::own_contacts::OwnChange;
use crate::own_topics::OwnTopic;
use crate::report_pages::Listed;
use callout_domain::notification::Attempt;
use callout_domain::responder::verification::Verification;
use callout_domain::settings::Settings;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What was found, or why nobody could look.
pub(super) type Checked<T> = Result<T, String>;

/// Everything the judgement is about.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) now: Timestamp,
    /// The stack's name, and its region.
    pub(super) stack: String,
    pub(super) region: String,
    /// The active settings; none if none were ever applied.
    pub(super) settings: Checked<Option<Settings>>,
    /// What people changed for themselves, which is in these settings.
    pub(super) changed: Vec<OwnChange>,
    /// What is known about the contacts of these settings.
    pub(super) verifications: Checked<Vec<Verification>>,
    /// What there is of the topics of responders and rooms.
    pub(super) topics: Checked<BTreeMap<Topic, Checked<Standing>>>,
    /// Who is subscribed to the topics of the template.
    pub(super) own: Checked<Own>,
    /// Which functions of contacts let their topics invoke them, by topic.
    pub(super) functions: BTreeMap<Topic, Checked<bool>>,
    /// The addresses of one's own that links start with, or could.
    pub(super) links: Vec<LinkAddress>,
    /// The pages on which colleagues report problems.
    pub(super) report_pages: Checked<Vec<Listed>>,
    /// How many functions may run at once; none on this machine, where nothing limits them.
    pub(super) concurrency: Checked<Option<Concurrency>>,
    /// Where a stack on this machine shows what people are sent.
    pub(super) inbox: Option<String>,
    /// Messages of incidents of late.
    pub(super) attempts: Checked<Vec<Attempt>>,
    /// What the account allows in text messages by SNS.
    pub(super) sms: Sms,
    /// What it allows where numbers of our own send; none if there are none.
    pub(super) numbers: Option<Numbers>,
    /// What SES allows where subscribers get mail; none if they get none.
    pub(super) mail: Option<SubscriberMail>,
    /// Incidents that are over, and customers still read that they go on.
    pub(super) read_as_open: Checked<Vec<u64>>,
    /// Which status pages ask for a password; none on this machine, where none does.
    pub(super) status_pages: Checked<Option<StatusPages>>,
}

/// Which status pages ask for a password.
#[derive(Debug)]
pub(super) struct StatusPages {
    /// Where the main one is.
    pub(super) address: String,
    /// Whether that asks for one, and with it each page without one of its own.
    pub(super) is_private: bool,
    /// The pages with one of their own.
    pub(super) private: BTreeSet<String>,
}

/// What SES allows in an account and region.
#[derive(Debug)]
pub(super) struct SubscriberMail {
    /// The address that mail comes from.
    pub(super) from: String,
    /// Whether only addresses that were verified there get mail.
    pub(super) in_sandbox: Checked<bool>,
    /// Whether SES sends from the address.
    pub(super) is_verified: Checked<bool>,
}

/// An address of one's own in front of the function that answers links.
#[derive(Debug)]
pub(super) struct LinkAddress {
    /// The parameter of the template that names it.
    pub(super) parameter: &'static str,
    pub(super) address: String,
    /// Whether links start with it.
    pub(super) in_use: bool,
    /// What its name must be an alias of, if the stack serves it.
    pub(super) target: Option<String>,
    /// Whether it answers as the function itself does.
    pub(super) answers: Checked<bool>,
}

/// Who is subscribed to the topics of the template.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// Where Callout's own alarms go.
    pub(super) ops: Subscribers,
    /// The fallback contact by mail.
    pub(super) fallback_email: Subscribers,
    /// The fallback contact by text message.
    pub(super) fallback_phone: Subscribers,
}

/// A topic and who is subscribed to it.
#[derive(Debug, Clone)]
pub(super) struct Subscribers {
    pub(super) topic: OwnTopic,
    pub(super) subscriptions: Subscriptions,
}

/// What an account and region allow in AWS End User Messaging, whose quotas are not those of SNS.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Whether a number of ours sends text messages.
    pub(super) text: bool,
    /// Whether one calls.
    pub(super) voice: bool,
    pub(super) limits: Checked<SpendLimits>,
    /// Whether only numbers that were verified there are reached.
    pub(super) in_sandbox: Checked<bool>,
    /// Numbers whose holder said STOP to our number.
    pub(super) opted_out: Checked<BTreeSet<String>>,
}

/// Dollars that may be spent each month; none if AWS names no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpendLimits {
    pub(super) text: Option<i64>,
    pub(super) voice: Option<i64>,
}

/// What an account and region allow in text messages.
#[derive(Debug)]
pub(super) struct Sms {
    /// Dollars spent this month.
    pub(super) spent: Checked<f64>,
    /// Dollars that may be spent each month.
    pub(super) limit: Checked<f64>,
    pub(super) sandbox: Checked<Sandbox>,
    /// Numbers whose holder said STOP.
    pub(super) opted_out: Checked<BTreeSet<String>>,
}

/// Whether text messages go to anybody, or only to numbers that were verified with AWS.
#[derive(Debug)]
pub(super) enum Sandbox {
    /// To anybody.
    Left,
    /// To these numbers only.
    Inside(Checked<BTreeSet<String>>),
}
