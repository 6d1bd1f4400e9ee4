//! The form of a declaration. Decides nothing: it turns what was typed into a declaration.

use crate::form_token::is_form_token;
use crate::submitted::ConsoleForm;
use callout_domain::ids::ResponderName;
use callout_domain::incident::Declaration;
use callout_domain::severity::Severity;
use serde::Deserialize;

/// The form as the browser sends it.
#[derive(Default, Deserialize)]
pub(crate) struct Filled {
    #[serde(default)]
    pub(super) csrf: String,
    /// What makes it this form.
    #[serde(default)]
    pub(super) token: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) service: String,
    #[serde(default)]
    pub(super) severity: String,
    /// Somebody to page besides.
    #[serde(default)]
    pub(super) page: String,
    /// The open incident to report it to, with the version that the page showed: `12-7`.
    pub(super) join: Option<String>,
}

impl ConsoleForm for Filled {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        self.text.clone()
    }
}

impl Filled {
    /// What it declares; `None`: it is no form of ours.
    pub(super) fn declaration(&self) -> Option<Declaration> {
        let severity = match self.severity.as_str() {
            "" => None,
            word => Some(Severity::from_word(word)?),
        };
        let is_ours = is_form_token(&self.token);
        is_ours.then(|| Declaration {
            token: self.token.clone(),
            title: self.text.clone(),
            service: self.service.as_str().into(),
            severity,
            page: Some(ResponderName::from(self.page.as_str())).filter(|_| !self.page.is_empty()),
        })
    }
}
