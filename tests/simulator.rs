//! Whole worlds by chance, in a binary of their own, which `simulation/run` builds optimised. `main.rs` holds them too.

#[cfg(test)]
mod simulation;
