//! The server: connections on loopback, their limits, and requests as they come.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, HOST};
use hyper::http::uri::Authority;
use hyper::service::service_fn;
use hyper::{Request, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::answer::{self, Answer};
use super::ledger::Received;
use super::play::Cut;
use super::refusal::Refusal;
use super::route::{self, Route};
use super::socket::{Reset, Socket};
use super::world::{Call, World};

/// Largest body, in bytes. Source: the service model of Bedrock.
const MAX_BODY: usize = 25_000_000;

/// How long a client may take for its headers, and again for its body.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most connections at a time.
const MAX_CONNECTIONS: usize = 512;

/// Pause after a failed accept, so that a lack of file descriptors does not become a busy loop.
const BREATH: Duration = Duration::from_millis(50);

/// Accepts connections for ever. They end when this future is dropped.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) if connections.len() < MAX_CONNECTIONS => {
                connections.spawn(connection(stream, Arc::clone(&world)));
            }
            Ok(_) => {}
            Err(_) => sleep(BREATH).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, world: Arc<World>) {
    // Without it each small frame waits some 40 ms for the acknowledgement of the one before.
    let ready =
        stream.set_nodelay(true).is_ok() && timeout(PATIENCE, stream.peek(&mut [0])).await.is_ok();
    if !ready {
        return;
    }
    let reset = Reset::default();
    let socket = Socket::new(stream, reset.clone());
    let service = service_fn(move |request| {
        let (world, reset) = (Arc::clone(&world), reset.clone());
        async move { respond(request, reset, &world).await }
    });
    // How a connection ends is the client's affair, or one of the faults.
    let _ = builder()
        .serve_connection(TokioIo::new(socket), service)
        .await;
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    builder.http2().timer(TokioTimer::new());
    builder
}

async fn respond(request: Request<Incoming>, reset: Reset, world: &World) -> Result<Answer, Cut> {
    let request_id = world.request_id();
    let answer = match received(request, reset, world).await {
        Ok(call) => world.answer(call, &request_id).await?,
        Err(refusal) => answer::refused(&refusal),
    };
    Ok(answer::with_request_id(answer, &request_id))
}

/// Reads a request. One that asks for the record of requests is not recorded.
async fn received(
    request: Request<Incoming>,
    reset: Reset,
    world: &World,
) -> Result<Call, Refusal> {
    let started = Instant::now();
    check_host(&request)?;
    let (scenario, route) = route::read(request.method().as_str(), request.uri().path());
    let query = request.uri().query().unwrap_or_default().to_owned();
    let headers = request.headers().clone();
    let mut record = record(&request);
    let body = read_body(request).await;
    if route != Route::Requests {
        record.body = body.clone().unwrap_or_default();
        world.ledger.keep(record);
    }
    Ok(Call {
        route,
        scenario,
        query,
        body: body?,
        started,
        reset,
        headers,
    })
}

fn record(request: &Request<Incoming>) -> Received {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = request.headers().iter();
    Received {
        method: request.method().to_string(),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
        headers: headers
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
            .collect(),
        body: Bytes::new(),
    }
}

async fn read_body(request: Request<Incoming>) -> Result<Bytes, Refusal> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > MAX_BODY) {
        return Err(too_large());
    }
    match timeout(
        PATIENCE,
        Limited::new(request.into_body(), MAX_BODY).collect(),
    )
    .await
    {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Refusal::serialization("The request body ended early.")),
        Err(_) => Err(Refusal::new(
            408,
            "RequestTimeoutException",
            "The request body took too long.",
        )),
    }
}

fn too_large() -> Refusal {
    Refusal::new(
        413,
        "RequestEntityTooLargeException",
        format!("Request body is larger than {MAX_BODY} bytes."),
    )
}

/// Refuses requests to any other name: a web page may point a name of its own at this machine.
fn check_host<B>(request: &Request<B>) -> Result<(), Refusal> {
    let header = request
        .headers()
        .get(HOST)
        .map(|host| host.to_str().unwrap_or_default());
    let authority = request.uri().authority().map(Authority::as_str);
    let mut hosts = header.into_iter().chain(authority).peekable();
    if hosts.peek().is_some() && hosts.all(is_loopback) {
        return Ok(());
    }
    Err(Refusal::new(
        403,
        "AccessDeniedException",
        "This endpoint answers only to loopback names.",
    ))
}

/// Whether `name:port` is this machine: localhost or a loopback address, with any port or none.
fn is_loopback(host: &str) -> bool {
    let Ok(uri) = host.parse::<Uri>() else {
        return false;
    };
    let Some(authority) = uri
        .authority()
        .filter(|authority| authority.as_str() == host && !host.contains('@'))
    else {
        return false;
    };
    let name = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_has_few_names() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost:8080",
            "LOCALHOST",
            "[::1]",
            "[::1]:443",
            "127.9.9.9:1",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "10.0.0.1",
            "a@127.0.0.1",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
