//! What the main page shows of incidents and maintenance now.

use crate::deps::Ports;
use crate::main_page::main_page;
use anyhow::{Context as _, Result};
use callout_domain::ids::{IncidentId, MaintenanceId};
use callout_domain::status::{Audience, PageDocument, PublicIncident};
use callout_domain::subscriber::{Shown, ShownId};
use callout_ports::{IncidentStore as _, PageDocuments as _, PortError};

/// One of them as the page shows it; `None` if it is not public.
pub(crate) async fn one(id: &ShownId, deps: &impl Ports) -> Result<Option<Shown>> {
    let main = main_page(deps).await?;
    Ok(match id {
        ShownId::Incident(id) => incident(id, main.as_ref(), deps).await.context("load the incident")?,
        ShownId::Maintenance(id) => {
            window(id, main, &deps.table().page().await.context("load the page's document")?)
        }
    })
}

/// Each as the page shows it; `None` of one that is not public. One that cannot be read is left out: it waits on.
pub(crate) async fn each<'a>(
    ids: impl Iterator<Item = &'a ShownId>,
    deps: &impl Ports,
) -> Result<Vec<(ShownId, Option<Shown>)>> {
    let main = main_page(deps).await?;
    // Most messages are of incidents, and need no page.
    let mut page: Option<Option<PageDocument>> = None;
    let mut found = Vec::new();
    for id in ids {
        let shown = match id {
            ShownId::Incident(of) => unless_corrupt(incident(of, main.as_ref(), deps).await, Some(id))
                .context("load an incident")?,
            ShownId::Maintenance(of) => {
                if page.is_none() {
                    let read = deps.table().page().await;
                    page = Some(unless_corrupt(read, Some(id)).context("load the page's document")?);
                }
                page.as_ref().and_then(Option::as_ref).map(|page| window(of, main.clone(), page))
            }
        };
        found.extend(shown.map(|shown| (id.clone(), shown)));
    }
    Ok(found)
}

async fn incident(
    id: &IncidentId,
    main: Option<&Audience>,
    deps: &impl Ports,
) -> Result<Option<Shown>, PortError> {
    let found = deps.table().incident(id).await?;
    let public = found.as_ref().and_then(PublicIncident::of);
    let shown = public.and_then(|public| match main {
        Some(main) => main.incident(&public),
        None => Some(public),
    });
    Ok(shown.map(Shown::Incident))
}

fn window(id: &MaintenanceId, main: Option<Audience>, page: &PageDocument) -> Option<Shown> {
    let window = page.maintenance.iter().find(|window| window.id == *id && !window.silent)?;
    let shown = match main {
        Some(main) => main.knowing(page).window(window),
        None => Some(window.clone()),
    };
    shown.map(Shown::Maintenance)
}

/// `None` of what a newer version wrote: after a roll back it waits, and holds up nothing else.
pub(crate) fn unless_corrupt<T>(
    read: Result<T, PortError>,
    about: Option<&ShownId>,
) -> Result<Option<T>, PortError> {
    match read {
        Err(error @ PortError::Corrupt { .. }) => {
            tracing::error!(
                incident.id = about.and_then(ShownId::incident).map(IncidentId::as_str),
                maintenance.id = about.and_then(ShownId::maintenance).map(MaintenanceId::as_str),
                %error,
                "what subscribers are told of it waits"
            );
            Ok(None)
        }
        read => read.map(Some),
    }
}
