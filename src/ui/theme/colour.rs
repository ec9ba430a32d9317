//! Colours as numbers: what a terminal makes of their names, how far two are apart, how well one can be
//! read on another.

use ratatui::style::Color;

use crate::app::themes::Background;

/// Red, green and blue, 0 to 255 each.
pub(super) type Rgb = [u8; 3];

/// The terminal's sixteen colours as xterm has them. Source: xterm, `XTerm-col.ad`.
const SIXTEEN: [Rgb; 16] = [
    [0, 0, 0],
    [0xcd, 0, 0],
    [0, 0xcd, 0],
    [0xcd, 0xcd, 0],
    [0, 0, 0xee],
    [0xcd, 0, 0xcd],
    [0, 0xcd, 0xcd],
    [0xe5, 0xe5, 0xe5],
    [0x7f, 0x7f, 0x7f],
    [0xff, 0, 0],
    [0, 0xff, 0],
    [0xff, 0xff, 0],
    [0x5c, 0x5c, 0xff],
    [0xff, 0, 0xff],
    [0, 0xff, 0xff],
    [0xff, 0xff, 0xff],
];

/// Its place among the terminal's 256; `None` = no such colour has one.
fn index(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Reset | Color::Rgb(..) => return None,
        Color::Indexed(at) => at,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    })
}

/// Whether it is one of the terminal's sixteen, or its own.
pub(super) fn is_of_sixteen(colour: Color) -> bool {
    colour == Color::Reset || index(colour).is_some_and(|at| at < 16)
}

/// Red, green and blue of a colour; `None` = the terminal's own.
pub(super) fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => index(colour).map(of_index),
    }
}

/// The colour at this place of the 256.
fn of_index(at: u8) -> Rgb {
    match at {
        // A cube of six steps each, then 24 shades of grey.
        16..=231 => {
            let step = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
            let cube = at - 16;
            [step(cube / 36), step(cube / 6 % 6), step(cube % 6)]
        }
        232..=255 => [8 + (at - 232) * 10; 3],
        _ => SIXTEEN[usize::from(at)],
    }
}

/// How well a colour can be read on another, 1 to 21. Source: WCAG 2.2, contrast ratio.
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// A part of a colour as light, 0 to 1.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

/// Whether a background is dark or light: which of white and black can be read better on it.
pub(crate) fn side_of(background: Rgb) -> Background {
    if contrast(background, [0xff; 3]) >= contrast(background, [0; 3]) {
        Background::Dark
    } else {
        Background::Light
    }
}

/// How different two colours look: the distance in `OKLab`, squared.
///
/// Source: Björn Ottosson, "A perceptual color space for image processing".
fn difference(one: Rgb, other: Rgb) -> f64 {
    let parts = oklab(one).into_iter().zip(oklab(other));
    parts.map(|(one, other)| (one - other).powi(2)).sum()
}

fn oklab(colour: Rgb) -> [f64; 3] {
    let [red, green, blue] = colour.map(linear);
    let l = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let m = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let s = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// The colour of the 256 that looks most like this one, of those that can be read so well on these
/// grounds. The sixteen are left out: every terminal has its own.
pub(super) fn nearest(colour: Rgb, grounds: &[Rgb], least: f64) -> Color {
    let readable = |at: &u8| {
        let worst = grounds
            .iter()
            .map(|ground| contrast(of_index(*at), *ground));
        worst.fold(f64::INFINITY, f64::min) >= least
    };
    let all = (16..=255_u8).filter(readable);
    let best = all.min_by(|one, other| {
        let away = |at: u8| difference(of_index(at), colour);
        away(*one).total_cmp(&away(*other))
    });
    best.map_or(Color::Rgb(colour[0], colour[1], colour[2]), Color::Indexed)
}

/// The colour of the palette of 256 that is nearest to one of a picture.
pub(crate) fn of_palette(colour: Color) -> Color {
    /// The levels of red, green and blue in the cube of the palette.
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let Color::Rgb(red, green, blue) = colour else {
        return colour;
    };
    let away = |of: [u8; 3]| {
        let parts = of.into_iter().zip([red, green, blue]);
        parts
            .map(|(a, b)| u32::from(a.abs_diff(b)).pow(2))
            .sum::<u32>()
    };
    let level = |part: u8| (0..6_u8).min_by_key(|at| LEVELS[usize::from(*at)].abs_diff(part));
    let at = [red, green, blue].map(|part| level(part).unwrap_or(0));
    let cube = at.map(|at| LEVELS[usize::from(at)]);
    let mean = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let grey = 8 + step * 10;
    if away([grey; 3]) < away(cube) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * at[0] + 6 * at[1] + at[2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_pictures_find_the_nearest_of_the_palette() {
        for (colour, index) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((255, 0, 0), 196),
            ((90, 140, 250), 69),
            ((128, 128, 128), 244),
            ((18, 18, 18), 233),
        ] {
            let (red, green, blue) = colour;
            let found = of_palette(Color::Rgb(red, green, blue));
            assert_eq!(found, Color::Indexed(index), "{colour:?}");
        }
    }

    #[test]
    fn names_and_places_have_their_colours() {
        assert_eq!(rgb(Color::Indexed(196)), Some([255, 0, 0]));
        assert_eq!(rgb(Color::Indexed(255)), Some([238; 3]));
        assert_eq!(rgb(Color::Red), Some([0xcd, 0, 0]));
        assert_eq!(rgb(Color::Reset), None);
        assert!(is_of_sixteen(Color::LightBlue) && is_of_sixteen(Color::Indexed(15)));
        assert!(!is_of_sixteen(Color::Indexed(16)) && !is_of_sixteen(Color::Rgb(0, 0, 0)));
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let near = |one: f64, other: f64| (one - other).abs() < 0.01;
        assert!(near(contrast([0; 3], [255; 3]), 21.0));
        assert!(near(contrast([255; 3], [255; 3]), 1.0));
        assert!(near(contrast([0x77; 3], [255; 3]), 4.48));
        assert!(near(contrast([255; 3], [0x77; 3]), 4.48));
    }

    #[test]
    fn the_nearest_colour_is_one_that_can_be_read() {
        assert_eq!(nearest([255, 0, 0], &[], 1.0), Color::Indexed(196));
        // Just readable before, and still: the nearest itself would not be.
        let (text, ground) = ([0x76; 3], [0xff; 3]);
        let found = rgb(nearest(text, &[ground], 4.5)).unwrap();
        assert!(contrast(found, ground) >= 4.5, "{found:?}");
    }
}
