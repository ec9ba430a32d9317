//! The model picker: models of the region with their routes, filtered as one types.

use nucleo_matcher::Utf32String;

use crate::chat::abilities::Ability;
use crate::chat::catalog::{Catalog, CatalogModel, RouteEntry};
use crate::chat::ids::MessageId;
use crate::chat::replay::Matching;
use crate::chat::settings::{ModelChoice, Route};

use super::list::{self, ListState};
use super::memory::Memory;
use super::service::Service;

/// The picker's state. Rows are made anew when catalog, memory or filter change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Picker {
    /// Filter and selection.
    pub(crate) list: ListState,
    /// What is listed now.
    pub(crate) rows: Vec<PickerRow>,
    texts: Vec<Utf32String>,
    tools: Vec<Ability>,
    /// What to do once a model was chosen.
    pub(crate) then: Then,
}

/// What follows the choice of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Then {
    /// Nothing.
    #[default]
    Stay,
    /// The message in the editor is sent.
    Send,
    /// Another reply is asked for in the place of this one.
    Regenerate(MessageId),
    /// The last question is asked again.
    AskAgain,
    /// A lane is opened for it.
    Compare,
    /// A lane is opened for it, in which it compares the replies of the others.
    Judge,
    /// A lane is opened for it, in which recorded calls of tools are replayed.
    Replay(Matching),
}

/// A row of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PickerRow {
    /// A heading: favourites, recent, or a provider.
    Group(String),
    /// A model of the catalog, by its place there; its routes follow.
    Model(usize),
    /// A route that can be chosen.
    Route(ModelChoice, RouteNote),
    /// A model that cannot be called, by its place in the catalog; it says why.
    Unusable(usize),
    /// The filter's text as a model id or ARN.
    Typed(ModelChoice),
}

/// What a route row says beside its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RouteNote {
    /// The kind of route, or the profile's name.
    pub(crate) label: String,
    /// Regions that may answer.
    pub(crate) regions: Vec<String>,
    /// Whether the row stands under its model, or among favourites and recents with its own name.
    pub(crate) stands: Standing,
}

/// Where a route row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Under its model.
    UnderModel,
    /// Among favourites or recents.
    Alone,
}

impl Picker {
    /// A picker over the models of the service.
    pub(crate) fn new(service: &Service, memory: &Memory, then: Then) -> Self {
        let mut picker = Self {
            then,
            ..Self::default()
        };
        picker.catalog_changed(service, memory);
        picker
    }

    /// Takes in a new catalog, other abilities or favourites; the selection stays on its route if it can.
    pub(crate) fn catalog_changed(&mut self, service: &Service, memory: &Memory) {
        let before = self.choice().cloned();
        let models = &service.catalog.models;
        let tools = models.iter().map(|model| tools(model, service, memory));
        self.tools = tools.collect();
        let texts = models.iter().zip(&self.tools);
        self.texts = texts
            .map(|(model, tools)| haystack(model, *tools))
            .collect();
        self.filter_changed(service, memory);
        let again = |row: &PickerRow| row.choice().is_some() && row.choice() == before.as_ref();
        if let Some(row) = self.rows.iter().position(again) {
            self.list.selected = row;
        }
    }

    /// Lists what matches the filter and selects the first row.
    pub(crate) fn filter_changed(&mut self, service: &Service, memory: &Memory) {
        self.rows = self.rows(&service.catalog, memory);
        let rows = &self.rows;
        self.list
            .reset(rows.len(), |row| rows[row].choice().is_some());
        if let Some(row) = named(rows, &self.list.filter) {
            self.list.selected = row;
        }
    }

    /// Whether a model takes tools, by its place in the catalog.
    pub(crate) fn takes_tools(&self, model: usize) -> Ability {
        self.tools.get(model).copied().unwrap_or_default()
    }

