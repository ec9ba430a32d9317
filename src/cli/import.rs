//! `outcrop import`: conversations of other programs.

use super::args::ImportArgs;

/// Makes a conversation file of each conversation in these files.
pub(super) fn run(_: &ImportArgs) -> anyhow::Result<u8> {
    Ok(0)
}
