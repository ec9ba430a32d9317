//! `outcrop sandbox`: the endpoint by itself, for other programs.

use std::io::Write;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

use crate::sandbox::{Listing, Options, Sandbox};

use super::args::SandboxArgs;

/// Serves until it is interrupted.
pub(super) fn run(args: &SandboxArgs) -> anyhow::Result<u8> {
    let listing = match (&args.models, &args.profiles) {
        (Some(models), Some(profiles)) => Listing::Raw {
            models: read(models)?,
            profiles: read(profiles)?,
        },
        _ => Listing::BuiltIn,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let options = Options {
            port: args.port,
            listing,
            models: None,
        };
        let sandbox = Sandbox::start(options)
            .await
            .context("could not start the sandbox")?;
        // Listened to before anybody can know that the sandbox is there.
        let mut interrupts = signal(SignalKind::interrupt())?;
        announce(&sandbox.url())?;
        tokio::select! {
            () = sandbox.serve_forever() => Ok(0),
            _ = interrupts.recv() => Ok(130),
        }
    })
}

fn read(path: &std::path::Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

/// Prints what another program needs. The lines can be evaluated by a shell.
fn announce(url: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# outcrop sandbox on {url}; no request leaves this machine"
    )?;
    writeln!(out, "export AWS_ENDPOINT_URL_BEDROCK={url}")?;
    writeln!(out, "export AWS_ENDPOINT_URL_BEDROCK_RUNTIME={url}")?;
    writeln!(
        out,
        "export AWS_ACCESS_KEY_ID=SANDBOX AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=us-east-1"
    )?;
    out.flush()
}
