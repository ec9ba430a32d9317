//! Web addresses that somebody wrote, fit to be handed to a terminal or to a browser.

use url::Url;

/// The longest address that is a link, in bytes. Some terminals take no longer one.
const LONGEST: usize = 2083;

/// An address on the web: printable ASCII only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Link {
    address: String,
    host: String,
}

impl Link {
    /// The address that a text is. `None` = it is no link: of another scheme than http and https,
    /// without a host, too long, or with a name before its host, which would pass for the host.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let web = ["http://", "https://"];
        let begins = |scheme: &&str| {
            let start = text.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if text.len() > LONGEST || !web.iter().any(begins) {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let named = !url.username().is_empty() || url.password().is_some();
        let address = url.as_str();
        let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
        let fits = address.len() <= LONGEST;
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
        (!named && is_plain && fits && is_web).then(|| Self {
            host,
            address: address.to_owned(),
        })
    }

    /// The address: letters, digits and signs of ASCII, no space and nothing else.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The host, in ASCII: what looks like other letters shows its true spelling.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        Link::read(text).map(|link| format!("{} {}", link.host(), link.address()))
    }

    #[test]
    fn an_address_is_spelled_in_ascii() {
        for (text, expected) in [
            ("https://a.org/x", "a.org https://a.org/x"),
            ("HTTP://A.org", "a.org http://a.org/"),
            ("https://a.org/ä b", "a.org https://a.org/%C3%A4%20b"),
            // Cyrillic letters that look like Latin ones.
            (
                "https://аpple.com/",
                "xn--pple-43d.com https://xn--pple-43d.com/",
            ),
            ("http://[::1]:80/a?b;c#d", "[::1] http://[::1]/a?b;c#d"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_link() {
        for text in [
            "",
            "a.org",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b.org",
            "https://",
            "http://bank.com@evil.org/",
            "https://a:b@c.org/",
            "tabby://run",
            "httpſ://a.org",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            read(&format!("https://a.org/{}", "x".repeat(LONGEST))),
            None
        );
        // Too long only once it is spelled out.
        assert_eq!(read(&format!("https://a.org/{}", "ä".repeat(700))), None);
    }

    proptest! {
        #[test]
        fn no_address_holds_what_a_terminal_would_obey(text in ".{0,40}", host in "[a-zа-я.]{1,8}") {
            for text in [text.clone(), format!("https://{text}"), format!("https://{host}/{text}")] {
                if let Some(link) = Link::read(&text) {
                    prop_assert!(link.address().bytes().all(|byte| (0x21..0x7f).contains(&byte)));
                    prop_assert!(link.address().starts_with("http"));
                    prop_assert!(link.address().contains(link.host()));
                }
            }
        }
    }
}
