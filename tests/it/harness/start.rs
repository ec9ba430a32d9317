//! How the program is started: arguments, environment, home folder, size.

use std::process::Command;
use std::sync::Arc;

use portable_pty::CommandBuilder;

use super::home::Home;
use super::running::Running;
use super::service::Service;
use super::terminal::Terminal;

/// The program under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_outcrop");

/// Everything that a run begins with.
pub(crate) struct Start {
    home: Arc<Home>,
    args: Vec<String>,
    env: Vec<(String, String)>,
    size: (u16, u16),
    shell: Option<String>,
}

/// A run with an empty home folder and no credentials.
pub(crate) fn outcrop() -> Start {
    Start {
        home: Arc::new(Home::empty()),
        args: Vec::new(),
        env: Vec::new(),
        size: (110, 34),
        shell: None,
    }
}

/// A run without a terminal, for what is printed.
pub(crate) fn plain(args: &[&str]) -> (Command, Arc<Home>) {
    let home = Arc::new(Home::empty());
    let mut command = Command::new(BINARY);
    command.args(args).env_clear().envs(environment(&home));
    (command, home)
}

fn environment(home: &Home) -> Vec<(String, String)> {
    let path = std::env::var("PATH").unwrap_or_default();
    let home = home.path().display().to_string();
    let pairs = [
        ("HOME", home.as_str()),
        ("PATH", &path),
        // A terminal that is asked nothing, since nobody answers. Pictures are half blocks in it.
        ("TERM", "dumb"),
        ("LANG", "C.UTF-8"),
        // Nothing waits for a metadata address that is not there.
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

impl Start {
    /// With the home folder of an earlier run.
    pub(crate) fn home(mut self, home: &Arc<Home>) -> Self {
        self.home = Arc::clone(home);
        self
    }

    /// With another argument.
    pub(crate) fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// With a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a shell script as the user's editor; `$1` in it is the file.
    pub(crate) fn editor(self, script: &str) -> Self {
        let path = self.home.write("my editor.sh", script);
        let command = format!("/bin/sh '{}'", path.display());
        self.env("EDITOR", &command)
    }

    /// In a terminal that can be asked what it has. What it answers are keys of the test.
    pub(crate) fn asked(self) -> Self {
        self.env("TERM", "xterm-256color")
    }

    /// In a terminal of so many columns and rows.
    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// With this `config.toml`.
    pub(crate) fn config(self, text: &str) -> Self {
        self.home.write(".config/outcrop/config.toml", text);
        self
    }

    /// Talking to its own sandbox.
    pub(crate) fn sandbox(self) -> Self {
        self.arg("--sandbox")
    }

    /// Talking to the test's sandbox, with keys that are not looked at.
    pub(crate) fn service(self, service: &Service) -> Self {
        self.endpoint(&service.url())
    }

    /// Talking to the test's sandbox, where something is wrong with every call.
    pub(crate) fn scenario(self, service: &Service, name: &str) -> Self {
        self.endpoint(&format!("{}/scenario/{name}", service.url()))
    }

    fn endpoint(self, url: &str) -> Self {
        self.arg("--endpoint-url")
            .arg(url)
            .arg("--region")
            .arg("us-east-1")
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
    }

    /// With a model of the sandbox by its short name.
    pub(crate) fn model(self, name: &str) -> Self {
        self.arg("--model").arg(format!("outcrop.{name}-v1:0"))
    }

    /// Below a shell: `"$@"` in the script is the program with its arguments.
    pub(crate) fn under(mut self, script: &str) -> Self {
        self.shell = Some(script.to_owned());
        self
    }

    /// Starts it.
    pub(crate) fn open(self) -> Running {
        let mut command = self.command();
        command.env_clear();
        for (name, value) in environment(&self.home).iter().chain(&self.env) {
            command.env(name, value);
        }
        command.cwd(self.home.path());
        let (terminal, child) = Terminal::start(command, self.size);
        Running::new(terminal, child, self.home)
    }

    fn command(&self) -> CommandBuilder {
        let mut command = match &self.shell {
            Some(script) => {
                let mut command = CommandBuilder::new("/bin/sh");
                command.args(["-c", script, "sh", BINARY]);
                command
            }
            None => CommandBuilder::new(BINARY),
        };
        command.args(&self.args);
        command
    }

    /// Starts it and waits until a message can be sent.
    pub(crate) fn ready(self) -> Running {
        let running = self.open();
        running.see("type a message and press Enter");
        running
    }
}
