//! Pictures of files that are only looked at, such as in the file picker: no message has their bytes, so
//! they are named by their path.

use std::path::Path;

use crate::app::file_picker::Glimpse;
use crate::app::overlay::Overlay;
use crate::chat::attached::{Attached, Kind, Source};

/// What begins the name of such a picture, where others have `sha256:`.
const FILE: &str = "file:";

/// The name of the picture in a file of the user's; `None` = it is none, or its path cannot be written
/// as text. A file that was changed has another name.
pub(crate) fn name_of(attached: &Attached) -> Option<String> {
    let (Kind::Picture { .. }, Source::File(path)) = (&attached.kind, &attached.source) else {
        return None;
    };
    let path = path.to_str()?;
    Some(format!("{FILE}{}\n{path}", attached.hash))
}

/// The file of the picture with this name, if it is the one that is looked at. A name alone leads to no
/// file: the file of a conversation can come from anybody, and names its pictures as it likes.
pub(crate) fn path_of<'a>(name: &str, looked_at: Option<&'a Attached>) -> Option<&'a Path> {
    let attached = looked_at?;
    let Source::File(path) = &attached.source else {
        return None;
    };
    (name_of(attached)? == name).then_some(path)
}

/// The file that the user looks at in the file picker.
pub(crate) fn looked_at(overlays: &[Overlay]) -> Option<&Attached> {
    let picker = overlays.iter().rev().find_map(|overlay| {
        if let Overlay::Files(picker) = overlay {
            Some(picker)
        } else {
            None
        }
    });
    match picker?.glimpse()? {
        Glimpse::Fit { attached, .. } => Some(attached),
        Glimpse::Unfit(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::picture;

    #[test]
    fn a_file_is_found_by_the_name_of_its_picture() {
        let name = name_of(&picture()).unwrap();
        let seen = picture();
        let path = Path::new("/pictures/gneiss.png");
        assert_eq!(path_of(&name, Some(&seen)), Some(path));
        assert_eq!(path_of(&picture().hash, Some(&seen)), None);
        let pasted = Attached {
            source: Source::Conversation,
            ..picture()
        };
        assert_eq!(name_of(&pasted), None);
    }

    #[test]
    fn no_name_leads_to_a_file_that_the_user_does_not_look_at() {
        let name = name_of(&picture()).unwrap();
        assert_eq!(path_of(&name, None), None);
        let other = "file:sha256:00\n/net/host/a.png";
        assert_eq!(path_of(other, None), None);
        assert_eq!(path_of(other, Some(&picture())), None);
    }
}
