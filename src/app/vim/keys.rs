//! Keys of normal and visual mode, one after the other, until they mean something.

use super::motion::{Motion, Seek, Stop, Way};
use super::object::{Kind, Object, Reach};
use super::sheet::Words;

/// Something that changes the text, or copies from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Do something with a part of the text.
    Operate(Operator, Target),
    /// Begin to insert.
    Insert(Place),
    /// Put what was cut or copied.
    Put(Side),
    /// Join lines.
    Join,
}

/// What is done with a part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Delete,
    Change,
    Yank,
    /// Write it in another case.
    Case(Case),
    /// Put this in the place of each character.
    Replace(char),
    /// Put what was cut or copied in its place.
    Exchange,
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    /// Each in the other one.
    Other,
}

/// The part of the text that an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Up to the end of a motion.
    To(Motion),
    /// This line, and those below it that are counted.
    Lines,
    Object(Object),
    /// What is selected.
    Selection,
    /// As many characters as were selected before.
    Cells(usize),
    /// As many lines as were selected before.
    Rows(usize),
}

/// Where insertion begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Here,
    After,
    FirstWord,
    LineEnd,
    Below,
    Above,
}

/// On which side of the cursor something is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// How much a selection takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// From character to character.
    Cells,
    /// Whole lines.
    Rows,
}

/// What keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    Move(Motion),
    Do(Command),
    /// Begin to select, change what a selection takes, or end it.
    Select(Unit),
    /// Select a text object.
    Grasp(Object),
    /// Go to the other end of the selection.
    Swap,
    Undo,
    /// Do the last change again.
    Repeat,
    /// Open the command palette.
    Palette,
}

/// What has become of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fed {
    /// More keys are needed.
    More,
    /// It means nothing.
    Nothing,
    /// They mean this, so many times.
    Meant(Meant, Option<usize>),
}

/// In which mode keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Normal,
    Visual,
}

/// The keys so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    count: Option<usize>,
    /// An operator, and the count before it.
    operator: Option<(Operator, Option<usize>)>,
    wait: Wait,
    shown: String,
}

/// What the next key belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wait {
    #[default]
    Command,
    /// `g` was pressed.
    Go,
    Seek(Way, Stop),
    Replace,
    Object(Reach),
}

/// A count is never larger. Nobody means it, and it would be waited for.
const MOST: usize = 9_999;

impl Keys {
    /// Whether nothing was pressed.
    pub(super) fn is_idle(&self) -> bool {
        self.shown.is_empty()
    }

    /// The keys, as they are shown.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether a motion or a character is awaited that a change needs.
    pub(super) fn has_begun_change(&self) -> bool {
        self.operator.is_some() || self.wait == Wait::Replace
    }

    /// Forgets them.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes another key.
    pub(super) fn feed(&mut self, key: char, reading: Reading) -> Fed {
        self.shown.push(key);
        let fed = match std::mem::take(&mut self.wait) {
            Wait::Command => self.command(key, reading),
            Wait::Go if key == 'g' => self.motion(Motion::Top),
            Wait::Go => Fed::Nothing,
            Wait::Seek(way, stop) => {
                let sign = key;
                self.motion(Motion::Seek(Seek { sign, way, stop }))
            }
            Wait::Replace => {
                let target = match reading {
                    Reading::Normal => Target::To(Motion::Right),
                    Reading::Visual => Target::Selection,
                };
                self.meant(Meant::Do(Command::Operate(Operator::Replace(key), target)))
            }
            Wait::Object(reach) => match Kind::of(key) {
                Some(kind) => self.object(Object { kind, reach }),
                None => Fed::Nothing,
            },
        };
        if fed != Fed::More {
            self.clear();
        }
        fed
    }

    fn command(&mut self, key: char, reading: Reading) -> Fed {
        if let Some(digit) = key
            .to_digit(10)
            .filter(|it| *it > 0 || self.count.is_some())
        {
            let digit = usize::try_from(digit).unwrap_or(0);
            let count = self.count.unwrap_or(0);
            self.count = Some(count.saturating_mul(10).saturating_add(digit).min(MOST));
            return Fed::More;
        }
        if let Some(wait) = self.waits(key, reading) {
            self.wait = wait;
            return Fed::More;
        }
        if let Some(motion) = motion(key) {
            return self.motion(motion);
        }
        match (self.operator, reading) {
            (Some((operator, _)), _) if key_of(operator) == Some(key) => {
                self.meant(Meant::Do(Command::Operate(operator, Target::Lines)))
            }
            (Some(_), _) => Fed::Nothing,
            (None, Reading::Visual) => visual(key).map_or(Fed::Nothing, |meant| self.meant(meant)),
            (None, Reading::Normal) => self.normal(key),
        }
    }

    fn normal(&mut self, key: char) -> Fed {
        if let Some(operator) = operator(key) {
            self.operator = Some((operator, self.count.take()));
            return Fed::More;
        }
        let meant = match key {
            'v' => Meant::Select(Unit::Cells),
            'V' => Meant::Select(Unit::Rows),
            'u' => Meant::Undo,
            '.' => Meant::Repeat,
            ':' => Meant::Palette,
            _ => match change(key) {
                Some(command) => Meant::Do(command),
                None => return Fed::Nothing,
            },
        };
        self.meant(meant)
    }

