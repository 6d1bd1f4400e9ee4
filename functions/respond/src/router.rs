//! All routes that people open.

use crate::web::deps::Deps;
use crate::web::serve::serve;
use crate::{console, links};
use axum::Router;
use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use std::sync::Arc;

/// Creates the router with links and console.
pub fn router<T, K, C>(deps: Deps<T, K, C>) -> Router
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    serve(Router::new().merge(links::routes()).merge(console::routes()), Arc::new(deps))
}
