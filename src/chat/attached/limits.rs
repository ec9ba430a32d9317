//! Why the service or a model will not take an attachment, told before it is sent.
//!
//! What holds for a request as a whole is in [`super::super::check`].

use super::format::DocumentFormat;
use super::{Attached, Kind, Source};
use crate::chat::abilities::{Abilities, Ability};
use crate::chat::check::Level;
use crate::chat::settings::Wire;
use crate::chat::size::size;

/// Most bytes of a picture in base64. The service counts these, and not those of the file: 5 MiB are
/// 3,932,160 bytes of a file, which the service's pages call 3.75 MB.
///
/// Source: "image exceeds 5 MB maximum: 5579040 bytes > 5242880 bytes".
pub(crate) const MAX_PICTURE_ENCODED: u64 = 5_242_880;

/// Most pixels of a side of a picture. Source: Bedrock API reference, type `Message`.
pub(crate) const MAX_SIDE: u32 = 8000;

/// Most pixels of a side where a request has more than [`MANY_PICTURES`].
/// Source: what models of Anthropic have answered, 2026.
pub(crate) const MAX_SIDE_OF_MANY: u32 = 2000;

/// Most pictures of a request by the service's pages; some models take more, and then smaller ones.
pub(crate) const MANY_PICTURES: usize = 20;

/// Most bytes of a document's file. Source: Bedrock API reference, type `Message`: 4.5 MB.
pub(crate) const MAX_DOCUMENT: u64 = 4_500_000;

/// Bytes in base64 that a film or sound in a request must stay below. Source: AWS user guide, Nova.
pub(crate) const MAX_MEDIA_ENCODED: u64 = 25_000_000;

/// Bytes of a request's body, with attachments in base64, above which a guide of the service says that
/// it is refused. Source: AWS user guide, `InvokeModel`, parameters of Anthropic's models: 20 MB.
pub(crate) const MAX_BODY_BY_GUIDE: u64 = 20_000_000;

/// Most pages of a PDF file. Source: Anthropic, PDF support.
const MAX_PAGES: u32 = 100;

/// Most pages of a PDF file for models with a context window of [`LARGE_CONTEXT`]. Same source.
const MAX_PAGES_LARGE: u32 = 600;

/// Tokens of a context window that takes more pages.
const LARGE_CONTEXT: u64 = 1_000_000;

/// Why an attachment will not be taken, or may not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// How bad it is: refused, unknown, or left out of the request.
    pub(crate) level: Level,
    /// The reason in a few words, for a chip: `over 3.75 MB`.
    pub(crate) short: String,
    /// The reason and what to do, a sentence in lower case.
    pub(crate) long: String,
    /// What ends it.
    pub(crate) remedy: Remedy,
}

/// What ends a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// The picture can be made smaller.
    MakeSmaller,
    /// Another model or wire, or another file.
    Other,
}

/// The longest side of a picture that the model sees; larger ones it scales down. `None` = unknown.
pub(crate) fn longest_seen(abilities: &Abilities) -> Option<u32> {
    abilities.takes.longest_seen
}

/// Bytes in base64, as the service counts.
pub(crate) fn encoded(bytes: u64) -> u64 {
    bytes.div_ceil(3).saturating_mul(4)
}

/// What keeps this model from taking an attachment over this wire; `None` = it is taken, as far as one
/// attachment can be judged alone.
pub(crate) fn problem(attached: &Attached, abilities: &Abilities, wire: Wire) -> Option<Problem> {
    let found = uncarried(&attached.kind, wire)
        .or_else(|| untaken(&attached.kind, abilities))
        .filter(|problem| problem.level != Level::Unknown);
    found
        .or_else(|| over(attached, abilities))
        .or_else(|| untaken(&attached.kind, abilities))
}

/// What the wire has no place for.
fn uncarried(kind: &Kind, wire: Wire) -> Option<Problem> {
    let what = match (wire, kind) {
        (Wire::Converse, _) | (_, Kind::Text(_)) | (Wire::Messages, Kind::Picture { .. }) => {
            return None;
        }
        (Wire::Completions, _) | (Wire::Messages, Kind::Video(_) | Kind::Audio(_)) => plural(kind),
        (Wire::Messages, Kind::Document { format, .. }) => match format {
            DocumentFormat::Doc
            | DocumentFormat::Docx
            | DocumentFormat::Xls
            | DocumentFormat::Xlsx => format.name(),
            DocumentFormat::Pdf
            | DocumentFormat::Csv
            | DocumentFormat::Html
            | DocumentFormat::Txt
            | DocumentFormat::Md => return None,
        },
    };
    let wire = wire.name();
    Some(Problem {
        level: Level::Refused,
        short: format!("no {what} on the {wire} wire"),
        long: format!("the {wire} wire cannot carry {what}; take the converse wire"),
        remedy: Remedy::Other,
    })
}

