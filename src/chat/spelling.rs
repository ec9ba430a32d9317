//! "Did you mean": the known name that a mistyped one is nearest to.

/// How alike a name must be to be offered. Source: clap offers names from 0.7, by a measure without
/// the bonus for a common beginning.
const ALIKE: f64 = 0.8;

/// The name that was probably meant, if one is near enough.
pub(crate) fn closest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (alike(typed, name), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// How alike two names are, from 0 to 1. Two letters that changed places make even a short name another one
/// by the usual measure, though it is what fingers do most.
fn alike(typed: &str, name: &str) -> f64 {
    if strsim::osa_distance(typed, name) == 1 {
        return 1.0;
    }
    strsim::jaro_winkler(typed, name)
}

/// The name that was probably meant as a question, else all that are known.
pub(crate) fn advice<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match closest(typed, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "there is none yet".to_owned(),
        None => format!("those that exist are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        let known = ["temperature", "top_p", "top_k", "tier"];
        assert_eq!(closest("temprature", known), Some("temperature"));
        assert_eq!(closest("topp", known), Some("top_p"));
        assert_eq!(closest("colour", known), None);
        assert_eq!(closest("nwe", ["quit", "new"]), Some("new"));
        assert_eq!(advice("teir", known), "did you mean `tier`?");
        assert_eq!(advice("colour", ["a", "b"]), "those that exist are a, b");
        assert_eq!(advice("colour", []), "there is none yet");
    }
}
