//! Two JSON values compared member by member. The order of members is no difference, digits are.

use std::collections::HashMap;
use std::fmt;

use super::align::{self, Work, align};
use super::{Count, Grain, percent};
use crate::chat::json::Value;

/// What differs between two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StructureDiff {
    /// The differences, in the order of the old value; what was added to an object stands after it.
    pub(crate) differences: Vec<Difference>,
    /// How many values are the same: strings, numbers, and the like, and what is empty.
    pub(crate) same: usize,
    /// How alike they are, in percent of these values.
    pub(crate) alike: u8,
    /// How fine the comparison of arrays is.
    pub(crate) grain: Grain,
}

/// A place where two values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The way there from the top.
    pub(crate) path: Vec<Step>,
    /// What stands there.
    pub(crate) values: Values,
}

/// What stands at a place where two values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Values {
    /// Only the old one has something there.
    Removed(Value),
    /// Only the new one has something there.
    Added(Value),
    /// Both have something there, and it is not the same.
    Changed(Value, Value),
}

/// A step down into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the member of an object.
    Member(String),
    /// To the item of an array, by its place in the old and in the new one.
    Item(Option<usize>, Option<usize>),
}

/// A path as it is written, such as `rocks[2].name`; the top is `$`.
pub(crate) fn written(path: &[Step]) -> String {
    if path.is_empty() {
        return "$".to_owned();
    }
    let step = |(at, step): (usize, &Step)| {
        let dot = matches!(step, Step::Member(name) if at > 0 && is_plain(name));
        let dot = if dot { "." } else { "" };
        format!("{dot}{step}")
    };
    path.iter().enumerate().map(step).collect()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) if is_plain(name) => f.write_str(name),
            Self::Member(name) => write!(f, "[{}]", Value::Text(name.clone()).compact().0),
            Self::Item(Some(old), Some(new)) if old != new => write!(f, "[{old}→{new}]"),
            Self::Item(Some(at), _) | Self::Item(None, Some(at)) => write!(f, "[{at}]"),
            Self::Item(None, None) => f.write_str("[]"),
        }
    }
}

/// Whether a name can stand in a path as it is.
fn is_plain(name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    !name.is_empty() && name.chars().all(is_word)
}

impl StructureDiff {
    /// Compares two values.
    pub(crate) fn of(old: &Value, new: &Value) -> Self {
        let mut walk = Walk {
            path: Vec::new(),
            found: Vec::new(),
            same: 0,
            work: Work::new(),
        };
        walk.compare(old, new);
        let whole = leaves(old) + leaves(new);
        Self {
            alike: if walk.found.is_empty() {
                100
            } else {
                percent(2 * walk.same, whole)
            },
            differences: walk.found,
            same: walk.same,
            grain: walk.work.grain,
        }
    }

    /// How many differences there are on one side only; those on both are the rest.
    pub(crate) fn count(&self) -> Count {
        let mut count = Count::default();
        for difference in &self.differences {
            match difference.values {
                Values::Removed(_) => count.removed += 1,
                Values::Added(_) => count.added += 1,
                Values::Changed(..) => {}
            }
        }
        count
    }
}

/// A walk down two values at once.
struct Walk {
    path: Vec<Step>,
    found: Vec<Difference>,
    same: usize,
    work: Work,
}

