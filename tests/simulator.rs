//! Whole worlds by chance, in a binary of their own: it is built once more, optimised, for `simulation/run`.

#[cfg(test)]
mod simulation;
