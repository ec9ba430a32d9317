//! What a program finds around it: its environment, and where it stands itself.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use crate::chat::tool::set::is_secret;

/// The variables that every program gets, if outcrop has them; those that begin with `LC_` too.
const USUAL: [&str; 6] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER"];

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
            USUAL.contains(&name.as_str()) || name.starts_with("LC_") || pass.contains(name)
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
        let path = path.map_or("/usr/local/bin:/usr/bin:/bin", |(_, path)| path);
        let folders = path.split(':').filter(|folder| folder.starts_with('/'));
        folders.collect::<Vec<_>>().join(":")
    }

    /// The absolute path of a program: itself, or the first in PATH.
    ///
    /// # Errors
    /// There is none; where was looked.
    pub(super) fn program(&self, name: &str) -> Result<String, String> {
        if name.starts_with('/') {
            let why = format!("{name} is no program that can be run; the tool set names it");
            return is_program(Path::new(name))
                .then(|| name.to_owned())
                .ok_or(why);
        }
        let path = self.path();
        let folders = path.split(':').map(PathBuf::from);
        let mut found = folders.map(|folder| folder.join(name));
        let found = found.find(|path| is_program(path));
        let found = found.and_then(|path| path.to_str().map(str::to_owned));
        found.ok_or_else(|| format!("there is no program {name} in {path}"))
    }
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
        assert!(around.program("Cargo.toml").is_err());
        assert!(
            around
                .program("/etc/passwd")
                .unwrap_err()
                .contains("no program")
        );
    }
}
