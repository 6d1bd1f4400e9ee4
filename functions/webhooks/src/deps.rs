//! The dependencies of the routes, and the state they keep between requests.
//!
//! Reads no request.

use crate::noted_uses::NotedUses;
use crate::rate_limit::RateLimit;
use crate::report_limit::ReportLimit;
use crate::sns::Certificates;
use crate::strangers::Strangers;
use callout_ports::{AlertQueue, Clock, Heartbeats, KeyUses, Receipts, SettingsSource, Web};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The dependencies of the routes.
#[derive(Debug)]
pub struct Deps<Q, T, C, W> {
    /// The alerts queue.
    pub alerts: Q,
    /// The settings, with the keys of integrations and heartbeats, the heartbeats' last pings, and what became of a report.
    pub table: T,
    /// The clock.
    pub clock: C,
    /// The web, for SNS's certificates and subscription confirmations.
    pub web: W,
    rate_limit: Mutex<RateLimit>,
    certificates: Certificates,
    noted_uses: NotedUses,
    strangers: Strangers,
    report_limit: Mutex<ReportLimit>,
    secure_cookie: bool,
}

impl<Q, T, C, W> Deps<Q, T, C, W> {
    /// Creates the dependencies with empty caches.
    pub fn new(alerts: Q, table: T, clock: C, web: W) -> Self {
        let (rate_limit, certificates, noted_uses, strangers, report_limit) = Default::default();
        let secure_cookie = true;
        Self {
            alerts,
            table,
            clock,
            web,
            rate_limit,
            certificates,
            noted_uses,
            strangers,
            report_limit,
            secure_cookie,
        }
    }

    /// The same; without HTTPS, on a local stack, browsers keep no secure cookie.
    #[must_use]
    pub fn with_secure_cookie(self, secure_cookie: bool) -> Self {
        Self { secure_cookie, ..self }
    }
}

/// The dependencies, whatever their types.
pub(crate) trait Ports: Send + Sync + 'static {
    fn alerts(&self) -> &impl AlertQueue;
    fn table(&self) -> &(impl SettingsSource + Heartbeats + KeyUses + Receipts);
    fn clock(&self) -> &impl Clock;
    fn web(&self) -> &impl Web;
    fn rate_limit(&self) -> MutexGuard<'_, RateLimit>;
    fn certificates(&self) -> &Certificates;
    fn noted_uses(&self) -> &NotedUses;
    fn strangers(&self) -> &Strangers;
    fn report_limit(&self) -> MutexGuard<'_, ReportLimit>;
    fn secure_cookie(&self) -> bool;
}

impl<Q, T, C, W> Ports for Deps<Q, T, C, W>
where
    Q: AlertQueue + 'static,
    T: SettingsSource + Heartbeats + KeyUses + Receipts + 'static,
    C: Clock + 'static,
    W: Web + 'static,
{
    fn alerts(&self) -> &impl AlertQueue {
        &self.alerts
    }

    fn table(&self) -> &(impl SettingsSource + Heartbeats + KeyUses + Receipts) {
        &self.table
    }

    fn clock(&self) -> &impl Clock {
        &self.clock
    }

    fn web(&self) -> &impl Web {
        &self.web
    }

    fn rate_limit(&self) -> MutexGuard<'_, RateLimit> {
        self.rate_limit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    fn noted_uses(&self) -> &NotedUses {
        &self.noted_uses
    }

    fn strangers(&self) -> &Strangers {
        &self.strangers
    }

    fn report_limit(&self) -> MutexGuard<'_, ReportLimit> {
        self.report_limit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn secure_cookie(&self) -> bool {
        self.secure_cookie
    }
}
