//! What goes along with messages, as it is written.

use super::check;
use crate::chat::content::{Cited, ContentBlock, MediaKind, MediaSource};
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};

#[test]
fn documents_that_are_cited_films_and_sound() {
    let media = |kind, format: &str, source| ContentBlock::Media {
        kind,
        format: format.into(),
        source,
    };
    let s3 = |uri: &str, owner: Option<&str>| MediaSource::S3 {
        uri: uri.into(),
        owner: owner.map(str::to_owned),
    };
    let body = Body::New(vec![
        ContentBlock::Document {
            hash: "sha256:01".into(),
            format: "pdf".into(),
            name: "a.pdf".into(),
            cited: Cited::On,
        },
        media(
            MediaKind::Video,
            "mp4",
            MediaSource::Bytes("sha256:02".into()),
        ),
        media(
            MediaKind::Video,
            "three_gp",
            s3("s3://films/a.3gp", Some("123456789012")),
        ),
        media(MediaKind::Audio, "wav", s3("s3://films/a.wav", None)),
    ]);
    check(
        Record::Message {
            parent: None,
            role: Role::User,
            turn: None,
            case: None,
            body,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":null,"role":"user","content":[{"document":{"hash":"sha256:01","format":"pdf","name":"a.pdf","cited":true}},{"video":{"format":"mp4","hash":"sha256:02"}},{"video":{"format":"three_gp","uri":"s3://films/a.3gp","owner":"123456789012"}},{"audio":{"format":"wav","uri":"s3://films/a.wav"}}],"c":"86e923d7"}"#,
    );
}
