//! What each kind of block looks like.

use insta::assert_snapshot;

use super::{faced, fresh, plain};

#[test]
fn stresses_add_up_and_escapes_are_taken_off() {
    assert_snapshot!(faced("A **strong *both*** ~~gone~~ `co*de*` \\*not\\* snake_case &amp; <b>tag</b>.", 60), @"A {+strong strong }{+strong+emphasis both} {+strike gone} {Code co*de*} *not* snake_case & <b>tag</b>.");
}

#[test]
fn lines_of_a_paragraph_flow_together_but_for_hard_breaks() {
    assert_snapshot!(plain("one\ntwo  \nthree\\\nfour", 40), @"
    one two
    three
    four
    ");
}

#[test]
fn links_show_where_they_lead() {
    assert_snapshot!(faced("See [the docs](https://docs.rs/a \"T\"), <https://a.b/c>, https://bare.org/x_y. ![cat](c.png)", 80), @"
    See {Link the docs}{Faint  (https://docs.rs/a “T”)}, {Link https://a.b/c}, {Link https://bare.org/x_y}. {Link 🖼 cat}
    {Faint (c.png)}
    ");
}

#[test]
fn headings_have_no_signs_and_the_first_level_a_rule() {
    assert_snapshot!(faced("# One `x` #\n## Two\n\nSetext\n---\n#\ntext", 40), @"
    {Heading(1)+strong One }{Code+strong x}
    {Heading(1) ━━━━━}

    {Heading(2)+strong Two}

    {Heading(2)+strong Setext}

    text
    ");
}

#[test]
fn lists_are_tight_and_hang() {
    assert_snapshot!(plain("Text:\n- one which is long enough to wrap\n\n- two\n  - inner\n    - innermost\n      - again\n1. first\n1. second\n   - below\n10) other", 24), @"
    Text:

    • one which is long
      enough to wrap
    • two
      ◦ inner
        ▪ innermost
          • again

     1. first
     2. second
        • below

    10. other
    ");
}

#[test]
fn lists_below_numbers_may_be_indented_by_two() {
    assert_snapshot!(plain("1. one\n  - a\n    - b\n  - c\n2. two", 24), @"
    1. one
       • a
         ◦ b
       • c
    2. two
    ");
}

#[test]
fn a_list_with_blank_lines_inside_of_items_is_set_apart() {
    assert_snapshot!(plain("1. one\n\n   more\n2. two\n\n   more", 24), @"
    1. one

       more

    2. two

       more
    ");
}

#[test]
fn numbers_are_aligned_to_the_right() {
    assert_snapshot!(plain("9. nine\n9. ten\n\ntext\n\n100. many\n9. more", 24), @"
     9. nine
    10. ten

    text

    100. many
    101. more
    ");
}

#[test]
fn tasks_have_boxes() {
    assert_snapshot!(faced("- [ ] open\n- [x] done\n- [y] text\n-\n- last", 24), @"
    {ListMarker ☐ }open
    {ListMarker ☑ }done
    {ListMarker • }[y] text
    {ListMarker • }
    {ListMarker • }last
    ");
}

#[test]
fn quotes_have_bars() {
    assert_snapshot!(faced("> one\nlazily\n>\n> > two\n>\n> - item\n>   more\n\nafter", 24), @"
    {Quote ▎ }one lazily
    {Quote ▎ }
    {Quote ▎ }{Quote ▎ }two
    {Quote ▎ }
    {Quote ▎ }{ListMarker • }item more

    after
    ");
}

#[test]
fn code_is_indented_below_its_language() {
    assert_snapshot!(faced("```rust\nfn main() {\n\tlet x = 1;\n\n}\n```\n\n    indented\n\n    more\n\ntext", 40), @"
    {CodeBlock   }{CodeInfo rust}
    {CodeBlock   }{CodeBlock fn main() {}
    {CodeBlock   }{CodeBlock     let x = 1;}
    {CodeBlock   }
    {CodeBlock   }{CodeBlock }}

    {CodeBlock   }{CodeBlock indented}
    {CodeBlock   }
    {CodeBlock   }{CodeBlock more}

    text
    ");
}

#[test]
fn long_code_lines_are_cut_and_marked() {
    assert_snapshot!(plain("- item\n  ```\n  let all = \"is shown of a long line of code\";\n  ```", 24), @r#"
    • item

        let all = "is shown
      ↪ of a long line of co
      ↪ de";
    "#);
}

#[test]
fn code_without_its_end_is_code_at_once() {
    assert_snapshot!(faced("```py\nprint(1)\n``", 24), @"
    {CodeBlock   }{CodeInfo py}
    {CodeBlock   }{CodeBlock print(1)}
    ");
}

#[test]
fn tables_are_framed_and_aligned() {
    assert_snapshot!(faced("| a | *b* | c |\n|:--|:-:|--:|\n| 1 | two words | 3 |\n| `x\\|y` | | 12345", 60), @"
    {TableFrame ┌─────┬───────────┬───────┐}
    {TableFrame │ }{TableHead+strong a}  {TableFrame  │ }    {TableHead+strong+emphasis b}    {TableFrame  │ }    {TableHead+strong c}{TableFrame  │}
    {TableFrame ├─────┼───────────┼───────┤}
    {TableFrame │ }1  {TableFrame  │ }two words{TableFrame  │ }    3{TableFrame  │}
    {TableFrame │ }{Code x|y}{TableFrame  │ }         {TableFrame  │ }12345{TableFrame  │}
    {TableFrame └─────┴───────────┴───────┘}
    ");
}

#[test]
fn wide_tables_wrap_their_cells() {
    assert_snapshot!(plain("| name | what it is |\n|---|---|\n| alpha | the first letter of the alphabet |\n| omega | the last<br>one |\n\ntext", 32), @"
    ┌───────┬──────────────────────┐
    │ name  │ what it is           │
    ├───────┼──────────────────────┤
    │ alpha │ the first letter of  │
    │       │ the alphabet         │
    ├───────┼──────────────────────┤
    │ omega │ the last             │
    │       │ one                  │
    └───────┴──────────────────────┘

    text
    ");
}

#[test]
fn tables_without_room_become_pairs() {
    assert_snapshot!(plain("| name | kind | note |\n|---|---|---|\n| alpha | letter | the first of all |\n| omega | letter | |", 20), @"
    name: alpha
    kind: letter
    note: the first of
      all

    name: omega
    kind: letter
    ");
}

#[test]
fn a_table_may_follow_a_line_of_text() {
    assert_snapshot!(plain("Look:\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\nafter", 24), @"
    Look:

    ┌─────┬───────┐
    │ a   │ b     │
    ├─────┼───────┤
    │ 1   │ 2 | 3 │
    └─────┴───────┘

    after
    ");
}

#[test]
fn rows_after_the_eighth_wrap_in_settled_columns() {
    assert_snapshot!(plain("|n|text|\n|-|-|\n|1|a|\n|2|a|\n|3|a|\n|4|a|\n|5|a|\n|6|a|\n|7|a|\n|8|a|\n|9|a longer one|", 40), @"
    ┌─────┬──────┐
    │ n   │ text │
    ├─────┼──────┤
    │ 1   │ a    │
    │ 2   │ a    │
    │ 3   │ a    │
    │ 4   │ a    │
    │ 5   │ a    │
    │ 6   │ a    │
    │ 7   │ a    │
    │ 8   │ a    │
    │ 9   │ a    │
    │     │ long │
    │     │ er   │
    │     │ one  │
    └─────┴──────┘
    ");
}

#[test]
fn html_is_shown_as_it_is_written() {
    assert_snapshot!(plain("<details>\n<summary>More *here*</summary>\n\n*there* <kbd>x</kbd>\n</details>", 40), @"
    <details>
    <summary>More *here*</summary>

    there <kbd>x</kbd>

    </details>
    ");
}

#[test]
fn rules_go_across() {
    assert_snapshot!(faced("a\n\n***\n\n> ---", 12), @"
    a

    {Rule ────────────}

    {Quote ▎ }{Rule ──────────}
    ");
}

#[test]
fn wide_graphemes_break_anywhere_but_before_closing_signs() {
    assert_snapshot!(plain("中文字符也可以换行，没有空格。mixed 中文text here", 14), @"
    中文字符也可以
    换行，没有空
    格。mixed 中文
    text here
    ");
}

#[test]
fn long_words_break_after_slashes_and_then_anywhere() {
    assert_snapshot!(plain("at https://example.com/one/two/three-four aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20), @"
    at
    https://example.com/
    one/two/three-four
    aaaaaaaaaaaaaaaaaaaa
    aaaaaaaaaaaaaaaa
    ");
}

#[test]
fn hazards_are_badges() {
    assert_snapshot!(faced("a \u{1b}[2J b `\u{7}` \u{b}\n```\n\u{1b}c\n```", 40), @"
    a {Hazard ‹CSI 2J clear›} b {Hazard ␇} ␋

    {CodeBlock   }
    {CodeBlock   }{Hazard ‹ESC c reset›}
    ");
}

#[test]
fn definitions_and_footnotes_are_text() {
    assert_snapshot!(plain("[a][1] and[^n]\n\n[1]: https://a.b\n[^n]: note", 40), @"
    [a][1] and[^n]

    [1]: https://a.b
    [^n]: note
    ");
}

#[test]
fn narrow_screens_drop_the_outer_containers() {
    assert_snapshot!(plain("> - one\n>   1. deep text\n>\n>      ```\n>      code\n>      ```", 8), @"
    ▎ • one
     1. deep
        text


        code
    ");
}

#[test]
fn a_list_that_arrives_does_not_flicker() {
    let text = "Text\n- a\n1. b\n2. c";
    let states: Vec<String> = (5..=text.len())
        .map(|end| plain(&text[..end], 20).replace('\n', " ⏎ "))
        .collect();
    assert_snapshot!(states.join("\n"), @"
    Text
    Text ⏎  ⏎ •
    Text ⏎  ⏎ •
    Text ⏎  ⏎ • a
    Text ⏎  ⏎ • a
    Text ⏎  ⏎ • a 1
    Text ⏎  ⏎ • a ⏎  ⏎  1.
    Text ⏎  ⏎ • a ⏎  ⏎  1.
    Text ⏎  ⏎ • a ⏎  ⏎  1. b
    Text ⏎  ⏎ • a ⏎  ⏎  1. b
    Text ⏎  ⏎ • a ⏎  ⏎  1. b ⏎  2.
    Text ⏎  ⏎ • a ⏎  ⏎  1. b ⏎  2.
    Text ⏎  ⏎ • a ⏎  ⏎  1. b ⏎  2.
    Text ⏎  ⏎ • a ⏎  ⏎  1. b ⏎  2. c
    ");
}

#[test]
fn a_table_that_arrives_does_not_flicker() {
    let text = "|a|b|\n|-|-|\n|1|";
    let states: Vec<String> = (5..=text.len())
        .map(|end| plain(&text[..end], 20).replace('\n', " ⏎ "))
        .collect();
    assert_snapshot!(states.join("\n"), @"
    |a|b|
    |a|b|
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ │     │     │ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ │ 1   │     │ ⏎ └─────┴─────┘
    ┌─────┬─────┐ ⏎ │ a   │ b   │ ⏎ ├─────┼─────┤ ⏎ │ 1   │     │ ⏎ └─────┴─────┘
    ");
}

#[test]
fn neutralised_characters_are_counted_once() {
    let text = "\u{1b}[m |\n\n|\u{7}|b|\n|-|-|\n|\u{7}|`\u{7}`|\n\n# \u{b}\n```\u{7}\n\u{7}";
    assert_eq!(fresh(text, 40).hidden(), 7);
}
