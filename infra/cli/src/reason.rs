//! Why something failed, as one line says it.
//! Must not leave out a cause.

/// What went wrong, in one line. AWS's errors say the same on several levels; once is enough.
pub(crate) fn why(error: impl Into<anyhow::Error>) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in error.into().chain() {
        let cause = cause.to_string().lines().collect::<Vec<_>>().join(" ");
        if told.last().is_none_or(|last| !last.contains(&cause)) {
            told.push(cause);
        }
    }
    told.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_said_once_and_in_one_line() {
        let error =
            anyhow::anyhow!("there is\nno such topic").context("service error: there is no such topic");
        assert_eq!(
            why(error.context("could not publish")),
            "could not publish: service error: there is no such topic"
        );
    }
}
