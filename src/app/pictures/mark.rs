//! What is drawn onto a picture: where something was done on it.

use super::Region;

/// Something drawn onto a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    /// A cross at a pixel.
    Cross((u32, u32)),
    /// An arrow from a pixel to another one.
    Arrow((u32, u32), (u32, u32)),
    /// A frame around a part.
    Frame(Region),
}
