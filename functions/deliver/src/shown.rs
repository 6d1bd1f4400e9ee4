//! What the main page shows of incidents and maintenance now: subscribers are told that, and nothing that only other pages show.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_domain::ids::{IncidentId, MaintenanceId};
use callout_domain::status::{Audience, PageDocument, PublicIncident};
use callout_domain::subscriber::{Shown, ShownId};
use callout_lambda::readable_settings;
use callout_ports::{IncidentStore as _, PageDocuments as _, PortError, SettingsSource as _};

/// One of them as the page shows it; `None` if it is not public.
pub(crate) async fn one(id: &ShownId, deps: &impl Ports) -> Result<Option<Shown>> {
    MainPage::load(deps).await?.shown(id).await.context("load what the page shows")
}

/// Each as the page shows it; `None` of one that is not public. One that cannot be read is left out: it waits on.
pub(crate) async fn each<'a>(
    ids: impl Iterator<Item = &'a ShownId>,
    deps: &impl Ports,
) -> Result<Vec<(ShownId, Option<Shown>)>> {
    let mut page = MainPage::load(deps).await?;
    let mut found = Vec::new();
    for id in ids {
        let shown = unless_corrupt(page.shown(id).await, Some(id)).context("load what the page shows")?;
        found.extend(shown.map(|shown| (id.clone(), shown)));
    }
    Ok(found)
}

/// The main page. Its document is read once, and only where it says more than the settings: of maintenance, and where there are other
/// pages of what this one keeps off although the settings no longer say so.
struct MainPage<'d, P> {
    deps: &'d P,
    /// None without a status page: there is nothing to hide then, and nothing to tell until it comes back.
    view: Option<Audience>,
    has_others: bool,
    document: Option<PageDocument>,
}

impl<'d, P: Ports> MainPage<'d, P> {
    async fn load(deps: &'d P) -> Result<Self> {
        let rules = readable_settings(deps.table().rules().await)?;
        let settings = rules.settings();
        let (view, has_others) = (Audience::main(settings), !settings.status_pages.is_empty());
        Ok(Self { deps, view, has_others, document: None })
    }

    async fn shown(&mut self, id: &ShownId) -> Result<Option<Shown>, PortError> {
        if self.document.is_none() && (self.has_others || id.maintenance().is_some()) {
            let document = self.deps.table().page().await?;
            self.view = self.view.take().map(|view| view.knowing(&document));
            self.document = Some(document);
        }
        match id {
            ShownId::Incident(id) => self.incident(id).await,
            ShownId::Maintenance(id) => Ok(self.window(id)),
        }
    }

    async fn incident(&self, id: &IncidentId) -> Result<Option<Shown>, PortError> {
        let found = self.deps.table().incident(id).await?;
        let public = found.as_ref().and_then(PublicIncident::of);
        let shown = public.and_then(|public| match &self.view {
            Some(view) => view.incident(&public),
            None => Some(public),
        });
        Ok(shown.map(Shown::Incident))
    }

    fn window(&self, id: &MaintenanceId) -> Option<Shown> {
        let mut windows = self.document.iter().flat_map(|page| &page.maintenance);
        let window = windows.find(|window| window.id == *id && !window.silent)?;
        let shown = match &self.view {
            Some(view) => view.window(window),
            None => Some(window.clone()),
        };
        shown.map(Shown::Maintenance)
    }
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
