//! Tables, as people and programs write them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::chat::price::Dollars;
use crate::chat::progress::tests::Clerk;
use crate::chat::progress::{Patient, Stopped};

fn table(text: &str) -> Result<Cases, NoCases> {
    Cases::parse("t.csv", text.as_bytes())
}

fn lines(text: &str) -> Result<Cases, NoCases> {
    Cases::parse("t.jsonl", text.as_bytes())
}

fn rows(cases: &Cases) -> Vec<Vec<&str>> {
    let rows = cases.rows.iter();
    rows.map(|row| row.iter().map(String::as_str).collect())
        .collect()
}

#[test]
fn csv_is_read_as_the_rfc_has_it() {
    let cases = table("\u{feff}city, n\r\n\"Oslo, N\",1\r\n\r\n\"say \"\"hi\"\"\n\",\r\n").unwrap();
    assert_eq!(cases.columns, ["city", "n"]);
    assert_eq!(rows(&cases), [["Oslo, N", "1"], ["say \"hi\"\n", ""]]);
    // Without a newline at the end, with an empty value, with old ends of lines.
    assert_eq!(rows(&table("a\n\"\"").unwrap()), [[""]]);
    assert_eq!(
        rows(&table("a,b\r1,2\r3,").unwrap()),
        [["1", "2"], ["3", ""]]
    );
}

#[track_caller]
fn told(result: Result<Cases, NoCases>, words: &str) {
    let text = result.unwrap_err().to_string();
    assert!(text.contains(words), "{text}");
}

#[test]
fn what_is_wrong_with_csv_is_told_with_its_line() {
    told(table(""), "empty");
    told(table("a,b\n"), "no row");
    told(
        table("a,b\n1,2\n\"x\ny\",2\n1\n"),
        "line 5: 1 values for 2 columns",
    );
    told(table("a,b\n1,2,3\n"), "line 2: 3 values");
    told(table("a\n\nx\"y\n"), "line 3: a quote inside");
    told(table("a\n\"x\"y\n"), "line 2: a comma is missing");
    told(table("a\n1\n\"x\ny"), "line 3: a quote is opened");
    told(table("a,,b\n1,2,3"), "column 2 has no name");
    told(table("a,b,a\n1,2,3"), "the column a is there twice");
    told(table("2nd\n1"), "\"2nd\" cannot be the name");
    told(table("a b\n1"), "\"a b\" cannot be the name");
}