    /// What the key after this one belongs to, if it is one that needs another.
    fn waits(&self, key: char, reading: Reading) -> Option<Wait> {
        let takes_object = self.operator.is_some() || reading == Reading::Visual;
        Some(match key {
            'g' => Wait::Go,
            'f' => Wait::Seek(Way::Onward, Stop::On),
            'F' => Wait::Seek(Way::Back, Stop::On),
            't' => Wait::Seek(Way::Onward, Stop::Beside),
            'T' => Wait::Seek(Way::Back, Stop::Beside),
            'i' if takes_object => Wait::Object(Reach::Inner),
            'a' if takes_object => Wait::Object(Reach::Around),
            'r' if self.operator.is_none() => Wait::Replace,
            _ => return None,
        })
    }

    fn motion(&self, motion: Motion) -> Fed {
        self.meant(match self.operator {
            Some((operator, _)) => Meant::Do(Command::Operate(operator, Target::To(motion))),
            None => Meant::Move(motion),
        })
    }

    fn object(&self, object: Object) -> Fed {
        self.meant(match self.operator {
            Some((operator, _)) => Meant::Do(Command::Operate(operator, Target::Object(object))),
            None => Meant::Grasp(object),
        })
    }

    fn meant(&self, meant: Meant) -> Fed {
        let before = self.operator.and_then(|(_, count)| count);
        let count = match (before, self.count) {
            (Some(before), Some(count)) => Some(before.saturating_mul(count).min(MOST)),
            (one, other) => one.or(other),
        };
        Fed::Meant(meant, count)
    }
}

/// Motions of one key.
fn motion(key: char) -> Option<Motion> {
    Some(match key {
        'h' => Motion::Left,
        'l' | ' ' => Motion::Right,
        'k' => Motion::Up,
        'j' => Motion::Down,
        'w' => Motion::Word(Words::Small),
        'W' => Motion::Word(Words::Large),
        'b' => Motion::Back(Words::Small),
        'B' => Motion::Back(Words::Large),
        'e' => Motion::End(Words::Small),
        'E' => Motion::End(Words::Large),
        '0' => Motion::LineStart,
        '^' => Motion::FirstWord,
        '$' => Motion::LineEnd,
        'G' => Motion::Bottom,
        '{' => Motion::ParagraphBack,
        '}' => Motion::Paragraph,
        '%' => Motion::Bracket,
        ';' => Motion::Again(Way::Onward),
        ',' => Motion::Again(Way::Back),
        _ => return None,
    })
}

/// Operators that wait for a motion.
fn operator(key: char) -> Option<Operator> {
    Some(match key {
        'd' => Operator::Delete,
        'c' => Operator::Change,
        'y' => Operator::Yank,
        _ => return None,
    })
}

/// The key of such an operator: twice it takes the line.
fn key_of(operator: Operator) -> Option<char> {
    match operator {
        Operator::Delete => Some('d'),
        Operator::Change => Some('c'),
        Operator::Yank => Some('y'),
        Operator::Case(_) | Operator::Replace(_) | Operator::Exchange => None,
    }
}

/// Changes of one key in normal mode.
fn change(key: char) -> Option<Command> {
    use Operator::{Case as InCase, Change, Delete, Yank};
    Some(match key {
        'x' => Command::Operate(Delete, Target::To(Motion::Right)),
        'X' => Command::Operate(Delete, Target::To(Motion::Left)),
        'D' => Command::Operate(Delete, Target::To(Motion::LineEnd)),
        'C' => Command::Operate(Change, Target::To(Motion::LineEnd)),
        's' => Command::Operate(Change, Target::To(Motion::Right)),
        'S' => Command::Operate(Change, Target::Lines),
        'Y' => Command::Operate(Yank, Target::Lines),
        '~' => Command::Operate(InCase(Case::Other), Target::To(Motion::Right)),
        'J' => Command::Join,
        'p' => Command::Put(Side::After),
        'P' => Command::Put(Side::Before),
        'i' => Command::Insert(Place::Here),
        'a' => Command::Insert(Place::After),
        'I' => Command::Insert(Place::FirstWord),
        'A' => Command::Insert(Place::LineEnd),
        'o' => Command::Insert(Place::Below),
        'O' => Command::Insert(Place::Above),
        _ => return None,
    })
}

/// Keys of visual mode that are no motions.
fn visual(key: char) -> Option<Meant> {
    let operator = match key {
        'd' | 'x' => Operator::Delete,
        'c' | 's' => Operator::Change,
        'y' => Operator::Yank,
        '~' => Operator::Case(Case::Other),
        'u' => Operator::Case(Case::Lower),
        'U' => Operator::Case(Case::Upper),
        'p' | 'P' => Operator::Exchange,
        'J' => return Some(Meant::Do(Command::Join)),
        'v' => return Some(Meant::Select(Unit::Cells)),
        'V' => return Some(Meant::Select(Unit::Rows)),
        'o' => return Some(Meant::Swap),
        ':' => return Some(Meant::Palette),
        _ => return None,
    };
    Some(Meant::Do(Command::Operate(operator, Target::Selection)))
}
