//! The HTTP clients: with proxies for AWS, without for loopback; TLS by ring.

use std::net::IpAddr;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::chat::failure::{Failure, FailureKind};

const TLS: tls::Provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);

/// The client for an endpoint; `None` = the service's own.
///
/// Loopback is never reached through a proxy: with `HTTP_PROXY` set and `NO_PROXY` not, the SDK
/// would send calls to the sandbox there.
pub(super) fn client(endpoint: Option<&str>, trust: &TlsContext) -> SharedHttpClient {
    match endpoint {
        Some(url) if is_loopback(url) && url.starts_with("http://") => plain(),
        Some(url) if is_loopback(url) => direct(trust.clone()),
        Some(_) | None => proxied(trust.clone()),
    }
}

/// A client without TLS and proxies: for the sandbox and the metadata address.
pub(super) fn plain() -> SharedHttpClient {
    Builder::new().build_http()
}

fn direct(trust: TlsContext) -> SharedHttpClient {
    Builder::new()
        .tls_provider(TLS)
        .tls_context(trust)
        .build_https()
}

/// The builder's own `build_https` knows no proxies, so the connector is made by hand.
fn proxied(trust: TlsContext) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(TLS)
            .tls_context(trust.clone());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}

/// Whose certificates are trusted: the system's, and those of `AWS_CA_BUNDLE`, which the SDK does
/// not read.
pub(super) fn trust(ca_bundle: Option<&str>) -> Result<TlsContext, Failure> {
    let mut store = TrustStore::empty().with_native_roots(true);
    if let Some(path) = ca_bundle {
        let refused = |why: String| {
            let message = format!("could not use the certificates of AWS_CA_BUNDLE, {path}: {why}");
            Failure::new(FailureKind::Connection, message)
        };
        let pem = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
        check_pem(&pem).map_err(|why| refused(why.to_owned()))?;
        store = store.with_pem_certificate(pem);
    }
    TlsContext::builder()
        .with_trust_store(store)
        .build()
        .map_err(|error| Failure::new(FailureKind::Connection, error.to_string()))
}

/// Refuses what would make the TLS library panic later: it expects that each certificate parses.
fn check_pem(pem: &[u8]) -> Result<(), &'static str> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let mut rest = text.as_ref();
    let mut found = Err("there is no certificate in it");
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (inside, next) = after.split_once(END).ok_or("a certificate is cut off")?;
        let base64: String = inside.split_whitespace().collect();
        let der = STANDARD
            .decode(base64)
            .map_err(|_| "a certificate is not base64")?;
        if !is_der_sequence(&der) {
            return Err("a certificate is damaged");
        }
        found = Ok(());
        rest = next;
    }
    found
}

/// Whether the bytes are one DER sequence whose length is right.
fn is_der_sequence(der: &[u8]) -> bool {
    let (header, length) = match *der {
        [0x30, length @ 0..=0x7f, ..] => (2, usize::from(length)),
        [0x30, 0x81, length, ..] => (3, usize::from(length)),
        [0x30, 0x82, high, low, ..] => (4, usize::from(u16::from_be_bytes([high, low]))),
        _ => return false,
    };
    der.len() == header + length
}

/// Whether the URL's host is this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_by_the_host() {
        for url in [
            "http://127.0.0.1:8087",
            "http://localhost/v1",
            "https://[::1]:9",
            "http://127.8.0.1",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://bedrock.us-east-1.amazonaws.com",
            "http://localhost.example.com",
            "http://10.0.0.1:127",
            "http://127.0.0.1.example.com",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }

    #[test]
    fn a_bad_bundle_is_told_by_name_and_never_reaches_the_tls_library() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let path = path.to_str().unwrap();
        let missing = trust(Some(path)).unwrap_err();
        assert!(missing.message.contains("AWS_CA_BUNDLE") && missing.message.contains(path));
        let pem = |inside: &str| {
            format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n")
        };
        for (text, why) in [
            ("hello".to_owned(), "no certificate"),
            (pem("****"), "not base64"),
            (pem("MIIC"), "damaged"),
            ("-----BEGIN CERTIFICATE-----\nMIIC".to_owned(), "cut off"),
        ] {
            std::fs::write(path, text).unwrap();
            assert!(
                trust(Some(path)).unwrap_err().message.contains(why),
                "{why}"
            );
        }
    }
}
