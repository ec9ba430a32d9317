//! Colours by name.

/// Names and where they stand, as red, green and blue. A colour has the name of the nearest place.
const PLACES: [(&str, [u8; 3]); 46] = [
    ("black", [0, 0, 0]),
    ("black", [24, 24, 24]),
    ("grey", [72, 72, 72]),
    ("grey", [128, 128, 128]),
    ("grey", [184, 184, 184]),
    ("white", [255, 255, 255]),
    ("white", [238, 238, 238]),
    ("red", [255, 0, 0]),
    ("red", [200, 30, 30]),
    ("red", [139, 0, 0]),
    ("red", [255, 80, 70]),
    ("orange", [255, 165, 0]),
    ("orange", [255, 127, 0]),
    ("orange", [225, 115, 30]),
    ("brown", [139, 69, 19]),
    ("brown", [95, 60, 30]),
    ("brown", [160, 105, 60]),
    ("yellow", [255, 255, 0]),
    ("yellow", [230, 210, 40]),
    ("yellow", [255, 245, 130]),
    ("beige", [225, 200, 160]),
    ("beige", [245, 230, 200]),
    ("green", [0, 128, 0]),
    ("green", [0, 255, 0]),
    ("green", [60, 80, 10]),
    ("green", [50, 150, 60]),
    ("green", [130, 200, 90]),
    ("green", [0, 70, 10]),
    ("cyan", [0, 255, 255]),
    ("cyan", [0, 140, 140]),
    ("cyan", [70, 205, 205]),
    ("blue", [0, 0, 255]),
    ("blue", [0, 0, 128]),
    ("blue", [30, 80, 200]),
    ("blue", [65, 105, 225]),
    ("blue", [100, 150, 237]),
    ("blue", [135, 206, 250]),
    ("blue", [30, 50, 90]),
    ("purple", [128, 0, 128]),
    ("purple", [75, 0, 130]),
    ("purple", [147, 112, 219]),
    ("purple", [60, 20, 80]),
    ("magenta", [255, 0, 255]),
    ("magenta", [200, 0, 150]),
    ("pink", [255, 192, 203]),
    ("pink", [255, 105, 180]),
];

/// What has an alpha below this is called transparent.
const OPAQUE: u8 = 128;

/// The name of a colour with its alpha.
pub(super) fn name([red, green, blue, alpha]: [u8; 4]) -> &'static str {
    if alpha < OPAQUE {
        return "transparent";
    }
    let nearest = PLACES
        .iter()
        .min_by_key(|(_, place)| distance([red, green, blue], *place));
    nearest.map_or("black", |(name, _)| name)
}

/// How different two colours look, roughly: green weighs most, and red more among warm colours.
fn distance(one: [u8; 3], other: [u8; 3]) -> i64 {
    let channel = |at: usize| (i64::from(one[at]), i64::from(other[at]));
    let square = |at: usize| (channel(at).0 - channel(at).1).pow(2);
    let warmth = i64::midpoint(channel(0).0, channel(0).1);
    (512 + warmth) * square(0) + 1024 * square(1) + (767 - warmth) * square(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_colours_have_their_names() {
        for (place, red, green, blue) in [
            ("black", 5, 5, 5),
            ("white", 250, 250, 250),
            ("grey", 120, 125, 130),
            ("red", 220, 20, 40),
            ("green", 20, 160, 30),
            ("green", 60, 80, 9),
            ("blue", 20, 20, 200),
            ("yellow", 250, 240, 20),
            ("orange", 250, 140, 10),
            ("purple", 110, 10, 120),
            ("pink", 250, 180, 200),
            ("brown", 120, 70, 30),
            ("cyan", 20, 230, 230),
        ] {
            assert_eq!(name([red, green, blue, 255]), place, "{red} {green} {blue}");
        }
        assert_eq!(name([255, 0, 0, 0]), "transparent");
    }
}
