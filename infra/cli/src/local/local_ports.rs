//! The ports beside the emulator's: the pages, and the functions `respond`, `console` and `subscribe`.
//! Must not listen on anything but 127.0.0.1.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use axum::Router;

#[derive(Debug)]
pub(super) struct LocalPorts {
    pages: TcpListener,
    respond: TcpListener,
    console: TcpListener,
    subscribe: TcpListener,
    pages_port: u16,
    respond_port: u16,
    console_port: u16,
    subscribe_port: u16,
}

impl LocalPorts {
    /// Binds the four ports after `port`, or free ones if others have those.
    pub(super) fn open(port: u16) -> Result<Self> {
        let (pages, pages_port) = listen(port.saturating_add(1))?;
        let (respond, respond_port) = listen(port.saturating_add(2))?;
        let (console, console_port) = listen(port.saturating_add(3))?;
        let (subscribe, subscribe_port) = listen(port.saturating_add(4))?;
        Ok(Self {
            pages,
            respond,
            console,
            subscribe,
            pages_port,
            respond_port,
            console_port,
            subscribe_port,
        })
    }

    pub(super) fn home_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.pages_port)
    }

    pub(super) fn inbox_url(&self) -> String {
        format!("http://127.0.0.1:{}/inbox", self.pages_port)
    }

    pub(super) fn status_page_url(&self) -> String {
        format!("http://127.0.0.1:{}/status/", self.pages_port)
    }

    pub(super) fn respond_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.respond_port)
    }

    pub(super) fn console_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.console_port)
    }

    pub(super) fn subscribe_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.subscribe_port)
    }

    /// Serves all until one fails: the pages, then the functions `respond`, `console` and `subscribe`.
    pub(super) async fn serve(
        &self,
        pages: Router,
        [respond, console, subscribe]: [Router; 3],
    ) -> Result<()> {
        let served = tokio::try_join!(
            serve(&self.pages, pages),
            serve(&self.respond, respond),
            serve(&self.console, console),
            serve(&self.subscribe, subscribe)
        );
        served.map(|_| ()).context("serve the local pages")
    }
}

async fn serve(listener: &TcpListener, routes: Router) -> std::io::Result<()> {
    axum::serve(tokio::net::TcpListener::from_std(listener.try_clone()?)?, routes).await
}

fn listen(wanted: u16) -> Result<(TcpListener, u16)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted))
        .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .context("find a free port for the local pages")?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let (taken, port) = listen(0).unwrap();
        let (_other, free) = listen(port).unwrap();
        assert_ne!(port, free);
        drop(taken);
    }
}
