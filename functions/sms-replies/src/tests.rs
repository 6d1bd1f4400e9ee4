//! Answers to text messages, from the queue to the telephone.

mod queue;
mod replies;
mod world;
