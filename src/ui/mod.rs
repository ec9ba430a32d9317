//! State to screen. Decides nothing, changes nothing; tells where a click means what.

#[cfg(not(test))]
mod areas;
mod canvas;
mod clicks;
mod draw;
mod glyphs;
mod panes;
pub(crate) mod pictures;
mod room;
pub(crate) mod theme;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_calls;
#[cfg(test)]
mod tests_of_carets;
#[cfg(test)]
mod tests_of_code;
#[cfg(test)]
mod tests_of_links;
#[cfg(test)]
mod tests_of_panes;
#[cfg(test)]
mod tests_of_room;
#[cfg(test)]
mod tests_of_themes;
#[cfg(test)]
mod tests_of_writing;

#[cfg(test)]
mod watch;

#[cfg(test)]
use canvas::Drawn;
pub(crate) use canvas::Linked;
pub(crate) use clicks::Clicks;
pub(crate) use draw::draw;
