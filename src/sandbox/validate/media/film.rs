//! Rules of videos and sounds.

use super::check_format;
use crate::sandbox::media::{Attached, Kind};
use crate::sandbox::refusal::Refusal;

const VIDEOS: [&str; 9] = [
    "mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp",
];

const SOUNDS: [&str; 15] = [
    "mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv", "mka", "x-aac", "m4a", "mpeg",
    "mpga", "pcm", "webm",
];

/// Refuses an unknown format. The largest body of a request is smaller than the largest video.
pub(super) fn check(item: &Attached<'_>) -> Result<(), Refusal> {
    match item.kind {
        Kind::Audio => check_format(item, &SOUNDS),
        Kind::Image | Kind::Document | Kind::Video => check_format(item, &VIDEOS),
    }
}
