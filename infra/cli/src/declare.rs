//! `callout declare`: a person opens an incident for what no monitor sees, or reports it to one that is open.
//! Must not page twice for what is open already without asking, where there is somebody to ask.

use crate::act::{Operator, report};
use crate::args::{self, DeploymentOptions};
use crate::deployment::Deployment;
use crate::mine::owner;
use crate::print::Layout;
use crate::show::{shown_on, standing};
use crate::to_type::callout;
use crate::token::token;
use crate::{clock, print, question};
use anyhow::{Context, Result, bail};
use callout_domain::ids::ServiceName;
use callout_domain::incident::{Command, Declaration, Incident, Refusal};
use callout_domain::oncall::nearest;
use callout_domain::settings::Rules;
use callout_domain::timeline::sentence;
use callout_lambda::{Declared, SystemClock};
use callout_ports::{Clock as _, SettingsSource as _};
use std::cmp::Reverse;
use std::io::IsTerminal as _;

/// The most open incidents that are shown before the question; those of the service come first.
const MOST_SHOWN: usize = 15;

/// The command.
///
/// # Errors
/// Nothing was recorded, with why; or whether it was is not known, and trying again is safe.
pub(crate) async fn declare(common: &DeploymentOptions, args: args::Declare) -> Result<()> {
    let operator = Operator::find(common).await?;
    if let Some(wanted) = &args.join {
        return join(common, &operator, wanted, args.title).await;
    }
    let rules = operator.deployment.table.rules().await.with_context(|| operator.deployment.unreachable())?;
    let service = ServiceName::from(args.service.as_deref().unwrap_or_default());
    known(&rules, &service)?;
    let asks = !args.new && !common.json && std::io::stdin().is_terminal();
    if asks && let Some(wanted) = which(&operator.deployment, &service).await? {
        return join(common, &operator, &wanted, args.title).await;
    }
    let token = args.token.map_or_else(token, Ok)?;
    let page = args.page.as_deref().map(Into::into);
    let declaration = Declaration { token, title: args.title, service, severity: args.severity, page };
    open(common, &operator, &declaration, &rules).await
}

async fn join(common: &DeploymentOptions, operator: &Operator, wanted: &str, text: String) -> Result<()> {
    report(common, &operator.act(wanted, &Command::Report { text }).await?)
}

async fn open(
    common: &DeploymentOptions,
    operator: &Operator,
    declaration: &Declaration,
    rules: &Rules,
) -> Result<()> {
    let Operator { deployment, actor } = operator;
    let declared = callout_lambda::declare(&deployment.table, declaration, actor, rules, &SystemClock).await;
    match declared.with_context(|| deployment.unreachable())? {
        Declared::Opened(decided) => {
            let number = decided.incident.number;
            decided.events.iter().for_each(|event| print::aside(format!("#{number}: {}", sentence(event))));
            read_by_customers(&decided.incident, rules).into_iter().for_each(print::aside);
            report(common, &decided.incident)
        }
        Declared::Before(incident) => {
            print::aside(format!("#{}: declared before", incident.number));
            read_by_customers(&incident, rules).into_iter().for_each(print::aside);
            report(common, &incident)
        }
        Declared::Refused(Refusal::EmptyText) => bail!("say in a line what is wrong"),
        Declared::Refused(why) => bail!("nothing was declared: {why}"),
    }
}

/// What customers read of it by now, or would; whoever declares it may not know that the settings publish it.
fn read_by_customers(incident: &Incident, rules: &Rules) -> Vec<String> {
    let number = incident.number;
    let read = incident.told_last().map(|update| {
        let (edit, withdraw) =
            (callout(&format!("status edit {number} '…'")), callout(&format!("status withdraw {number}")));
        format!(
            "#{number}: Customers read of it ({}): {} `{edit}` changes that, `{withdraw}` withdraws it.",
            update.phase.title(),
            update.text
        )
    });
    let waits = incident.drafted.as_ref().map(|_| {
        let publish = callout(&format!("status publish {number}"));
        format!("#{number}: Customers read nothing yet; `{publish}` publishes the draft.")
    });
    let pages = shown_on(incident, rules.settings()).map(|pages| format!("#{number}: {pages}"));
    read.into_iter().chain(waits).chain(pages).collect()
}

/// Refuses a service that nobody wrote. While settings cannot be read, every name may be right.
fn known(rules: &Rules, service: &ServiceName) -> Result<()> {
    let services = &rules.settings().services;
    if rules.are_unreadable() || services.contains_key(service) {
        return Ok(());
    }
    let names = services.keys().map(ServiceName::as_str);
    match nearest(service.as_str(), names.clone()) {
        Some(near) => bail!("there is no service `{service}`; did you mean `{near}`?"),
        None => bail!("there is no service `{service}`; there are: {}", names.collect::<Vec<_>>().join(", ")),
    }
}