impl Walk {
    fn compare(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Object(left), Value::Object(right)) => self.objects(left, right),
            (Value::List(left), Value::List(right)) => self.lists(left, right),
            _ if old == new => self.same += 1,
            _ => self.tell(Values::Changed(old.clone(), new.clone())),
        }
    }

    fn tell(&mut self, values: Values) {
        let path = self.path.clone();
        self.found.push(Difference { path, values });
    }

    fn below(&mut self, step: Step, then: impl FnOnce(&mut Self)) {
        self.path.push(step);
        then(self);
        self.path.pop();
    }

    fn objects(&mut self, old: &[(String, Value)], new: &[(String, Value)]) {
        if old.is_empty() && new.is_empty() {
            self.same += 1;
        }
        let right = Members::of(new);
        let left = Members::of(old);
        for (key, (name, value)) in left.keys.iter().zip(old) {
            let other = right.places.get(key).map(|at| &new[*at].1);
            self.below(Step::Member(name.clone()), |walk| match other {
                Some(other) => walk.compare(value, other),
                None => walk.tell(Values::Removed(value.clone())),
            });
        }
        for (key, (name, value)) in right.keys.iter().zip(new) {
            if !left.places.contains_key(key) {
                self.below(Step::Member(name.clone()), |walk| {
                    walk.tell(Values::Added(value.clone()));
                });
            }
        }
    }

    fn lists(&mut self, old: &[Value], new: &[Value]) {
        if old.is_empty() && new.is_empty() {
            self.same += 1;
        }
        // Of several shortest ways one is taken; the order decides which, not the side.
        let (left, right) = (words(old), words(new));
        let steps = if left > right {
            let mut steps = self.aligned(&right, &left);
            steps.iter_mut().for_each(swap);
            steps
        } else {
            self.aligned(&left, &right)
        };
        let (mut at_old, mut at_new) = (0, 0);
        for step in steps {
            match step {
                align::Step::Same(units) => {
                    for value in &old[at_old..at_old + units] {
                        self.same += leaves(value);
                    }
                    (at_old, at_new) = (at_old + units, at_new + units);
                }
                align::Step::Changed { old: m, new: n } => {
                    let (left, right) = (&old[at_old..at_old + m], &new[at_new..at_new + n]);
                    self.items((at_old, left), (at_new, right));
                    (at_old, at_new) = (at_old + m, at_new + n);
                }
            }
        }
    }

    fn aligned(&mut self, old: &[String], new: &[String]) -> Vec<align::Step> {
        let mut numbers = HashMap::new();
        let mut number = |word: &String| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(word.clone()).or_insert(next)
        };
        let old: Vec<u32> = old.iter().map(&mut number).collect();
        let new: Vec<u32> = new.iter().map(&mut number).collect();
        align(&old, &new, &mut self.work)
    }

    /// Items that are not the same: compared one by one, as long as both sides have some.
    fn items(&mut self, (at_old, old): (usize, &[Value]), (at_new, new): (usize, &[Value])) {
        for at in 0..old.len().max(new.len()) {
            let (left, right) = (old.get(at), new.get(at));
            let places = (left.map(|_| at_old + at), right.map(|_| at_new + at));
            self.below(Step::Item(places.0, places.1), |walk| match (left, right) {
                (Some(left), Some(right)) => walk.compare(left, right),
                (Some(left), None) => walk.tell(Values::Removed(left.clone())),
                (None, Some(right)) => walk.tell(Values::Added(right.clone())),
                (None, None) => {}
            });
        }
    }
}

fn swap(step: &mut align::Step) {
    if let align::Step::Changed { old, new } = step {
        std::mem::swap(old, new);
    }
}

/// Members by their names. A name that stands there twice, which JSON allows, is told apart by its turn.
struct Members<'a> {
    keys: Vec<(&'a str, usize)>,
    places: HashMap<(&'a str, usize), usize>,
}

impl<'a> Members<'a> {
    fn of(members: &'a [(String, Value)]) -> Self {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut keys = Vec::with_capacity(members.len());
        let mut places = HashMap::with_capacity(members.len());
        for (at, (name, _)) in members.iter().enumerate() {
            let turn = seen.entry(name).or_default();
            keys.push((name.as_str(), *turn));
            places.insert((name.as_str(), *turn), at);
            *turn += 1;
        }
        Self { keys, places }
    }
}

/// Values as texts that are equal where no difference would be found.
fn words(values: &[Value]) -> Vec<String> {
    values
        .iter()
        .map(|value| sorted(value).compact().0)
        .collect()
}

/// The value with the members of its objects in the order of their names.
fn sorted(value: &Value) -> Value {
    match value {
        Value::List(values) => Value::List(values.iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members
                .iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.clone(),
    }
}

/// How many values there are that hold no other ones.
fn leaves(value: &Value) -> usize {
    match value {
        Value::List(values) => values.iter().map(leaves).sum::<usize>().max(1),
        Value::Object(members) => members
            .iter()
            .map(|(_, value)| leaves(value))
            .sum::<usize>()
            .max(1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => 1,
    }
}
