//! What was tried, and what came of it.

/// One kind of attempt.
struct Row {
    attacker: &'static str,
    finding: &'static str,
    what: String,
    attempts: usize,
    successes: Vec<String>,
}

/// Everything that was tried.
#[derive(Default)]
pub(super) struct Report(Vec<Row>);

impl Report {
    /// Notes attempts of one kind, each with what it got; `Some` is a success.
    pub(super) fn note(
        &mut self,
        (attacker, finding, what): (&'static str, &'static str, &str),
        outcomes: impl IntoIterator<Item = Option<String>>,
    ) {
        let (mut attempts, mut successes) = (0, Vec::new());
        for outcome in outcomes {
            attempts += 1;
            successes.extend(outcome);
        }
        self.0.push(Row { attacker, finding, what: what.to_owned(), attempts, successes });
    }

    /// Prints the table, and fails if anything succeeded or nothing was tried.
    pub(super) fn conclude(self) {
        println!("{:<8} {:<8} {:<78} {:>8} {:>9}", "Attacker", "Finding", "Attempt", "Attempts", "Successes");
        for Row { attacker, finding, what, attempts, successes } in &self.0 {
            println!("{attacker:<8} {finding:<8} {what:<78} {attempts:>8} {:>9}", successes.len());
        }
        let attempts: usize = self.0.iter().map(|row| row.attempts).sum();
        let got: Vec<String> = self
            .0
            .iter()
            .flat_map(|row| {
                row.successes
                    .iter()
                    .take(3)
                    .map(|success| format!("{} ({}): {success}", row.what, row.finding))
            })
            .collect();
        let successes: usize = self.0.iter().map(|row| row.successes.len()).sum();
        println!("{attempts} attempts, {successes} successes");
        assert!(self.0.iter().all(|row| row.attempts > 0), "something was not tried");
        assert!(got.is_empty(), "{successes} attempts succeeded:\n  - {}", got.join("\n  - "));
    }
}
