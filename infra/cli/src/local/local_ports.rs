//! The two ports beside the emulator's: the pages, and the function `respond`.
//! Must not listen on anything but 127.0.0.1.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};
use axum::Router;

#[derive(Debug)]
pub(super) struct LocalPorts {
    pages: TcpListener,
    respond: TcpListener,
    pages_port: u16,
    respond_port: u16,
}

impl LocalPorts {
    /// Binds the two ports after `port`, or free ones if others have those.
    pub(super) fn open(port: u16) -> Result<Self> {
        let (pages, pages_port) = listen(port.saturating_add(1))?;
        let (respond, respond_port) = listen(port.saturating_add(2))?;
        Ok(Self { pages, respond, pages_port, respond_port })
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

    /// Serves both until one fails.
    pub(super) async fn serve(&self, pages: Router, respond: Router) -> Result<()> {
        let pages_listener = tokio::net::TcpListener::from_std(self.pages.try_clone()?)?;
        let respond_listener = tokio::net::TcpListener::from_std(self.respond.try_clone()?)?;
        tokio::try_join!(async { axum::serve(pages_listener, pages).await }, async {
            axum::serve(respond_listener, respond).await
        })
        .context("serve the local pages")?;
        Ok(())
    }
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
