//! The whole screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::layout::SMALLEST;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::Pane;

use super::canvas::{Canvas, Drawn};
use super::panes::{
    banner, borders, composer, consent, diff, editor, file_picker, film, find, grid, header,
    inspect, lanes, library, list, map, mention, page, picker, prompt, queue, reader, search,
    settings, status, summary, themes, tour, tray, viewer, welcome, which,
};
use super::pictures::Gallery;
use super::theme::{Tone, Wardrobe};

/// Draws the state, in its theme, with the pictures that are ready. Costs what is visible.
pub(crate) fn draw(
    state: &State,
    wardrobe: &Wardrobe,
    gallery: &Gallery,
    buf: &mut Buffer,
) -> Drawn {
    let appearance = &state.view.appearance;
    let theme = wardrobe.worn(&appearance.themes);
    let mut canvas = Canvas::new(buf, theme, appearance.look.glyphs, &state.input.keymap);
    paint(state, wardrobe, &mut canvas);
    canvas.settle_links();
    let masks = canvas.take_marks();
    canvas.make_safe();
    canvas.hang(gallery, &masks);
    canvas.finish()
}

/// The same while every pane is held to its area: what was noted.
#[cfg(test)]
pub(super) fn watched(state: &State, wardrobe: &Wardrobe, buf: &mut Buffer) -> super::watch::Watch {
    let appearance = &state.view.appearance;
    let theme = wardrobe.worn(&appearance.themes);
    let mut canvas = Canvas::new(buf, theme, appearance.look.glyphs, &state.input.keymap);
    canvas.watch = Some(super::watch::Watch::default());
    paint(state, wardrobe, &mut canvas);
    canvas.watch.take().unwrap_or_default()
}

fn paint(state: &State, wardrobe: &Wardrobe, canvas: &mut Canvas<'_>) {
    let area = canvas.buf.area;
    canvas.fill(area, Tone::Text);
    if !state.view.size.fits() {
        let text = format!("outcrop needs {}x{}", SMALLEST.width, SMALLEST.height);
        let line = Rect {
            height: area.height.min(1),
            ..area
        };
        canvas.words(line, &text, Tone::Text);
        return;
    }
    canvas.scopes = state.scopes();
    panes(state, canvas);
    for overlay in &state.overlays {
        if !matches!(overlay, Overlay::Mention(_)) {
            canvas.hide_caret();
        }
        canvas.scopes = overlay.scopes();
        canvas.over(overlay, |canvas| {
            draw_overlay(state, overlay, wardrobe, canvas);
        });
    }
    which::draw(state, canvas);
}

fn panes(state: &State, canvas: &mut Canvas<'_>) {
    let panes = state.view.panes;
    canvas.pane(("header", panes.header), |canvas| {
        header::draw(state, panes.header, canvas);
    });
    if let Some(text) = &state.notices.banner {
        canvas.pane(("banner", panes.banner), |canvas| {
            banner::draw(text, panes.banner, canvas);
        });
    }
    canvas.pane(("lanes", panes.lanes), |canvas| {
        lanes::draw_tabs(state, panes.lanes, canvas);
    });
    lanes::draw(state, canvas);
    canvas.pane(("queue", panes.queue), |canvas| {
        let composer = &state.composer;
        queue::draw(&composer.queue, composer.waits, panes.queue, canvas);
    });
    canvas.pane(("chips", panes.chips), |canvas| {
        tray::draw_chips(state, panes.chips, canvas);
    });
    canvas.pane(("composer", panes.composer), |canvas| {
        composer::draw(state, panes.composer, canvas);
    });
    canvas.pane(("status", panes.status), |canvas| {
        status::draw(state, panes.status, canvas);
    });
    if let Some(all) = &state.view.library {
        canvas.pane(("library", panes.library), |canvas| {
            canvas.scopes = Pane::Library.scopes();
            library::draw_pane(state, all, panes.library, canvas);
        });
    }
    if let Some(side) = &state.view.side {
        canvas.pane(("settings", panes.side), |canvas| {
            canvas.scopes = Pane::Settings.scopes();
            settings::draw(state, side, panes.side, canvas);
        });
    }
    borders::draw(state, canvas);
}

fn draw_overlay(state: &State, overlay: &Overlay, wardrobe: &Wardrobe, canvas: &mut Canvas<'_>) {
    let size = state.view.size;
    match overlay {
        Overlay::Welcome => welcome::draw(state, canvas),
        Overlay::Tour(shown) => tour::draw(state, *shown, canvas),
        Overlay::Picker(picker) => picker::draw(picker, &state.service, &state.memory, canvas),
        Overlay::Palette(chooser) | Overlay::Slash(chooser) => {
            list::draw_palette(state, chooser, canvas);
        }
        Overlay::History(chooser) => list::draw_history(chooser, size, canvas),
        Overlay::Reader(reader) => reader::draw(state, reader, canvas),
        Overlay::Page(text) => page::draw(text, size, canvas),
        Overlay::Menu(menu) => list::draw_menu(menu, size, canvas),
        Overlay::Diff(two) => diff::draw(state, two, canvas),
        Overlay::Map(tree) => map::draw(state, tree, canvas),
        Overlay::Summary(lanes) => summary::draw(lanes, size, canvas),
        Overlay::Grid(cases) => grid::draw(state, cases, canvas),
        Overlay::Viewer(one) => viewer::draw(state, one, canvas),
        Overlay::Film(steps) => film::draw(state, steps, canvas),
        Overlay::Library(all) => library::draw(state, all, canvas),
        Overlay::Files(picker) => {
            let now = state.input.now.wall;
            file_picker::draw(picker, &state.view.pictures, (now, size), canvas);
        }
        Overlay::Mention(path) => mention::draw(state, path, canvas),
        Overlay::Search(found) => search::draw(state, found, canvas),
        Overlay::Tray(all) => tray::draw(all, size, canvas),
        Overlay::Consent(question) => consent::draw(state, question, canvas),
        Overlay::Inspect(pane) => inspect::draw(state, pane, canvas),
        Overlay::Editor(editor) => editor::draw(state, editor, canvas),
        Overlay::Themes(picker) => themes::draw(picker, (state, wardrobe), canvas),
        Overlay::Find(bar) => find::draw(state, &bar.prompt, canvas),
        Overlay::Ask(asked, line) => prompt::draw(*asked, line, size, canvas),
    }
}