/// What the model does not take, or may not.
fn untaken(kind: &Kind, abilities: &Abilities) -> Option<Problem> {
    let takes = &abilities.takes;
    let ability = match kind {
        Kind::Picture { .. } => takes.images,
        Kind::Document { .. } => takes.documents,
        Kind::Video(_) => takes.video,
        Kind::Audio(_) => takes.audio,
        Kind::Text(_) => return None,
    };
    let what = plural(kind);
    match ability {
        Ability::Yes => None,
        Ability::No => Some(Problem {
            level: Level::Refused,
            short: format!("the model takes no {what}"),
            long: format!("this model does not take {what}; choose another one"),
            remedy: Remedy::Other,
        }),
        Ability::Unknown => Some(Problem {
            level: Level::Unknown,
            short: format!("unknown if {what} are taken"),
            long: format!("nobody knows whether this model takes {what}; it can be tried"),
            remedy: Remedy::Other,
        }),
    }
}

/// What an attachment has too much of.
fn over(attached: &Attached, abilities: &Abilities) -> Option<Problem> {
    if matches!(attached.source, Source::S3 { .. }) {
        // The service reads it, and only the service knows how large it is.
        return None;
    }
    match attached.kind {
        Kind::Picture { width, height, .. } => picture(attached.size, (width, height)),
        Kind::Document { format, pages, .. } => document(attached.size)
            .or_else(|| pages.and_then(|pages| too_many_pages(format, pages, abilities))),
        Kind::Video(_) | Kind::Audio(_) => {
            (encoded(attached.size) >= MAX_MEDIA_ENCODED).then(|| {
                refused(
                    "over 25 MB".to_owned(),
                    format!(
                        "{} are too much for a request, which takes 25 MB in base64; put it in S3",
                        size(attached.size)
                    ),
                    Remedy::Other,
                )
            })
        }
        Kind::Text(_) => None,
    }
}

fn picture(bytes: u64, (width, height): (u32, u32)) -> Option<Problem> {
    if width.max(height) > MAX_SIDE {
        return Some(refused(
            "over 8000 px".to_owned(),
            format!("{width}×{height} is more than {MAX_SIDE} px a side; make it smaller"),
            Remedy::MakeSmaller,
        ));
    }
    (encoded(bytes) > MAX_PICTURE_ENCODED).then(|| {
        refused(
            "over 3.75 MB".to_owned(),
            format!(
                "{} are more than a picture may have, 3.75 MB; make it smaller",
                size(bytes)
            ),
            Remedy::MakeSmaller,
        )
    })
}

fn document(bytes: u64) -> Option<Problem> {
    (bytes > MAX_DOCUMENT).then(|| {
        refused(
            "over 4.5 MB".to_owned(),
            format!(
                "{} are more than a document may have, 4.5 MB; send a part of it",
                size(bytes)
            ),
            Remedy::Other,
        )
    })
}

fn too_many_pages(format: DocumentFormat, pages: u32, abilities: &Abilities) -> Option<Problem> {
    let is_pdf = format == DocumentFormat::Pdf;
    if !is_pdf || pages <= MAX_PAGES || abilities.is_anthropic() == Ability::No {
        return None;
    }
    if pages <= MAX_PAGES_LARGE {
        match abilities.context {
            Some(context) if context >= LARGE_CONTEXT => return None,
            Some(_) => (),
            None => {
                return Some(Problem {
                    level: Level::Unknown,
                    short: format!("over {MAX_PAGES} pages"),
                    long: format!(
                        "many models take {MAX_PAGES} pages at most, and it has {pages}; it can be tried"
                    ),
                    remedy: Remedy::Other,
                });
            }
        }
    }
    let most = match abilities.context {
        Some(context) if context < LARGE_CONTEXT => MAX_PAGES,
        Some(_) | None => MAX_PAGES_LARGE,
    };
    Some(refused(
        format!("over {most} pages"),
        format!("it has {pages} pages, and the model takes {most}; send a part of it"),
        Remedy::Other,
    ))
}

