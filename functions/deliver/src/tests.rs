//! Whoever subscribed is told once, in order, in their language, and nothing private.

mod aside;
mod bounces;
mod mail;
mod main_page;
mod maintenance;
mod webhooks;
mod world;