#[test]
fn json_lines_are_read_with_what_they_say() {
    let cases = lines(
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
    told(lines("{\"a\": 1}\n[1]"), "line 2: it is an array");
    told(lines("{\"a\": 1}\n\n{\"a\": }"), "line 3: column 7");
    told(
        lines("{\"a\": 1, \"a\": 2}"),
        "line 1: \"a\" is there twice",
    );
    told(lines("{\"a b\": 1}"), "cannot be the name");
    told(lines("{}"), "empty");
    told(lines(""), "empty");
}

#[test]
fn limits_are_told_in_words() {
    let many = |rows: usize| format!("a\n{}", "x\n".repeat(rows));
    assert_eq!(table(&many(MAX_ROWS)).unwrap().rows.len(), MAX_ROWS);
    told(table(&many(MAX_ROWS + 1)), "more than 10,000 rows");
    told(
        lines(&"{\"a\":1}\n".repeat(MAX_ROWS + 1)),
        "more than 10,000 rows",
    );
    told(
        Cases::parse("t", &vec![b'a'; MAX_BYTES + 1]),
        "larger than 10 MB",
    );
    told(Cases::parse("t", b"a\n\xff"), "not UTF-8");
    told(
        table(&format!("{}b\n", "a,".repeat(300))),
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
    let cases = table("city,n\nOslo,1").unwrap();
    let known = [("tone".to_owned(), "dry".to_owned())].into();
    let fit = cases.fits(&["{{city}} {{tone}} {{x}}", "{{x}} {{y}}"], &known);
    assert_eq!(fit.missing, ["x", "y"]);
    assert_eq!(fit.unused, ["n"]);
    let values = cases.values(CaseNo(0));
    assert_eq!(values["city"], "Oslo");
    assert!(cases.values(CaseNo(9)).is_empty());
}

fn sheet() -> Sheet {
    let failed = Figures {
        error: Some("throttled, retry".to_owned()),
        ms: 7,
        ..Figures::default()
    };
    let done = Figures {
        stop: Some("end_turn".to_owned()),
        input: Some(12),
        output: Some(3),
        ms: 412,
        cost: Some(Dollars(0.000_125)),
        error: None,
    };
    let cell = |reply: &str, figures: &Figures| {
        Some(SheetCell {
            reply: reply.to_owned(),
            figures: figures.clone(),
        })
    };
    Sheet {
        columns: vec!["city".to_owned()],
        models: vec!["Nova \"Pro\"".to_owned(), "Echo".to_owned()],
        rows: vec![
            SheetRow {
                values: vec!["Oslo, N".to_owned()],
                cells: vec![cell("say \"hi\"\n", &done), cell("", &failed)],
            },
            SheetRow {
                values: vec!["=1+1".to_owned()],
                cells: vec![None, None],
            },
        ],
    }
}

#[test]
fn a_sheet_is_written_as_csv() {
    assert_eq!(
        sheet().written(CaseFormat::Csv, &Patient).unwrap(),
        "city,1 model,1 reply,1 stop,1 input_tokens,1 output_tokens,1 ms,1 cost_usd,1 error,\
         2 model,2 reply,2 stop,2 input_tokens,2 output_tokens,2 ms,2 cost_usd,2 error\r\n\
         \"Oslo, N\",\"Nova \"\"Pro\"\"\",\"say \"\"hi\"\"\n\",end_turn,12,3,412,0.000125,\"\",\
         Echo,\"\",\"\",\"\",\"\",7,\"\",\"throttled, retry\"\r\n\
         =1+1,\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\r\n"
    );
}

#[test]
fn a_sheet_is_written_as_json_lines() {
    assert_eq!(
        sheet().written(CaseFormat::JsonLines, &Patient).unwrap(),
        concat!(
            r#"{"values":{"city":"Oslo, N"},"lanes":[{"model":"Nova \"Pro\"","reply":"say \"hi\"\n","stop":"end_turn","input_tokens":12,"output_tokens":3,"ms":412,"cost_usd":0.000125,"error":null},{"model":"Echo","reply":"","stop":null,"input_tokens":null,"output_tokens":null,"ms":7,"cost_usd":null,"error":"throttled, retry"}]}"#,
            "\n",
            r#"{"values":{"city":"=1+1"},"lanes":[null,null]}"#,
            "\n",
        )
    );
}

proptest! {
    #[test]
    fn what_is_written_as_csv_is_read_again(
        values in vec(vec("[a,\"\r\n \u{feff}\u{e4}=]{0,6}", 2), 1..5)
    ) {
        let mut text = format!("a,b{}", csv::END);
        for row in &values {
            let row: Vec<String> = row.iter().map(|value| csv::field(value)).collect();
            text.push_str(&row.join(","));
            text.push_str(csv::END);
        }
        prop_assert_eq!(table(&text).unwrap().rows, values);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a,\"\r\n{}:\u{e4}]{0,40}") {
        table(&text).ok();
        lines(&text).ok();
        Cases::parse("t", text.as_bytes()).ok();
    }
}

#[test]
fn rows_are_counted_until_nobody_waits() {
    let sheet = sheet();
    let rows = sheet.rows.len();
    for format in [CaseFormat::Csv, CaseFormat::JsonLines] {
        let clerk = Clerk::patient();
        sheet.written(format, &clerk).unwrap();
        assert_eq!(
            clerk.told().last(),
            Some(&format!("{rows} of {rows} cases"))
        );
        assert_eq!(sheet.written(format, &Clerk::until(2)), Err(Stopped));
    }
}
