//! What a silence of an incident holds back: the alarms that fire in it, or its whole service if somebody agrees.
//! Must not take the whole service for what fires without a yes.

use crate::alerts;
use crate::deployment::Deployment;
use crate::question::{Answer, ask};
use crate::to_type::{callout, word};
use anyhow::{Context as _, Result, bail};
use callout_domain::incident::{Alert, Incident};
use callout_domain::live::{Subject, service_of, subject_of};
use callout_domain::matcher::Matches;
use callout_ports::IncidentStore as _;

/// What each silence matches.
///
/// # Errors
/// No alarm fires in it, they are of many services, nobody agrees to the whole service, or the table does not answer.
pub(super) async fn silenced(
    deployment: &Deployment,
    incident: &Incident,
    yes: bool,
) -> Result<Vec<Matches>> {
    let table = &deployment.table;
    let record = table.record(&incident.id).await.with_context(|| deployment.unreachable())?;
    let rows = alerts::of_events(table, incident, &record.events).await?;
    let firing = rows.iter().filter(|row| row.state.fires());
    let subject = subject(firing.filter_map(|row| row.stored.as_ref()), incident)?;
    if matches!(subject, Subject::Service(_)) && !yes {
        agree(incident)?;
    }
    Ok(subject.matches())
}

fn subject<'a>(firing: impl IntoIterator<Item = &'a Alert>, incident: &Incident) -> Result<Subject> {
    let mut firing = firing.into_iter().peekable();
    let fires = firing.peek().is_some() || incident.is_counting();
    if let Some(subject) = subject_of(firing, incident) {
        return Ok(subject);
    }
    let number = incident.number;
    match (fires, incident.bundle) {
        (_, true) => bail!("#{number} has alerts of many services; name what you mean with --match"),
        (false, _) if incident.declared => {
            bail!("#{number} has no alarms; to silence the whole service: {}", of_service(incident))
        }
        _ => bail!("no alarm fires in #{number}; to silence the whole service: {}", of_service(incident)),
    }
}

fn agree(incident: &Incident) -> Result<()> {
    let told = format!(
        "More alarms fire in #{} than a silence names: it holds back whatever alarm of {}",
        incident.number, incident.service
    );
    match ask(&format!("{told}. Silence the whole service?")) {
        Answer::Yes => Ok(()),
        Answer::No => bail!("nothing was silenced"),
        Answer::NobodyThere => bail!("{told}; nothing was silenced. --yes silences the whole service"),
    }
}

/// The command that says it.
fn of_service(incident: &Incident) -> String {
    let matches = service_of(incident).matches();
    let matcher = matches.iter().map(ToString::to_string).collect::<String>();
    format!("`{}`", callout(&format!("silence add --match {} --for 2h", word(&matcher))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::severity::Severity;

    fn alarms(count: u32) -> Vec<Alert> {
        let alarm = |nth: u32| {
            let mut alert = Alert::unreadable("alert".into(), 1);
            alert.source = "cloudwatch".to_owned();
            alert.dedup_key = format!("alarm-{nth}");
            alert
        };
        (0..count).map(alarm).collect()
    }

    fn told(count: u32, incident: &Incident) -> String {
        match subject(&alarms(count), incident) {
            Ok(subject) => subject.matches().iter().map(ToString::to_string).collect(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_silence_of_what_fires_is_never_one_of_all_that_could() {
        let fired = incident(12, "search", Severity::Sev2, "Slow");
        let declared = Incident { declared: true, ..fired.clone() };
        let bundle = Incident { bundle: true, ..fired.clone() };
        assert_eq!(told(1, &fired), r#"source="cloudwatch", dedup_key="alarm-0""#);
        let instead =
            "to silence the whole service: `callout silence add --match 'service=\"search\"' --for 2h`";
        assert_eq!(told(0, &declared), format!("#12 has no alarms; {instead}"));
        assert_eq!(told(0, &fired), format!("no alarm fires in #12; {instead}"));
        assert_eq!(told(30, &fired), r#"service="search""#, "somebody has to agree to it");
        for count in [0, 30] {
            assert!(told(count, &bundle).contains("many services"));
        }
    }
}
