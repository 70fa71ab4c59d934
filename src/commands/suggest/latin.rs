//! Persian words in Latin letters. Persian writes no short vowels: where they must be guessed
//! it is `a`, which is the most frequent one.

/// A letter of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel(&'static str),
    Consonant(&'static str),
}

/// A word in Latin letters; `None` where none of its letters is known.
pub(super) fn latin(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut sounds = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = sounds.last().copied();
        sounds.extend(sound(*letter, at == 0, before, letters.get(at + 1).copied()));
    }
    let word = spoken(&sounds);
    (!word.is_empty()).then_some(word)
}

fn sound(letter: char, is_first: bool, before: Option<Sound>, next: Option<char>) -> Option<Sound> {
    use Sound::{Consonant, Vowel};
    let is_after_consonant = matches!(before, Some(Consonant(_)));
    let is_before_vowel = next.is_some_and(|next| "اآوی".contains(next));
    Some(match letter {
        'ا' | 'آ' | 'أ' | 'إ' => Vowel("a"),
        // A stop: heard as a vowel where there is no other beside it.
        'ع' if is_before_vowel || matches!(before, Some(Vowel(_))) => return None,
        'ع' => Vowel("a"),
        'ؤ' => Vowel("o"),
        'و' if is_after_consonant && !next.is_some_and(|next| "اآی".contains(next)) => {
            Vowel("u")
        }
        'و' => Consonant("v"),
        'ی' | 'ي' | 'ى' if is_after_consonant && !next.is_some_and(|next| "اآو".contains(next)) => {
            Vowel("i")
        }
        'ی' | 'ي' | 'ى' | 'ئ' => Consonant("y"),
        // At the end of a word it is heard as the vowel before it.
        'ه' | 'ة' if next.is_none() && is_after_consonant && !is_first => Vowel("e"),
        'ه' | 'ة' | 'ح' => Consonant("h"),
        'ب' => Consonant("b"),
        'پ' => Consonant("p"),
        'ت' | 'ط' => Consonant("t"),
        'ث' | 'س' | 'ص' => Consonant("s"),
        'ج' => Consonant("j"),
        'چ' => Consonant("ch"),
        'خ' => Consonant("kh"),
        'د' => Consonant("d"),
        'ذ' | 'ز' | 'ض' | 'ظ' => Consonant("z"),
        'ر' => Consonant("r"),
        'ژ' => Consonant("zh"),
        'ش' => Consonant("sh"),
        'غ' | 'ق' => Consonant("gh"),
        'ف' => Consonant("f"),
        'ک' | 'ك' => Consonant("k"),
        'گ' => Consonant("g"),
        'ل' => Consonant("l"),
        'م' => Consonant("m"),
        'ن' => Consonant("n"),
        _ => return None,
    })
}

/// The sounds with vowels where a word could not be spoken without: it begins with one
/// consonant, and no more than two stand together.
fn spoken(sounds: &[Sound]) -> String {
    let (mut word, mut seen) = (String::new(), 0);
    for run in sounds
        .chunk_by(|one, other| matches!((one, other), (Sound::Consonant(_), Sound::Consonant(_))))
    {
        let is_first = word.is_empty();
        seen += run.len();
        let is_last = seen == sounds.len();
        for (at, sound) in run.iter().enumerate() {
            let (Sound::Vowel(text) | Sound::Consonant(text)) = sound;
            if needs_vowel(at, run.len(), is_first, is_last) {
                word.push('a');
            }
            word.push_str(text);
        }
    }
    word
}

/// Whether a vowel goes before the consonant at a place of a run of them.
fn needs_vowel(at: usize, length: usize, is_first: bool, is_last: bool) -> bool {
    match (is_first, is_last) {
        // C, CaC, CaCaC, CaCaCC
        (true, true) if length > 3 => at == 1 || (at >= 2 && at.is_multiple_of(2)),
        (true, true) => at >= 1,
        // C, CaC, CaCC
        (true, false) => at == 1 || (at > 2 && !at.is_multiple_of(2)),
        // CC, CCaC
        (false, _) => at >= 2 && at.is_multiple_of(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_spoken() {
        for (word, expected) in [
            ("سند", "sanad"),
            ("بودجه", "budje"),
            ("متراژ", "matrazh"),
            ("عامل", "aml"),
            ("علی", "ali"),
            ("برنامه", "barname"),
            ("شعبه", "shabe"),
            ("وام", "vam"),
            ("یار", "yar"),
            ("آدینه", "adine"),
            ("سامانه", "samane"),
        ] {
            assert_eq!(latin(word).as_deref(), Some(expected), "{word}");
        }
        assert_eq!(latin("🙂"), None);
        assert_eq!(latin(""), None);
    }
}