    fn rows(&self, catalog: &Catalog, memory: &Memory) -> Vec<PickerRow> {
        let filter = &self.list.filter;
        let mut rows = Vec::new();
        if filter.trim().is_empty() {
            remembered(&mut rows, "favourites", &memory.favourites, catalog);
            remembered(&mut rows, "recent", &memory.recents, catalog);
        }
        let mut group = None;
        for at in self.found(catalog) {
            let model = &catalog.models[at];
            if group != Some(&model.provider) {
                group = Some(&model.provider);
                rows.push(PickerRow::Group(model.provider.clone()));
            }
            push_model(&mut rows, at, model);
        }
        rows.extend(typed(filter, catalog));
        rows
    }

    /// What matches the filter, by its place in the catalog, the best first.
    fn found(&self, catalog: &Catalog) -> Vec<usize> {
        let filter = self.list.filter.trim();
        let scores = list::score(filter, &self.texts);
        let mut found: Vec<usize> = (0..catalog.models.len())
            .filter(|at| scores[*at].is_some())
            .collect();
        if filter.is_empty() {
            return found;
        }
        // Stable, so that equal scores keep the order by provider and name.
        found.sort_by_key(|at| std::cmp::Reverse(scores[*at]));
        if means_tools(filter) {
            found.sort_by_key(|at| {
                let of_name = catalog.models[*at].name.to_lowercase().contains("tool");
                match self.takes_tools(*at) {
                    Ability::Yes if of_name => 0,
                    Ability::Yes => 1,
                    Ability::Unknown => 2,
                    Ability::No => 3,
                }
            });
        }
        found
    }

    /// The selected route.
    pub(crate) fn choice(&self) -> Option<&ModelChoice> {
        self.rows.get(self.list.selected)?.choice()
    }
}

/// The first route whose id holds the filter as it stands: who types an id means that one.
fn named(rows: &[PickerRow], filter: &str) -> Option<usize> {
    let filter = filter.trim().to_lowercase();
    let holds = |row: &PickerRow| {
        let choice = row.choice();
        choice.is_some_and(|choice| choice.route.id().to_lowercase().contains(&filter))
    };
    if filter.is_empty() {
        None
    } else {
        rows.iter().position(holds)
    }
}

impl PickerRow {
    /// The route that the row stands for, if it can be chosen.
    pub(crate) fn choice(&self) -> Option<&ModelChoice> {
        match self {
            Self::Route(choice, _) | Self::Typed(choice) => Some(choice),
            Self::Group(_) | Self::Model(_) | Self::Unusable(_) => None,
        }
    }
}

/// Whether a filter asks for models that take tools, not for those that are called so.
fn means_tools(filter: &str) -> bool {
    ["tool", "tools"].contains(&filter.to_lowercase().as_str())
}

fn tools(model: &CatalogModel, service: &Service, memory: &Memory) -> Ability {
    let mut abilities = service.abilities.of(&model.id);
    for refusal in memory.refusals.of_model(&model.id) {
        refusal.teach(&mut abilities);
    }
    abilities.takes.tools
}

fn haystack(model: &CatalogModel, tools: Ability) -> Utf32String {
    let mut text = format!("{} {} {}", model.provider, model.name, model.id);
    for entry in &model.routes {
        text.push(' ');
        text.push_str(entry.route.id());
        text.push(' ');
        text.push_str(&entry.label);
    }
    if tools == Ability::Yes {
        text.push_str(" tools");
    }
    Utf32String::from(text)
}

fn push_model(rows: &mut Vec<PickerRow>, at: usize, model: &CatalogModel) {
    if model.unusable.is_some() {
        rows.push(PickerRow::Unusable(at));
        return;
    }
    rows.push(PickerRow::Model(at));
    rows.extend(model.routes.iter().map(|entry| route_row(model, entry)));
}

fn route_row(model: &CatalogModel, entry: &RouteEntry) -> PickerRow {
    let note = RouteNote {
        label: entry.label.clone(),
        regions: entry.regions.clone(),
        stands: Standing::UnderModel,
    };
    PickerRow::Route(model.choose(entry), note)
}

/// Remembered routes that the catalog still has, or might have while it is not known.
fn remembered(rows: &mut Vec<PickerRow>, title: &str, choices: &[ModelChoice], catalog: &Catalog) {
    let known = |choice: &&ModelChoice| {
        matches!(choice.route, Route::Typed(_)) || catalog.find(choice.route.id()).is_some()
    };
    let mut listed = choices.iter().filter(known).peekable();
    if listed.peek().is_some() {
        rows.push(PickerRow::Group(title.to_owned()));
    }
    for choice in listed {
        let note = RouteNote {
            label: choice.route_label(),
            regions: Vec::new(),
            stands: Standing::Alone,
        };
        rows.push(PickerRow::Route(choice.clone(), note));
    }
}

