//! Replies by text message, from the queue to the phone.

mod queue;
mod replies;
mod world;