/// Shows what is open and asks whether it is one of these; the number that somebody typed.
async fn which(deployment: &Deployment, service: &ServiceName) -> Result<Option<String>> {
    let open = first_of(service, deployment.open_worst_first().await?);
    if open.is_empty() {
        return Ok(None);
    }
    let now = SystemClock.now();
    let rows = open.iter().take(MOST_SHOWN).map(|incident| {
        let age = clock::age(now.duration_since(incident.opened_at));
        let has_it = owner(incident).unwrap_or_default().to_owned();
        let Incident { number, severity, service, title, .. } = incident;
        [
            format!("#{number}"),
            standing(incident),
            severity.to_string(),
            service.to_string(),
            title.clone(),
            age,
            has_it,
        ]
    });
    let headings = ["", "status", "sev", "service", "title", "age", "has it"];
    let layout = Layout { widest: Some(4), whole: &[0, 1, 2, 5], lines: Some(2), ..Layout::default() };
    print::line(print::table_text(headings, rows, layout));
    if open.len() > MOST_SHOWN {
        print::aside(format!("… and {} more that are open", open.len() - MOST_SHOWN));
    }
    let typed =
        question::name("Is it one of these? Its number reports it there; Enter declares a new incident");
    Ok(number(&typed.unwrap_or_default(), &open)?.map(|number| number.to_string()))
}

/// What is open of a service, then of the others; the worst first.
fn first_of(service: &ServiceName, mut open: Vec<Incident>) -> Vec<Incident> {
    // The order within both stays.
    open.sort_by_key(|incident| Reverse(incident.service == *service));
    open
}

/// The incident whose number was typed; none for Enter alone.
fn number(typed: &str, open: &[Incident]) -> Result<Option<u64>> {
    let typed = typed.trim().trim_start_matches('#');
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse().ok().filter(|number| open.iter().any(|incident| incident.number == *number));
    match number {
        Some(number) => Ok(Some(number)),
        None => {
            bail!("nothing was declared: `{typed}` is none of the open incidents; press Enter for a new one")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::incident::{Actor, NewIncident as _, Place};
    use callout_domain::severity::Severity;
    use jiff::Timestamp;

    fn open() -> Vec<Incident> {
        vec![
            incident(7, "search", Severity::Sev1, "Slow"),
            incident(9, "checkout", Severity::Sev2, "Errors"),
            incident(8, "checkout", Severity::Sev3, "Slow"),
        ]
    }

    #[test]
    fn incidents_of_the_service_are_shown_first() {
        let numbers: Vec<u64> = first_of(&"checkout".into(), open()).iter().map(|it| it.number).collect();
        assert_eq!(numbers, [9, 8, 7]);
    }

    #[test]
    fn only_a_number_that_was_shown_joins() {
        assert_eq!(number(" #9\n", &open()).unwrap(), Some(9));
        assert_eq!(number("\n", &open()).unwrap(), None);
        for typed in ["12", "yes", "9 and 7"] {
            let told = number(typed, &open()).unwrap_err().to_string();
            assert!(told.starts_with("nothing was declared") && told.contains("Enter"), "{told}");
        }
    }

    #[test]
    fn whoever_declares_it_is_told_what_customers_read() {
        let told = |publish: &str| {
            let settings = format!(
                "[services.shop]\ntitle = 'Shop'\npolicy = 'x'\ncomponents = ['checkout']\n\
                 [status_page]\ntitle = 'Acme'\ncomponents = {{ checkout = {{ title = 'Checkout' }} }}\n\
                 [status_page.publish]\n{publish}"
            );
            let rules = Rules::build(toml::from_str(&settings).unwrap());
            let title = "Prices of yesterday".to_owned();
            let declaration = Declaration {
                token: "t-1".to_owned(),
                title,
                service: "shop".into(),
                severity: None,
                page: None,
            };
            let place = Place { number: 12, turn: 0 };
            let decided = declaration.open(place, &Actor::system(), &rules, Timestamp::UNIX_EPOCH).unwrap();
            read_by_customers(&decided.incident, &rules)
        };
        let [read] = told("from = 'SEV2'").try_into().unwrap();
        let expected = "#12: Customers read of it (Investigating): We are looking into a problem with Checkout. \
                        `callout status edit 12 '…'` changes that, `callout status withdraw 12` withdraws it.";
        assert_eq!(read, expected);
        let [waits] = told("from = 'SEV2'\ndraft = true").try_into().unwrap();
        assert!(waits.contains("`callout status publish 12` publishes the draft"), "{waits}");
        assert!(told("from = 'SEV1'").is_empty());
    }

    #[test]
    fn a_service_that_nobody_wrote_is_refused_with_what_was_meant() {
        let rules =
            Rules::build(toml::from_str("[services.checkout]\ntitle = 'Checkout'\npolicy = 'x'").unwrap());
        let told = known(&rules, &"checkouts".into()).unwrap_err().to_string();
        assert_eq!(told, "there is no service `checkouts`; did you mean `checkout`?");
        assert!(known(&rules, &"checkout".into()).is_ok());
    }
}
