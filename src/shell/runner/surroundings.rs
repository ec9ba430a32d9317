//! What a program finds around it: its environment, and where it stands itself.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use crate::chat::tool::set::is_secret;

/// The variables that every program gets, if outcrop has them; those of languages too.
const USUAL: [&str; 6] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER"];

/// Where programs are where PATH names no absolute folder.
const USUAL_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The variables that every program gets of those that say how a language is written.
const OF_LANGUAGE: [&str; 13] = [
    "LC_ALL",
    "LC_ADDRESS",
    "LC_COLLATE",
    "LC_CTYPE",
    "LC_IDENTIFICATION",
    "LC_MEASUREMENT",
    "LC_MESSAGES",
    "LC_MONETARY",
    "LC_NAME",
    "LC_NUMERIC",
    "LC_PAPER",
    "LC_TELEPHONE",
    "LC_TIME",
];

/// The variables that outcrop itself was started with.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    vars: Vec<(String, String)>,
}

impl Surroundings {
    /// Those of this process. What is no text is left out.
    pub(super) fn here() -> Self {
        let vars = std::env::vars_os();
        let texts = vars.filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self {
            vars: texts.collect(),
        }
    }

    #[cfg(test)]
    pub(super) fn of(vars: &[(&str, &str)]) -> Self {
        let vars = vars.iter();
        let vars = vars.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            vars: vars.collect(),
        }
    }

    /// The whole environment of a program that is handed these on and given those, in the order of
    /// their names.
    pub(super) fn environment(
        &self,
        pass: &[String],
        set: &[(String, String)],
    ) -> Vec<(String, String)> {
        let handed = |name: &String| {
            let name_is = |names: &[&str]| names.contains(&name.as_str());
            name_is(&USUAL) || name_is(&OF_LANGUAGE) || pass.contains(name)
        };
        let handed = self.vars.iter().filter(|(name, _)| handed(name));
        let mut env: std::collections::BTreeMap<String, String> = handed.cloned().collect();
        env.insert("PATH".to_owned(), self.path());
        env.insert("TERM".to_owned(), "dumb".to_owned());
        env.extend(set.iter().cloned());
        env.retain(|name, _| !is_secret(name));
        env.into_iter().collect()
    }

    /// PATH without what leads to wherever a program happens to run.
    fn path(&self) -> String {
        let path = self.vars.iter().find(|(name, _)| name == "PATH");
        let path = path.map_or("", |(_, path)| path);
        let folders = path.split(':').filter(|folder| folder.starts_with('/'));
        let folders = folders.collect::<Vec<_>>().join(":");
        // With an empty one the folder that a program happens to run in would be looked through.
        if folders.is_empty() {
            USUAL_PATH.to_owned()
        } else {
            folders
        }
    }

    /// The absolute path of a program: itself, or the first in PATH.
    ///
    /// # Errors
    /// There is none, and what to do; where was looked comes last, since it may be long.
    pub(super) fn program(&self, name: &str) -> Result<String, String> {
        self.find(name).map_err(|absent| {
            let place = if name.starts_with('/') {
                name.to_owned()
            } else {
                format!("looked in {}", self.path())
            };
            let told = absent.short();
            let next = match &absent {
                Absent::NotFound(_) => "install it or mend the tool set",
                Absent::NoProgram(_) => "chmod +x makes it one",
            };
            format!("{told}; {next}: {place}")
        })
    }

    /// The same; of what is not there only the name is told, as it was given.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn find(&self, name: &str) -> Result<String, Absent> {
        if name.starts_with('/') {
            let path = Path::new(name);
            let name = name.to_owned();
            return match (is_program(path), path.is_file()) {
                (true, _) => Ok(name),
                (false, true) => Err(Absent::NoProgram(name)),
                (false, false) => Err(Absent::NotFound(name)),
            };
        }
        let path = self.path();
        let folders = path.split(':').map(PathBuf::from);
        let mut found = folders.map(|folder| folder.join(name));
        let found = found.find(|path| is_program(path));
        let found = found.and_then(|path| path.to_str().map(str::to_owned));
        found.ok_or_else(|| Absent::NotFound(name.to_owned()))
    }
}

/// Why a program cannot be started, with its name as it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Absent {
    /// It is not where it was looked for.
    #[error("program not found: {0}")]
    NotFound(String),
    /// There is a file, and it cannot be run.
    #[error("{0} is no program that can be run")]
    NoProgram(String),
}

impl Absent {
    /// In a few words, for a line that has room for little: of a path the last name.
    pub(super) fn short(&self) -> String {
        let of = |name: &str| {
            let is_path = name.starts_with('/');
            let name = if is_path { last_of(name) } else { name };
            name.to_owned()
        };
        let short = match self {
            Self::NotFound(name) => Self::NotFound(of(name)),
            Self::NoProgram(name) => Self::NoProgram(of(name)),
        };
        short.to_string()
    }
}

/// The last name of a path.
pub(super) fn last_of(path: &str) -> &str {
    let name = Path::new(path).file_name().and_then(|name| name.to_str());
    name.unwrap_or(path)
}

fn is_program(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_never_handed_on() {
        let around = Surroundings::of(&[
            ("PATH", "/bin:.::rel/bin:/usr/bin"),
            ("LANG", "C"),
            ("LC_ALL", "C"),
            ("LC_API_KEY", "x"),
            ("LC_DB_PASSWD", "x"),
            ("LC_OWN", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("AWS_PROFILE", "x"),
            ("MY_TOKEN", "x"),
            ("db_password", "x"),
            ("EDITOR", "vi"),
            ("PAGER", "less"),
            ("TERM", "xterm"),
        ]);
        let names = ["EDITOR", "AWS_PROFILE", "MY_TOKEN", "db_password"];
        let pass = names.map(str::to_owned);
        let set = [
            ("MODE".to_owned(), "a b".to_owned()),
            ("GH_TOKEN".to_owned(), "x".to_owned()),
        ];
        let env = around.environment(&pass, &set);
        let told: Vec<String> = env
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let expected = [
            "EDITOR=vi",
            "LANG=C",
            "LC_ALL=C",
            "MODE=a b",
            "PATH=/bin:/usr/bin",
            "TERM=dumb",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_program_is_looked_for_in_absolute_folders_only() {
        let around = Surroundings::of(&[("PATH", ".:src:/usr/bin:/bin")]);
        assert!(around.program("sh").unwrap().starts_with('/'));
        assert_eq!(around.program("/bin/sh").unwrap(), "/bin/sh");
        for nowhere in ["", ".", ".:src"] {
            let around = Surroundings::of(&[("PATH", nowhere)]);
            assert!(
                around.program("sh").unwrap().starts_with('/'),
                "{nowhere:?}"
            );
            let env = around.environment(&[], &[]);
            let path = env.iter().find(|(name, _)| name == "PATH");
            assert_eq!(path.map(|(_, path)| path.as_str()), Some(USUAL_PATH));
        }
        assert!(around.program("Cargo.toml").is_err());
        assert!(
            around
                .program("/etc/passwd")
                .unwrap_err()
                .contains("no program")
        );
    }
}
