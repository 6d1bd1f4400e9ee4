//! Switches that are stored only where they are on.

/// Whether a switch is off.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes it like this")]
pub(crate) fn is_false(switch: &bool) -> bool {
    !switch
}
