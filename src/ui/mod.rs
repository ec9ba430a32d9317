//! State to screen. Decides nothing, changes nothing; tells where a click means what.

mod canvas;
mod draw;
mod glyphs;
mod panes;
pub(crate) mod pictures;
pub(crate) mod theme;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_calls;
#[cfg(test)]
mod tests_of_links;
#[cfg(test)]
mod tests_of_themes;

#[cfg(test)]
use canvas::Drawn;
pub(crate) use canvas::{Clicks, Linked};
pub(crate) use draw::draw;
