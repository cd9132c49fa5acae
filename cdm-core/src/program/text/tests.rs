//! Printing and parsing are inverse; any text at all is parsed or refused.

use super::ParseErrorKind;
use crate::program::samples::{Dice, random_program};
use crate::program::{Extent, Op, Program, Role};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

fn round_trip(program: &Program) {
    let text = program.to_string();
    let parsed = match Program::parse(&text) {
        Ok(parsed) => parsed,
        Err(error) => panic!("{error}\n{text}"),
    };
    assert_eq!(&parsed, program, "\n{text}");
    // Equality of floats does not see the sign of zero; the text does.
    assert_eq!(parsed.to_string(), text);
}

#[test]
fn every_operation_is_printed_and_parsed() {
    let mut seen = alloc::collections::BTreeSet::new();
    for seed in 0..300 {
        let program = random_program(seed, 40);
        round_trip(&program);
        seen.extend(program.nodes.iter().map(|node| node.op.name()));
    }
    for name in Op::NAMES {
        assert!(seen.contains(name), "{name} was not tried");
    }
}

#[test]
fn the_documented_example_is_what_is_printed() {
    let lines = include_str!("mod.rs").lines().skip_while(|line| *line != "//! program 1");
    let lines = lines.take_while(|line| *line != "//! ```");
    let text: String = lines.map(|line| line.trim_start_matches("//! ").to_string() + "\n").collect();
    assert_eq!(Program::parse(&text).unwrap().to_string(), text);
}

#[test]
fn comments_blanks_and_line_ends_do_not_matter() {
    let text = "# a comment\r\n\r\nprogram 1 # version\r\n\tinput \"a # b\" data:sample wide[ 2 ,3 ]#x\r\n%0=input( \"a # \\u{62}\" ) : sample wide[2,3]\r\noutput \"\" =%0";
    let program = Program::parse(text).unwrap();
    assert_eq!(program.inputs(Role::Data).next().unwrap().0, "a # b");
    assert_eq!(program.outputs().next().unwrap().1.extent, Extent::PerSample);
}

/// Line, column and kind of the refusal.
fn refusal(text: &str) -> (usize, usize, ParseErrorKind) {
    let error = Program::parse(text).unwrap_err();
    (error.line, error.column, error.kind().clone())
}

#[test]
fn refusals_name_the_place() {
    use ParseErrorKind::{Expected, NodeNumber, Program as Unsound, Range, UnknownInput, UnknownOperation};
    let head = "program 1\ninput \"µ\" data : shared wide[2]\n";
    let at = |line: &str| refusal(&(head.to_string() + line));
    assert!(matches!(refusal(""), (1, 1, Expected { .. })));
    assert!(matches!(refusal("program 2"), (1, 8, Expected { what: "version 1" })), "{:?}", refusal("program 2"));
    assert!(matches!(at("%1 = input(\"µ\") : shared wide[2]"), (3, 1, NodeNumber { next: 0 })));
    assert!(matches!(at("%0 = input(\"m\") : shared wide[2]"), (3, 12, UnknownInput)));
    assert!(matches!(at("%0 = input(\"µ\") x : shared wide[2]"), (3, 17, Expected { .. })));
    assert!(matches!(at("%0 = input(\"µ\") : shared wide[3]"), (3, 6, Unsound(_))));
    assert!(matches!(at("%0 = fft(%0) : shared wide[2]"), (3, 6, UnknownOperation)));
    assert!(matches!(at("%99999999999 = recip(%0) : shared wide[2]"), (3, 2, Range)));
    assert!(matches!(at("%0 = recip(%0) : shared wide[2]"), (3, 6, Unsound(_))));
    assert!(matches!(at("%0 = constant(1e999) : shared wide[2]"), (3, 6, Unsound(_))));
    assert!(matches!(at("%0 = constant(1.0) : shared wide[0]"), (3, 22, Unsound(_))));
    assert!(matches!(at("%0 = constant(nan) : shared wide[2]"), (3, 15, Expected { .. })));
    assert!(matches!(at("input \"µ\" data : shared wide[2]"), (3, 1, Unsound(_))));
    assert!(matches!(at("output \"y\" = %7"), (3, 1, Unsound(_))));
    assert!(matches!(at("input \"\\q\" data : shared wide[2]"), (3, 8, Expected { what: "an escape" })));
}

/// Changes one place of a text: a character, a run of them, or a line.
fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = dice.below(letters.len() + 1);
    let far = (at + 1 + dice.below(12)).min(letters.len());
    let odd = ['%', '"', '\\', '[', ']', '-', '9', '0', '\n', 'µ', '{', '}', ',', ' ', '=', ':', '#', '\u{2028}'];
    match dice.below(5) {
        0 => letters.insert(at, odd[dice.below(odd.len())]),
        1 => drop(letters.drain(at.min(far)..far)),
        2 => {
            let run: Vec<char> = letters[at.min(far)..far].to_vec();
            let to = dice.below(letters.len() + 1);
            letters.splice(to..to, run);
        }
        3 if at < letters.len() => letters[at] = odd[dice.below(odd.len())],
        _ => {
            let mut lines: Vec<&str> = text.lines().collect();
            let (a, b) = (dice.below(lines.len().max(1)), dice.below(lines.len().max(1)));
            if !lines.is_empty() {
                lines.swap(a, b);
            }
            return lines.join("\n");
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn printed_programs_parse_to_themselves(seed: u64, steps in 0usize..60) {
        round_trip(&random_program(seed, steps));
    }

    #[test]
    fn mutated_texts_never_panic_and_what_parses_is_sound(seed: u64, steps in 0usize..25, changes in 1usize..6) {
        let mut dice = Dice(seed);
        let mut text = random_program(seed, steps).to_string();
        for _ in 0..changes {
            text = mutate(&text, &mut dice);
        }
        match Program::parse(&text) {
            Ok(program) => {
                program.as_ref().verify().unwrap();
                round_trip(&program);
            }
            Err(error) => {
                prop_assert!(error.line <= text.lines().count().max(1));
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in ".*", tail in "[%a-z0-9\"\\\\ =:\\[\\],().{}-]*") {
        let _ = Program::parse(&text);
        let _ = Program::parse(&(String::from("program 1\n") + &tail));
    }

    #[test]
    fn floats_round_trip_by_bits(bits: u64) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = alloc::format!("program 1\n%0 = constant({value:?}) : shared wide[]\n");
        let Op::Constant(parsed) = Program::parse(&text).unwrap().nodes[0].op else { panic!() };
        prop_assert_eq!(parsed.to_bits(), bits);
    }
}
