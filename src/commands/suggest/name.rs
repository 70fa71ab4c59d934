//! Names in English, or in Latin letters, out of titles in Persian.

use std::{collections::HashMap, sync::LazyLock};

use deunicode::deunicode_with_tofu;

use super::latin::latin;
use crate::crm::{persian, text};

/// Words of titles, and what they are in English.
static WORDS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs.map(|(title, name)| (folded(title), name.trim())).collect()
});

/// Of how many words a title's longest known part is.
const LONGEST: usize = 5;

/// What joins parts of a title that keep their order.
const BETWEEN: [&str; 12] =
    ["به", "از", "با", "در", "برای", "و", "تا", "روی", "یا", "بر", "که", "بین"];
/// Endings that stand alone once joiners are spaces.
const ENDINGS: [&str; 6] = ["ها", "های", "هایی", "ی", "ای", "اش"];
/// Endings that are written together with the word.
const SUFFIXES: [&str; 7] = ["هایی", "های", "ها", "ات", "ان", "ی", "ه"];

/// A name for a title or an option.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// In small Latin letters.
    words: Vec<String>,
    /// Whether some of it is only its letters.
    pub(super) is_guess: bool,
}

impl Proposal {
    /// As fields are called: `contractDate`.
    pub(super) fn camel_case(&self) -> String {
        let mut words = self.words.iter();
        let first = words.next().cloned();
        self.short(first.into_iter().chain(words.map(|word| capitalised(word))), "")
    }

    /// As values of enumerations are called: `IN_PROGRESS`.
    pub(super) fn constant(&self) -> String {
        self.short(self.words.iter().map(|word| word.to_ascii_uppercase()), "_")
    }

    /// As many of the words as make a name of some forty letters, at least one.
    fn short(&self, words: impl Iterator<Item = String>, between: &str) -> String {
        let mut name = String::new();
        for word in words {
            if name.is_empty() {
                name = word;
            } else if name.len() + between.len() + word.len() > LETTERS {
                break;
            } else {
                name = name + between + &word;
            }
        }
        name.truncate(LETTERS);
        name
    }
}

/// How many letters a name has at most.
const LETTERS: usize = 40;

/// A name for a title; empty where there is nothing in it to read.
pub(super) fn propose(title: &str) -> Proposal {
    let title = folded(title);
    let words: Vec<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
    let (mut phrases, mut is_guess, mut at) = (vec![Vec::new()], false, 0);
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, part) = first_part(rest);
        at += length;
        is_guess |= matches!(part, Part::Spelled(_));
        match part {
            Part::Known(word) => last(&mut phrases).push(word.to_owned()),
            Part::Spelled(word) | Part::Foreign(word) => last(&mut phrases).push(word),
            Part::Between => phrases.push(Vec::new()),
            Part::Ending => {}
        }
    }
    // The head of a Persian phrase comes first, that of an English one last.
    if is_persian(&title) {
        phrases.iter_mut().for_each(|phrase| phrase.reverse());
    }
    let text = phrases.concat().join(" ");
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase);
    Proposal { words: words.collect(), is_guess }
}

fn last(phrases: &mut [Vec<String>]) -> &mut Vec<String> {
    let end = phrases.len() - 1;
    &mut phrases[end]
}

/// A part of a title.
enum Part {
    /// In English.
    Known(&'static str),
    /// In Latin letters, as it may be spoken.
    Spelled(String),
    /// Written in other letters than Persian ones.
    Foreign(String),
    Between,
    Ending,
}

/// The first part of some words, the longest that is known, and of how many words it is.
fn first_part(words: &[&str]) -> (usize, Part) {
    let known = (1..=words.len().min(LONGEST)).rev().find_map(|length| {
        let phrase = words.get(..length)?.join(" ");
        known(&phrase).map(|english| (length, Part::Known(english)))
    });
    let Some(word) = words.first().filter(|_| known.is_none()) else {
        return known.unwrap_or((1, Part::Ending));
    };
    let part = match word {
        word if BETWEEN.contains(word) => Part::Between,
        word if ENDINGS.contains(word) => Part::Ending,
        word if is_persian(word) => latin(word).map_or(Part::Ending, Part::Spelled),
        word => Part::Foreign(deunicode_with_tofu(word, "")),
    };
    (1, part)
}

/// A part of a title in English, with or without its ending.
fn known(phrase: &str) -> Option<&'static str> {
    let stems = SUFFIXES.iter().filter_map(|suffix| phrase.strip_suffix(suffix));
    std::iter::once(phrase).chain(stems).find_map(|stem| WORDS.get(stem).copied())
}

fn is_persian(word: &str) -> bool {
    word.chars().any(|letter| ('\u{0600}'..='\u{06ff}').contains(&letter))
}

/// A text in one keyboard's letters, its words a space apart.
fn folded(title: &str) -> String {
    let title = persian::usual(&text::clean(title));
    let is_mark = |letter: char| !letter.is_alphanumeric();
    title.split(is_mark).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The word with a capital letter.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_are_made_of_known_words_are_names_that_a_person_can_read() {
        for (title, name) in [
            ("بودجه", "budget"),
            ("شهر", "city"),
            ("تاریخ قرارداد", "contractDate"),
            ("علاقه‌مندی‌ها", "interests"),
            ("علاقه مندي هاي مشتري", "customerInterests"),
            ("عضو باشگاه مشتریان", "customerClubMember"),
            ("شماره سفارش", "orderNumber"),
            ("منبع آشنایی", "leadSource"),
            ("امتیاز وفاداری", "loyaltyScore"),
            ("نیاز به نصب", "needInstallation"),
            ("نام و نام خانوادگی", "fullName"),
            ("Lead source", "leadSource"),
            ("کد رهگیری (قدیمی)", "oldTrackingCode"),
        ] {
            let proposal = propose(title);
            assert_eq!((&*proposal.camel_case(), proposal.is_guess), (name, false), "{title}");
        }
    }

    #[test]
    fn what_is_not_known_is_spelled_and_said_to_be_a_guess() {
        let guess = propose("کد سامانه");
        let name = guess.camel_case();
        assert!(guess.is_guess && name.ends_with("Code"), "{guess:?}");
        assert!(name.bytes().all(|letter| letter.is_ascii_alphanumeric()));
        assert_eq!(propose("🙂").camel_case(), "");
    }

    #[test]
    fn options_are_named_as_enumerations_are() {
        for (text, name) in [
            ("تهران", "TEHRAN"),
            ("در حال انجام", "IN_PROGRESS"),
            ("گارانتی طلایی", "GOLD_WARRANTY"),
            ("1 تا 10", "1_10"),
            ("🙂", ""),
        ] {
            assert_eq!(propose(text).constant(), name, "{text}");
        }
    }
}