/// The filter as an id or ARN, when it looks like one and is not listed under that very name.
///
/// Ids hold a dot (`amazon.nova-pro-v1:0`), ARNs a colon.
fn typed(filter: &str, catalog: &Catalog) -> Option<PickerRow> {
    let text = filter.trim();
    let looks_like_id = text.contains(['.', ':']) && !text.contains(char::is_whitespace);
    if !looks_like_id || catalog.find(text).is_some() {
        return None;
    }
    let resolved = catalog.resolve(text)?;
    matches!(resolved.route, Route::Typed(_)).then_some(PickerRow::Typed(resolved))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::fixture::{model, nova, profile, remembered};
    use crate::app::list::ListMove;
    use crate::app::overlay::Overlay;
    use crate::chat::abilities::{Abilities, AbilityTable, Takes};
    use crate::chat::listing::Listing;

    /// As many models and profiles as all regions of Bedrock together.
    fn large() -> Catalog {
        let id = |n: usize| format!("maker{}.model-{n}-v1:0", n % 12);
        let kinds: [&[&str]; 3] = [&["ON_DEMAND"], &["INFERENCE_PROFILE"], &["PROVISIONED"]];
        let models = (0..152).map(|n| model(&id(n), &format!("Model {n}"), kinds[n % 3]));
        let prefixes = ["us.", "eu.", "apac.", "global.", "jp."];
        let profiles = (0..666).map(|n| profile(prefixes[n / 152], &id(n % 152)));
        Catalog::join(Listing {
            models: Ok(models.collect()),
            profiles: Ok(profiles.collect()),
        })
    }

    fn listed(catalog: Catalog) -> Service {
        Service {
            catalog,
            ..Service::new(None)
        }
    }

    fn filtered(filter: &str) -> (Catalog, Picker) {
        let service = listed(large());
        let picker = filtered_in(&service, filter);
        (service.catalog, picker)
    }

    fn filtered_in(service: &Service, filter: &str) -> Picker {
        let mut picker = Picker::new(service, &Memory::default(), Then::Stay);
        filter.clone_into(&mut picker.list.filter);
        picker.filter_changed(service, &Memory::default());
        picker
    }

    /// Models with these names; those whose id begins so take tools or do not.
    fn tooled(names: &[(&str, &str)]) -> Service {
        let models = names
            .iter()
            .map(|(id, name)| model(id, name, &["ON_DEMAND"]));
        let takes = |tools| Abilities {
            takes: Takes {
                tools,
                ..Takes::default()
            },
            ..Abilities::default()
        };
        let entries = vec![
            ("yes.".to_owned(), takes(Ability::Yes)),
            ("no.".to_owned(), takes(Ability::No)),
        ];
        Service {
            abilities: Arc::new(AbilityTable::new(entries)),
            ..listed(Catalog::join(Listing {
                models: Ok(models.collect()),
                profiles: Ok(Vec::new()),
            }))
        }
    }

    #[test]
    fn tool_finds_the_models_that_take_tools() {
        let service = tooled(&[
            ("no.a", "A No Tools"),
            ("yes.b", "B"),
            ("maybe.c", "C Tools Box"),
            ("no.d", "D"),
            ("yes.tools-e", "E Tools"),
        ]);
        for filter in ["tool", "tools", " Tool "] {
            let picker = filtered_in(&service, filter);
            let names = picker.rows.iter().filter_map(|row| match row {
                PickerRow::Model(at) => Some(service.catalog.models[*at].name.as_str()),
                PickerRow::Group(_)
                | PickerRow::Route(..)
                | PickerRow::Unusable(_)
                | PickerRow::Typed(_) => None,
            });
            let names: Vec<&str> = names.collect();
            assert_eq!(
                names,
                ["E Tools", "B", "C Tools Box", "A No Tools"],
                "{filter}"
            );
            let chosen = picker.choice().map(|choice| choice.model.as_str());
            assert_eq!(chosen, Some("yes.tools-e"), "{filter}");
        }
        // Who types a name still gets that one.
        let picker = filtered_in(&service, "no tools");
        let chosen = picker.choice().map(|choice| choice.model.as_str());
        assert_eq!(chosen, Some("no.a"));
        let takes = |id: &str| {
            let mut models = service.catalog.models.iter();
            picker.takes_tools(models.position(|model| model.id.as_str() == id).unwrap())
        };
        assert_eq!((takes("no.a"), takes("yes.b")), (Ability::No, Ability::Yes));
        assert_eq!(takes("maybe.c"), Ability::Unknown);
    }

    #[test]
    fn without_a_filter_every_model_and_route_is_listed_once() {
        let (catalog, picker) = filtered("");
        let count = |is: fn(&PickerRow) -> bool| picker.rows.iter().filter(|row| is(row)).count();
        let models = |row: &PickerRow| matches!(row, PickerRow::Model(_) | PickerRow::Unusable(_));
        assert_eq!(count(models), 152);
        let routes: usize = catalog.models.iter().map(|model| model.routes.len()).sum();
        assert_eq!(count(|row| matches!(row, PickerRow::Route(..))), routes);
        assert_eq!(count(|row| matches!(row, PickerRow::Group(_))), 12);
    }

    #[test]
    fn a_filter_finds_models_by_name_id_and_route() {
        for filter in [
            "Model 77",
            "maker5.model-77-v1:0",
            "us.maker5.model-77",
            "77 maker5",
        ] {
            let (_, picker) = filtered(filter);
            let found = picker.choice().map(|choice| choice.model.as_str());
            assert_eq!(found, Some("maker5.model-77-v1:0"), "{filter}");
        }
    }

    #[test]
    fn the_selection_only_ever_stands_on_what_can_be_called() {
        for filter in ["", "maker1", "model-1", "zzz", "some.typed-id"] {
            let (_, picker) = filtered(filter);
            let can = picker.rows.iter().any(|row| row.choice().is_some());
            let mut overlay = Overlay::Picker(picker);
            for step in [
                ListMove::Down,
                ListMove::PageDown,
                ListMove::Last,
                ListMove::Up,
            ] {
                overlay.go(step);
                let Overlay::Picker(picker) = &overlay else {
                    unreachable!("it is a picker");
                };
                assert_eq!(picker.choice().is_some(), can, "{filter} {step:?}");
            }
        }
    }

    #[test]
    fn an_id_that_no_list_has_can_be_typed() {
        let (_, picker) = filtered("some.typed-id");
        assert!(matches!(picker.rows.last(), Some(PickerRow::Typed(_))));
        let (_, listed) = filtered("us.maker5.model-77-v1:0");
        assert!(
            !listed
                .rows
                .iter()
                .any(|row| matches!(row, PickerRow::Typed(_)))
        );
    }

    #[test]
    fn a_new_catalog_keeps_the_selection_on_its_route() {
        let service = listed(large());
        let mut picker = filtered_in(&service, "");
        picker.list.selected = 300;
        let row = (300..picker.rows.len())
            .find(|row| picker.rows[*row].choice().is_some())
            .unwrap();
        picker.list.selected = row;
        let before = picker.choice().cloned();
        let memory = Memory {
            favourites: vec![before.clone().unwrap()],
            ..Memory::default()
        };
        picker.catalog_changed(&service, &memory);
        assert_eq!(picker.choice().cloned(), before);
    }

    #[test]
    fn what_was_used_before_comes_first_if_it_is_still_listed() {
        let picker = Picker::new(&listed(large()), &remembered(), Then::Stay);
        assert_ne!(picker.rows[0], PickerRow::Group("recent".to_owned()));
        let listing = crate::app::fixture::listing();
        let service = self::listed(Catalog::join(listing));
        let picker = Picker::new(&service, &remembered(), Then::Stay);
        assert_eq!(picker.rows[0], PickerRow::Group("recent".to_owned()));
        assert_eq!(picker.choice(), Some(&nova()));
    }
}
