//! Addresses of films and sound in S3, as they are typed or pasted.

use std::path::PathBuf;

use crate::chat::attached::Kind;
use crate::chat::attached::format::{AudioFormat, VideoFormat};

use super::chips::{Form, From, Wanted};

/// What a typed line names: an address in S3, with the account of its owner behind it, or a path.
///
/// # Errors
/// The owner is no account.
pub(crate) fn wanted(typed: &str) -> Result<Wanted, String> {
    let typed = typed.trim();
    if !typed.starts_with("s3://") {
        return Ok(Wanted::file(PathBuf::from(typed)));
    }
    let (uri, owner) = match typed.split_once(char::is_whitespace) {
        Some((uri, owner)) => (uri, Some(owner.trim())),
        None => (typed, None),
    };
    let is_account =
        |owner: &str| owner.len() == 12 && owner.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(owner) = owner.filter(|owner| !is_account(owner)) {
        return Err(format!(
            "{owner} is no account: write s3://bucket/key and the 12 digits of its owner"
        ));
    }
    Ok(Wanted {
        from: From::S3 {
            uri: uri.to_owned(),
            owner: owner.map(str::to_owned),
        },
        name: None,
        form: Form::Found,
        title: None,
    })
}

/// What a pasted text names, if it is the address of a film or sound and nothing else.
pub(crate) fn pasted(text: &str) -> Option<Wanted> {
    let text = text.trim();
    let is_one = text.starts_with("s3://") && !text.contains(char::is_whitespace);
    (is_one && kind(text).is_ok()).then(|| wanted(text).ok())?
}

/// What lies at an address, by how its name ends: outcrop never sees the bytes.
///
/// # Errors
/// It is no address, or of nothing that Bedrock reads from S3; in a sentence.
pub(crate) fn kind(uri: &str) -> Result<Kind, String> {
    let place = uri.strip_prefix("s3://").and_then(|it| it.split_once('/'));
    let Some((_, key)) = place.filter(|(bucket, key)| bucket.len() >= 3 && !key.is_empty()) else {
        return Err(format!(
            "{uri} is no address in S3; write it as s3://bucket/key"
        ));
    };
    let ending = key.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = match ending.to_ascii_lowercase().as_str() {
        "3gp" => "three_gp".to_owned(),
        other => other.to_owned(),
    };
    let video = VideoFormat::named(&ending).map(Kind::Video);
    let found = video.or_else(|| AudioFormat::named(&ending).map(Kind::Audio));
    found.ok_or_else(|| {
        format!(
            "{uri} does not end like a film or sound; of anything else attach a file that is here"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_the_account_of_its_owner() {
        let of = |typed: &str| wanted(typed).map(|wanted| wanted.from);
        let s3 = |owner: Option<&str>| From::S3 {
            uri: "s3://films/a.mp4".to_owned(),
            owner: owner.map(str::to_owned),
        };
        assert_eq!(of(" s3://films/a.mp4 "), Ok(s3(None)));
        assert_eq!(
            of("s3://films/a.mp4  123456789012"),
            Ok(s3(Some("123456789012")))
        );
        assert!(of("s3://films/a.mp4 me").unwrap_err().contains("12 digits"));
        assert_eq!(of("a b.png"), Ok(From::File("a b.png".into())));
    }

    #[test]
    fn the_ending_tells_what_it_is() {
        assert_eq!(kind("s3://abc/x/a.MKV"), Ok(Kind::Video(VideoFormat::Mkv)));
        assert_eq!(
            kind("s3://abc/a.3gp"),
            Ok(Kind::Video(VideoFormat::ThreeGp))
        );
        assert_eq!(kind("s3://abc/a.wav"), Ok(Kind::Audio(AudioFormat::Wav)));
        assert!(
            kind("s3://abc/a.png")
                .unwrap_err()
                .contains("film or sound")
        );
        for no in ["s3://abc", "s3:///a.mp4", "s3://abc/", "http://a/b.mp4"] {
            assert!(kind(no).unwrap_err().contains("s3://bucket/key"), "{no}");
        }
    }

    #[test]
    fn only_an_address_alone_is_taken_from_a_paste() {
        assert!(pasted("s3://films/a.mp4\n").is_some());
        assert!(pasted("see s3://films/a.mp4").is_none());
        assert!(pasted("s3://films/a.txt").is_none());
    }
}
