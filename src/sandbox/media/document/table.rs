//! CSV: rows and columns.

use super::Sheet;

/// Counts the rows and the columns of the widest row. A quoted field may hold commas and lines; an empty line is no row.
pub(super) fn csv(text: &str) -> Sheet {
    let mut sheet = Sheet {
        name: None,
        rows: 0,
        columns: 0,
    };
    let (mut is_quoted, mut columns, mut is_empty) = (false, 1, true);
    for letter in text.chars().chain(['\n']) {
        match letter {
            '"' => {
                is_quoted = !is_quoted;
                is_empty = false;
            }
            '\n' if !is_quoted => {
                if !is_empty {
                    sheet.rows += 1;
                    sheet.columns = sheet.columns.max(columns);
                }
                (columns, is_empty) = (1, true);
            }
            ',' if !is_quoted => {
                columns += 1;
                is_empty = false;
            }
            '\r' => {}
            _ => is_empty = false,
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_hold_anything() {
        let sheet = csv("a,b,c\r\n\"1, \"\"2\"\"\n3\",x\n\n4,5,6");
        assert_eq!((sheet.rows, sheet.columns), (3, 3));
        assert_eq!((csv("").rows, csv("").columns), (0, 0));
    }
}
