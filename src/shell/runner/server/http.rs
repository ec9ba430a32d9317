//! Servers that listen at an address: streamable HTTP.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;

use crate::chat::tool::set::is_here;

/// How long to wait until somebody listens.
const CONNECT: Duration = Duration::from_secs(10);

/// The way to a server at this address: nowhere else, since redirects are not followed, and with these
/// headers, whose values are what variables of the environment hold.
///
/// # Errors
/// A variable is not set, or cannot be sent.
pub(super) fn transport(
    url: &str,
    headers: &[(String, String)],
    max_message: usize,
) -> Result<StreamableHttpClientTransport<Client>, String> {
    // The cryptography that the rest of the program uses too; whoever comes first sets it for all.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let mut client = Client::builder();
    if is_here(url) {
        // What is for this machine, credentials with it, never goes through a proxy.
        client = client.no_proxy();
    }
    let client = client
        .user_agent(concat!("outcrop/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        // A connection that was left half read makes the next request wait.
        .pool_max_idle_per_host(0)
        .build()
        .map_err(|error| format!("no connection can be made: {error}"))?;
    let mut config = StreamableHttpClientTransportConfig::with_uri(url)
        .custom_headers(values(headers)?)
        .max_sse_event_size(max_message)
        // A call is never sent twice; the next one begins another session.
        .reinit_on_expired_session(false);
    config.allow_stateless = true;
    Ok(StreamableHttpClientTransport::with_client(client, config))
}

fn values(headers: &[(String, String)]) -> Result<HashMap<HeaderName, HeaderValue>, String> {
    let mut values = HashMap::new();
    for (name, variable) in headers {
        let header = name.parse::<HeaderName>();
        let header = header.map_err(|_| format!("{name:?} is no name of a header"))?;
        let value = std::env::var(variable).map_err(|_| {
            format!("{variable} is not set; set it and start outcrop again: a variable, for the header {name}")
        })?;
        // The value itself is not told: it is most likely a credential.
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            format!("what the variable {variable} holds cannot be sent in a header")
        })?;
        value.set_sensitive(true);
        values.insert(header, value);
    }
    Ok(values)
}
