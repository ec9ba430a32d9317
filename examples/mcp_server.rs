//! A server of the Model Context Protocol for the tests: a tool for each thing that can come back.
//!
//! Without arguments it talks over its standard input and output; with `--http` it listens on a free
//! port of this machine and prints the address. With `--log FILE` it adds a line to the file for each
//! call, with `--crowd` it has two thousand tools, and with `--endless` its list never ends.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, InputRequiredResult, JsonObject, ListToolsResult, PaginatedRequestParams,
    ResourceContents, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ServerHandler, ServiceExt as _};
use serde_json::{Value, json};

/// A picture of one point: PNG in Base64.
const POINT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// The server; its clones count together.
#[derive(Debug, Clone, Default)]
struct Server {
    calls: Arc<AtomicU64>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("test", "1"))
    }

    async fn list_tools(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        if has("--endless") {
            return Ok(ListToolsResult {
                next_cursor: Some("on".to_owned()),
                ..ListToolsResult::default()
            });
        }
        // Two pages.
        let mut tools = if has("--crowd") { crowd() } else { tools() };
        let second = tools.split_off(3);
        let mut result = ListToolsResult::default();
        if page.and_then(|page| page.cursor).is_none() {
            result.tools = tools;
            result.next_cursor = Some("2".to_owned());
        } else {
            result.tools = second;
        }
        Ok(result)
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let count = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let args = call.arguments.unwrap_or_default();
        note(&call.name);
        let result = match &*call.name {
            "radio.top-song" => song(&args),
            "surroundings" => text(&surroundings(count)),
            "picture" => CallToolResult::success(vec![
                ContentBlock::text("a point"),
                ContentBlock::image(POINT, "image/png"),
            ]),
            "page" => CallToolResult::success(vec![ContentBlock::resource(
                ResourceContents::text("read me", "file:///readme"),
            )]),
            "fail" => CallToolResult::error(vec![ContentBlock::text("no such station")]),
            "refuse" => return Err(ErrorData::invalid_params("the sign is wrong", None)),
            "wait" => {
                // Until the client does not want it any more; files tell both.
                let path = args.get("path").and_then(Value::as_str).unwrap_or_default();
                let path = std::path::Path::new(path);
                std::fs::write(path.with_extension("waits"), "").ok();
                context.ct.cancelled().await;
                std::fs::write(path, "not wanted any more").ok();
                text("late")
            }
            "long" => text(&"x".repeat(1000)),
            "much" => text(&"x".repeat(17 * 1024 * 1024)),
            "pieces" => {
                let piece = |at: usize| ContentBlock::text(format!("piece {at}"));
                CallToolResult::success((1..=1500).map(piece).collect())
            }
            "rant" => return Err(ErrorData::invalid_params("no ".repeat(50_000), None)),
            "ask" => return Ok(InputRequiredResult::from_request_state("more").into()),
            "desert" => {
                // What it leaves behind holds its pipes.
                std::process::Command::new("sleep").arg("1000").spawn().ok();
                std::process::exit(3);
            }
            "end" => {
                eprintln!("these are my last words");
                std::process::exit(3);
            }
            other => {
                let told = format!("there is no tool {other}");
                return Err(ErrorData::invalid_params(told, None));
            }
        };
        Ok(CallToolResponse::Complete(result))
    }
}

fn tools() -> Vec<Tool> {
    let sign = json!({
        "type": "object",
        "properties": {"sign": {"type": "string", "description": "The call sign"}},
        "required": ["sign"]
    });
    let path = json!({"type": "object", "properties": {"path": {"type": "string"}}});
    let none = json!({"type": "object"});
    let tool = |name: &'static str, about: &'static str, schema: &Value| {
        let schema = schema.as_object().cloned().unwrap_or_default();
        Tool::new(name, about, schema)
    };
    vec![
        tool("radio.top-song", "The song that is played most", &sign),
        tool(
            "surroundings",
            "Where the server runs, and what it was given",
            &none,
        ),
        tool("picture", "A picture of one point", &none),
        tool("page", "A resource", &none),
        tool("fail", "An error of the tool", &none),
        tool("refuse", "An error of the protocol", &none),
        tool("wait", "Waits until nobody wants it any more", &path),
        tool("long", "A thousand letters", &none),
        tool("end", "Ends the server", &none),
        tool("much", "More than is taken of a server", &none),
        tool("pieces", "A thousand and five hundred pieces", &none),
        tool("rant", "A long error of the protocol", &none),
        tool("ask", "Asks back instead of answering", &none),
        tool("desert", "Ends the server, but not what it began", &none),
    ]
}

fn crowd() -> Vec<Tool> {
    let kind = ("type".to_owned(), "object".into());
    let schema = JsonObject::from_iter([kind]);
    let tool = |at: usize| Tool::new(format!("tool{at}"), "One of many", schema.clone());
    (1..=2000).map(tool).collect()
}

fn has(option: &str) -> bool {
    std::env::args().any(|word| word == option)
}

/// Adds a line to the file that it was given for that.
fn note(tool: &str) {
    let path = std::env::args().skip_while(|word| word != "--log").nth(1);
    if let Some(path) = path {
        let file = std::fs::OpenOptions::new().append(true).open(path);
        file.and_then(|mut file| writeln!(file, "{tool}")).ok();
    }
}

fn song(args: &JsonObject) -> CallToolResult {
    let sign = args.get("sign").and_then(Value::as_str).unwrap_or_default();
    CallToolResult::structured(json!({
        "sign": sign, "song": "Elemental Hotel", "artist": "8 Storey Hike",
    }))
}

fn text(text: &str) -> CallToolResult {
    CallToolResult::success(vec![ContentBlock::text(text)])
}

/// Where it runs, how often it was called, whether it has a terminal, and its variables.
fn surroundings(count: u64) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let terminal = std::fs::File::open("/dev/tty").is_ok();
    let mut text = format!(
        "call {count}\nfolder {}\nterminal {terminal}\n",
        folder.display()
    );
    let mut names: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
    names.sort();
    for name in names {
        writeln!(text, "variable {name}").ok();
    }
    text
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if has("--http") {
        return listen().await;
    }
    let server = Server::default();
    server
        .serve(rmcp::transport::stdio())
        .await?
        .waiting()
        .await?;
    Ok(())
}

async fn listen() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::default();
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(LocalSessionManager::default()),
        StreamableHttpServerConfig::default(),
    );
    let service = TowerToHyperService::new(service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/mcp", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = service.clone();
        tokio::spawn(async move {
            let connection = Builder::new(TokioExecutor::new());
            let stream = TokioIo::new(stream);
            connection.serve_connection(stream, service).await.ok();
        });
    }
}
