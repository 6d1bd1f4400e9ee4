//! The words of `callout contact`.

use clap::{Args, Subcommand, ValueEnum};

/// What a responder changes for themselves, beside the settings.
#[derive(Debug, Subcommand)]
pub enum Contact {
    /// List how a responder is reached, and what waits for its code.
    List {
        /// The responder.
        responder: String,
    },
    /// Add a contact and send it a code; it is used once verified.
    ///
    /// One that has its name already is replaced then.
    Add(AddContact),
    /// Send a code to a contact that was added, or enter it.
    Verify {
        /// Which.
        #[command(flatten)]
        which: OneContact,
        /// The six digits that arrived.
        #[arg(long, value_name = "DIGITS")]
        code: Option<String>,
    },
    /// Use a contact no more.
    Remove(OneContact),
    /// Use a contact before the one that is before it.
    Earlier(OneContact),
    /// Set quiet hours, in which what can wait does not arrive.
    Quiet {
        /// The responder.
        responder: String,
        /// E.g. '22:00-07:00; sat, sun 07:00-10:00'. '' for none.
        hours: String,
    },
    /// Forget what was changed: as the settings say.
    Reset {
        /// The responder.
        responder: String,
    },
}

/// A contact more.
#[derive(Debug, Args)]
pub struct AddContact {
    /// The responder.
    pub responder: String,
    /// The kind of address.
    #[arg(value_enum)]
    pub channel: OwnChannel,
    /// A telephone number like +351912345678, or a mail address.
    pub address: String,
    /// Its name. Default: that of its channel.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// One contact.
#[derive(Debug, Args)]
pub struct OneContact {
    /// The responder.
    pub responder: String,
    /// The contact's name.
    pub contact: String,
}

/// A kind of contact that people set up for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OwnChannel {
    /// Text messages.
    Sms,
    /// Telephone calls.
    Voice,
    /// Mails.
    Email,
}
