//! Tables, as people and programs write them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn csv(text: &str) -> Result<Cases, NoCases> {
    Cases::parse("t.csv", text.as_bytes())
}

fn jsonl(text: &str) -> Result<Cases, NoCases> {
    Cases::parse("t.jsonl", text.as_bytes())
}

fn rows(cases: &Cases) -> Vec<Vec<&str>> {
    let rows = cases.rows.iter();
    rows.map(|row| row.iter().map(String::as_str).collect())
        .collect()
}

#[test]
fn csv_is_read_as_the_rfc_has_it() {
    let cases = csv("\u{feff}city, n\r\n\"Oslo, N\",1\r\n\r\n\"say \"\"hi\"\"\n\",\r\n").unwrap();
    assert_eq!(cases.columns, ["city", "n"]);
    assert_eq!(rows(&cases), [["Oslo, N", "1"], ["say \"hi\"\n", ""]]);
    // Without a newline at the end, with an empty value, with old ends of lines.
    assert_eq!(rows(&csv("a\n\"\"").unwrap()), [[""]]);
    assert_eq!(rows(&csv("a,b\r1,2\r3,").unwrap()), [["1", "2"], ["3", ""]]);
}

#[track_caller]
fn told(result: Result<Cases, NoCases>, words: &str) {
    let text = result.unwrap_err().to_string();
    assert!(text.contains(words), "{text}");
}

#[test]
fn what_is_wrong_with_csv_is_told_with_its_line() {
    told(csv(""), "empty");
    told(csv("a,b\n"), "no row");
    told(
        csv("a,b\n1,2\n\"x\ny\",2\n1\n"),
        "line 5: 1 values for 2 columns",
    );
    told(csv("a,b\n1,2,3\n"), "line 2: 3 values");
    told(csv("a\n\nx\"y\n"), "line 3: a quote inside");
    told(csv("a\n\"x\"y\n"), "line 2: a comma is missing");
    told(csv("a\n1\n\"x\ny"), "line 3: a quote is opened");
    told(csv("a,,b\n1,2,3"), "column 2 has no name");
    told(csv("a,b,a\n1,2,3"), "the column a is there twice");
    told(csv("2nd\n1"), "\"2nd\" cannot be the name");
    told(csv("a b\n1"), "\"a b\" cannot be the name");
}

#[test]
fn json_lines_are_read_with_what_they_say() {
    let cases = jsonl(
        "{\"city\": \"Oslo\\n\", \"n\": 1.50}\n\n{\"ok\": true, \"city\": null, \"l\": [1, {}]}\r\n",
    );
    let cases = cases.unwrap();
    assert_eq!(cases.columns, ["city", "n", "ok", "l"]);
    assert_eq!(
        rows(&cases),
        [["Oslo\n", "1.50", "", ""], ["", "", "true", "[1,{}]"]]
    );
}

#[test]
fn what_is_wrong_with_json_lines_is_told_with_its_line() {
    told(jsonl("{\"a\": 1}\n[1]"), "line 2: it is an array");
    told(jsonl("{\"a\": 1}\n\n{\"a\": }"), "line 3: column 7");
    told(
        jsonl("{\"a\": 1, \"a\": 2}"),
        "line 1: \"a\" is there twice",
    );
    told(jsonl("{\"a b\": 1}"), "cannot be the name");
    told(jsonl("{}"), "empty");
    told(jsonl(""), "empty");
}

#[test]
fn limits_are_told_in_words() {
    let many = |rows: usize| format!("a\n{}", "x\n".repeat(rows));
    assert_eq!(csv(&many(MAX_ROWS)).unwrap().rows.len(), MAX_ROWS);
    told(csv(&many(MAX_ROWS + 1)), "more than 10,000 rows");
    told(
        jsonl(&"{\"a\":1}\n".repeat(MAX_ROWS + 1)),
        "more than 10,000 rows",
    );
    told(
        Cases::parse("t", &vec![b'a'; MAX_BYTES + 1]),
        "larger than 10 MB",
    );
    told(Cases::parse("t", b"a\n\xff"), "not UTF-8");
    told(
        csv(&format!("{}b\n", "a,".repeat(300))),
        "more than 200 columns",
    );
}

#[test]
fn the_name_says_what_a_file_is_or_its_content() {
    assert!(Cases::parse("t.CSV", b"a\n{}").is_ok());
    assert!(Cases::parse("t.txt", b" {\"a\": 1}").is_ok());
    assert!(Cases::parse("t.txt", b"a\n1").is_ok());
    assert!(Cases::parse("t.ndjson", b"a\n1").is_err());
}

#[test]
fn a_prompt_and_a_table_are_compared() {
    let cases = csv("city,n\nOslo,1").unwrap();
    let known = [("tone".to_owned(), "dry".to_owned())].into();
    let fit = cases.fits(&["{{city}} {{tone}} {{x}}", "{{x}} {{y}}"], &known);
    assert_eq!(fit.missing, ["x", "y"]);
    assert_eq!(fit.unused, ["n"]);
    let values = cases.values(CaseNo(0));
    assert_eq!(values["city"], "Oslo");
    assert!(cases.values(CaseNo(9)).is_empty());
}

proptest! {
    #[test]
    fn what_is_written_as_csv_is_read_again(
        values in vec(vec("[a,\"\r\n \u{feff}\u{e4}=]{0,6}", 2), 1..5)
    ) {
        let mut text = format!("a,b{}", record_end());
        for row in &values {
            let row: Vec<String> = row.iter().map(|value| field(value)).collect();
            text.push_str(&row.join(","));
            text.push_str(record_end());
        }
        prop_assert_eq!(csv(&text).unwrap().rows, values);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a,\"\r\n{}:\u{e4}]{0,40}") {
        csv(&text).ok();
        jsonl(&text).ok();
        Cases::parse("t", text.as_bytes()).ok();
    }
}