fn refused(short: String, long: String, remedy: Remedy) -> Problem {
    Problem {
        level: Level::Refused,
        short,
        long,
        remedy,
    }
}

fn plural(kind: &Kind) -> &'static str {
    match kind {
        Kind::Picture { .. } => "pictures",
        Kind::Document { .. } => "documents",
        Kind::Video(_) => "films",
        Kind::Audio(_) => "sound",
        Kind::Text(_) => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::attached::format::{PictureFormat, VideoFormat};
    use crate::chat::content::Cited;

    fn picture_of(size: u64, (width, height): (u32, u32)) -> Attached {
        let format = PictureFormat::Png;
        attached(
            size,
            Kind::Picture {
                format,
                width,
                height,
            },
        )
    }

    fn document_of(format: DocumentFormat, size: u64, pages: Option<u32>) -> Attached {
        let cited = Cited::Off;
        attached(
            size,
            Kind::Document {
                format,
                pages,
                cited,
            },
        )
    }

    fn attached(size: u64, kind: Kind) -> Attached {
        Attached {
            hash: "sha256:00".to_owned(),
            size,
            name: "rock".to_owned(),
            source: Source::Conversation,
            kind,
            changes: Vec::new(),
        }
    }

    fn claude(context: Option<u64>) -> Abilities {
        let mut abilities = Abilities {
            context,
            wires: Some(vec![Wire::Converse, Wire::Messages]),
            ..Abilities::default()
        };
        abilities.takes.images = Ability::Yes;
        abilities.takes.documents = Ability::Yes;
        abilities.takes.video = Ability::No;
        abilities
    }

    fn told(attached: &Attached, abilities: &Abilities, wire: Wire) -> Option<(Level, String)> {
        problem(attached, abilities, wire).map(|problem| (problem.level, problem.short))
    }

    #[test]
    fn bytes_of_a_picture_are_counted_as_the_service_counts_them() {
        let model = claude(None);
        let told = |bytes, pixels| told(&picture_of(bytes, pixels), &model, Wire::Converse);
        assert_eq!(told(3_932_160, (8000, 8000)), None);
        let over = |text: &str| Some((Level::Refused, text.to_owned()));
        assert_eq!(told(3_932_161, (10, 10)), over("over 3.75 MB"));
        assert_eq!(told(10, (8001, 1)), over("over 8000 px"));
        assert_eq!(told(10, (1, 8001)), over("over 8000 px"));
    }

    #[test]
    fn pages_go_by_the_context_window() {
        let pdf = |pages| document_of(DocumentFormat::Pdf, 10, Some(pages));
        let level = |pages, context| {
            told(&pdf(pages), &claude(context), Wire::Messages).map(|(level, _)| level)
        };
        assert_eq!(level(100, Some(200_000)), None);
        assert_eq!(level(101, Some(200_000)), Some(Level::Refused));
        assert_eq!(level(600, Some(1_000_000)), None);
        assert_eq!(level(601, Some(1_000_000)), Some(Level::Refused));
        assert_eq!(level(101, None), Some(Level::Unknown));
        assert_eq!(level(601, None), Some(Level::Refused));
    }

    #[test]
    fn each_wire_has_its_kinds() {
        let model = claude(Some(200_000));
        let docx = document_of(DocumentFormat::Docx, 10, None);
        assert_eq!(told(&docx, &model, Wire::Converse), None);
        let text = "no docx on the messages wire".to_owned();
        assert_eq!(
            told(&docx, &model, Wire::Messages),
            Some((Level::Refused, text))
        );
        let film = attached(10, Kind::Video(VideoFormat::Mp4));
        let text = "the model takes no films".to_owned();
        assert_eq!(
            told(&film, &model, Wire::Converse),
            Some((Level::Refused, text))
        );
        assert!(told(&picture_of(1, (1, 1)), &model, Wire::Completions).is_some());
    }

    #[test]
    fn what_nobody_knows_is_told_after_what_is_sure() {
        let unknown = Abilities::default();
        let small = picture_of(10, (10, 10));
        let level = |attached: &Attached| {
            problem(attached, &unknown, Wire::Converse).map(|problem| problem.level)
        };
        assert_eq!(level(&small), Some(Level::Unknown));
        assert_eq!(level(&picture_of(10, (9000, 10))), Some(Level::Refused));
    }
}
