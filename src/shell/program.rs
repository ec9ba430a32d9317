//! Which program edits texts, and how it is told where to begin.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use rustix::fs::{Access, access};

/// Where the user names the program; the first one that says something wins.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];

/// What is tried where the user names none.
const USUAL: [&str; 4] = ["sensible-editor", "editor", "nano", "vi"];

/// A program with its first arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// The program.
    pub(super) name: String,
    /// What the user gives it.
    arguments: Vec<String>,
}

/// How a program is told the line to begin at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// `+12 FILE`
    Plus,
    /// `FILE:12`
    Colon,
    /// `-g FILE:12`
    Goto,
    /// Not known.
    Anywhere,
}

/// The program that the user has chosen, or else a usual one.
///
/// # Errors
///
/// There is none, or what the user has chosen cannot be understood; in words, with what to do.
pub(super) fn chosen() -> Result<Program, String> {
    choose(|name| std::env::var_os(name), is_there)
}

fn choose(
    variable: impl Fn(&str) -> Option<OsString>,
    is_there: impl Fn(&str) -> bool,
) -> Result<Program, String> {
    for name in VARIABLES {
        let value = variable(name).unwrap_or_default();
        if value.to_string_lossy().trim().is_empty() {
            continue;
        }
        return understood(&value).map_err(|why| format!("${name} cannot be understood: {why}"));
    }
    let usual = USUAL.into_iter().find(|name| is_there(name));
    usual
        .map(|name| Program {
            name: name.to_owned(),
            arguments: Vec::new(),
        })
        .ok_or_else(|| "there is no editor; set $VISUAL or $EDITOR to one".to_owned())
}

/// Splits a command as a shell does, without its other powers.
fn understood(value: &OsStr) -> Result<Program, String> {
    let text = value.to_str().ok_or("it is not UTF-8")?;
    let mut words = shell_words::split(text).map_err(|error| error.to_string())?;
    if words.first().is_none_or(String::is_empty) {
        return Err("it names no program".to_owned());
    }
    let name = words.remove(0);
    Ok(Program {
        name,
        arguments: words,
    })
}

fn is_there(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| {
        let path = folder.join(name);
        path.is_file() && access(&path, Access::EXEC_OK).is_ok()
    })
}

impl Program {
    /// What it is told: the user's own arguments, then the file and the line, from 1.
    pub(super) fn arguments(&self, file: &Path, line: usize) -> Vec<OsString> {
        let mut all: Vec<OsString> = self.arguments.iter().map(OsString::from).collect();
        if self.goes_away() {
            all.push("--wait".into());
        }
        let mut place = file.as_os_str().to_owned();
        match self.begins() {
            Begins::Plus if line > 1 => all.push(format!("+{line}").into()),
            Begins::Colon if line > 1 => place.push(format!(":{line}")),
            Begins::Goto if line > 1 => {
                all.push("-g".into());
                place.push(format!(":{line}"));
            }
            Begins::Plus | Begins::Colon | Begins::Goto | Begins::Anywhere => {}
        }
        all.push(place);
        all
    }

    /// Whether it has a window of its own, and would end at once unless it is told to wait.
    fn goes_away(&self) -> bool {
        let windowed = matches!(self.kind(), "code" | "codium" | "cursor" | "subl" | "zed");
        let told = |word: &String| word == "-w" || word == "--wait";
        windowed && !self.arguments.iter().any(told)
    }

    fn begins(&self) -> Begins {
        match self.kind() {
            "vi" | "vim" | "nvim" | "view" | "nano" | "rnano" | "pico" | "emacs"
            | "emacsclient" | "mg" | "joe" | "kak" | "micro" | "ne" => Begins::Plus,
            "hx" | "helix" | "subl" | "zed" => Begins::Colon,
            "code" | "codium" | "cursor" => Begins::Goto,
            _ => Begins::Anywhere,
        }
    }

    /// Its name without folder and variant: `vim` for `/usr/bin/vim.basic`.
    fn kind(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.split(['.', '-']).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)], there: &[&str]) -> Result<Program, String> {
        let value = |name: &str| {
            let pair = pairs.iter().find(|(other, _)| *other == name);
            pair.map(|(_, value)| OsString::from(value))
        };
        choose(value, |name| there.contains(&name))
    }

    fn told(command: &str, line: usize) -> String {
        let program = with(&[("EDITOR", command)], &[]).unwrap();
        let arguments = program.arguments(Path::new("/s/a.md"), line);
        let words = arguments.iter().map(|word| word.to_str().unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_users_choice_comes_first_and_then_what_is_there() {
        let name =
            |pairs: &[(&str, &str)], there: &[&str]| with(pairs, there).map(|program| program.name);
        let both = [("VISUAL", "hx"), ("EDITOR", "vi")];
        assert_eq!(name(&both, &["nano"]).unwrap(), "hx");
        assert_eq!(name(&[("VISUAL", " "), both[1]], &["nano"]).unwrap(), "vi");
        assert_eq!(name(&[], &["vi", "nano"]).unwrap(), "nano");
        assert!(
            name(&[], &[])
                .unwrap_err()
                .contains("set $VISUAL or $EDITOR")
        );
    }

    #[test]
    fn a_command_is_split_as_a_shell_does_and_not_run_by_one() {
        let program = with(&[("EDITOR", r#"'/my editors/ed' -c "a b" $HOME;x"#)], &[]).unwrap();
        assert_eq!(program.name, "/my editors/ed");
        assert_eq!(program.arguments, ["-c", "a b", "$HOME;x"]);
        for (command, why) in [
            ("ed 'x", "$EDITOR cannot be understood"),
            ("''", "no program"),
        ] {
            let problem = with(&[("EDITOR", command)], &[]).unwrap_err();
            assert!(problem.contains(why), "{problem}");
        }
    }

    #[test]
    fn editors_are_told_the_line_in_their_own_ways() {
        for (command, words) in [
            ("vi", "+7 /s/a.md"),
            ("/usr/bin/vim.basic -n", "-n +7 /s/a.md"),
            ("emacsclient -t", "-t +7 /s/a.md"),
            ("hx", "/s/a.md:7"),
            ("code", "--wait -g /s/a.md:7"),
            ("code-insiders -w", "-w -g /s/a.md:7"),
            ("ed", "/s/a.md"),
        ] {
            assert_eq!(told(command, 7), words);
        }
        assert_eq!(told("vi", 1), "/s/a.md");
        assert_eq!(told("code --wait", 1), "--wait /s/a.md");
    }
}
