//! Pictures of files that are only looked at, such as in the file picker: no message has their bytes, so
//! they are named by their path.

use std::path::Path;

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

/// The file of a picture with such a name.
pub(crate) fn path_of(name: &str) -> Option<&Path> {
    let (_, path) = name.strip_prefix(FILE)?.split_once('\n')?;
    Some(Path::new(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::picture;

    #[test]
    fn a_file_is_found_by_the_name_of_its_picture() {
        let name = name_of(&picture()).unwrap();
        assert_eq!(path_of(&name), Some(Path::new("/pictures/gneiss.png")));
        assert_eq!(path_of(&picture().hash), None);
        let pasted = Attached {
            source: Source::Conversation,
            ..picture()
        };
        assert_eq!(name_of(&pasted), None);
    }
}
