//! What holds for any text.

use std::sync::LazyLock;

use langbao_text::{
    Analyzer, NormalForm, Perceptron, Stream, WordSegmenter, WordWriter, expansions, fold, has_marks,
    match_key, normal_form,
};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// Pieces that meet the rules: both styles of tone marks, both `i` and `y`, numbers, marks, invisible characters.
fn piece() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Ủy ban",
        "uỷ",
        "hoà",
        "HOÀ",
        "quí",
        "quý",
        "gìơ",
        "Thuỵ",
        "kĩ",
        "Mĩ",
        "đường",
        "Ðống",
        "Đ/c",
        "P.",
        "TP.HCM",
        "32/QĐ-UBND",
        "27/02/2018",
        "5.3.2018",
        "18h30",
        "1.234,5",
        "vp@a.gov.vn",
        "m²",
        " ",
        " ",
        " ",
        "\n",
        "\u{a0}",
        "\u{200b}",
        "\u{ad}",
        "\u{301}",
        "\u{323}",
        "\u{338}",
        "“",
        "–",
        ".",
        ",",
        "…",
        "/",
        "-",
        "😀",
        "J\u{30c}",
        "İ",
        "ß",
        "각",
        "\u{1100}\u{1161}",
        "क\u{93c}",
        "\u{212b}",
        "i\u{308}",
        "hï",
        "=",
        "<",
        "年",
    ]);
    piece.prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![prop::collection::vec(piece(), 0..16).prop_map(|p| p.concat()), any::<String>()]
}

/// Pieces in the old and the new style of tone marks, and what stands between them.
fn restyled() -> impl Strategy<Value = (String, String)> {
    let syllable = prop::sample::select(vec![
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("Uỷ", "Ủy"),
        ("KHOẺ", "KHỎE"),
        ("Thuỵ", "Thụy"),
        ("toả", "tỏa"),
        ("quý", "quý"),
        ("ban", "ban"),
        ("lợi", "lợi"),
        ("2018", "2018"),
    ]);
    let mark = prop::sample::select(vec![" ", " ", " ", ", ", ". ", "\n", "-", "/", "\u{a0}", " \u{200b}"]);
    prop::collection::vec((syllable, mark), 0..16).prop_map(|pairs| {
        pairs.into_iter().map(|((old, new), mark)| (old.to_owned() + mark, new.to_owned() + mark)).unzip()
    })
}

/// A text of whole syllables alone.
fn syllables() -> impl Strategy<Value = Vec<&'static str>> {
    let syllable = prop::sample::select(vec![
        "ủy", "ban", "nhân", "dân", "tổ", "phố", "học", "sinh", "ngọc", "thụy", "nguyễn", "văn", "2018",
        "covid", "ô", "đồng", "chí", "viên",
    ]);
    prop::collection::vec(syllable, 0..40)
}

fn streams(text: &str) -> [Stream; 5] {
    let found = ANALYZER.analyze(text);
    [found.exact, found.folded, found.bigrams, found.folded_bigrams, found.words]
}

fn texts(streams: [Stream; 5]) -> [Vec<(String, usize)>; 5] {
    streams.map(|stream| stream.iter().map(|t| (t.text.to_owned(), t.position)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn forms_are_stable(text in text()) {
        let normal = normal_form(&text);
        prop_assert_eq!(&normal_form(&normal), &normal);
        prop_assert!(unicode_normalization::is_nfc(&normal));
        let key = match_key(&text);
        prop_assert_eq!(&match_key(&key), &key);
        prop_assert_eq!(&match_key(&normal), &key);
        let folded = fold(&text);
        prop_assert_eq!(&fold(&folded), &folded);
        prop_assert_eq!(&fold(&key), &folded);
        prop_assert!(!has_marks(&folded));
    }

    #[test]
    fn unicode_forms_are_one_text(text in text()) {
        let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
        prop_assert_eq!(normal_form(&nfd), normal_form(&nfc));
        prop_assert_eq!(normal_form(&text), normal_form(&nfc));
        prop_assert_eq!(match_key(&nfd), match_key(&text));
        prop_assert_eq!(texts(streams(&nfd)), texts(streams(&nfc)));
    }

    #[test]
    fn styles_of_tone_marks_are_one_text((old, new) in restyled()) {
        prop_assert_eq!(normal_form(&old), normal_form(&new));
        prop_assert_eq!(texts(streams(&old)), texts(streams(&new)));
    }

    #[test]
    fn offsets_lead_back(text in text()) {
        let normal = NormalForm::new(&text);
        let whole = normal.text();
        let mut end = 0;
        for (at, c) in whole.char_indices() {
            let range = normal.source_range(at..at + c.len_utf8());
            prop_assert!(text.get(range.clone()).is_some(), "{range:?}");
            prop_assert!(range.end >= end);
            end = range.end;
        }
        prop_assert_eq!(normal.source_range(0..whole.len()).end, end);
    }

    #[test]
    fn streams_keep_their_promises(text in text()) {
        let streams = streams(&text);
        prop_assert_eq!(streams[0].len(), streams[1].len());
        prop_assert_eq!(streams[2].len(), streams[3].len());
        for stream in &streams {
            prop_assert!(stream.iter().is_sorted_by_key(|t| t.position));
            prop_assert!(stream.iter().is_sorted_by_key(|t| t.range.start));
            for token in stream.iter() {
                prop_assert!(text.get(token.range.clone()).is_some_and(|s| !s.is_empty()));
                prop_assert!(!token.text.is_empty() && !token.text.contains('\n'));
            }
        }
        for (exact, folded) in streams[0].iter().zip(streams[1].iter()) {
            prop_assert_eq!(&fold(exact.text), folded.text);
        }
        let mut positions: Vec<usize> = streams[0].iter().map(|t| t.position).collect();
        positions.dedup();
        prop_assert!(positions.into_iter().eq(0..streams[0].iter().last().map_or(0, |t| t.position + 1)));
    }

    #[test]
    fn segmenting_changes_nothing_but_spaces(text in text()) {
        let letters = |text: &str| text.chars().filter(|c| *c != '_' && !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&ANALYZER.segmented(&text)), letters(&normal_form(&text)));
    }

    #[test]
    fn slices_and_gaps_make_the_text(text in text()) {
        let found = ANALYZER.analyze(&text);
        let mut made = String::new();
        // What stands beside other tokens covers their bytes again.
        for token in found.exact.iter() {
            if token.range.end <= made.len() {
                continue;
            }
            made.push_str(&text[made.len()..token.range.start.max(made.len())]);
            made.push_str(&text[made.len()..token.range.end]);
        }
        made.push_str(&text[made.len()..]);
        prop_assert_eq!(made, text);
    }

    #[test]
    fn case_changes_no_token((_, text) in restyled()) {
        let [small, capital] = [text.to_lowercase(), text.to_uppercase()].map(|text| texts(streams(&text)));
        prop_assert_eq!(&small, &capital);
        prop_assert_eq!(&texts(streams(&text)), &small);
    }

    #[test]
    fn the_writer_changes_nothing_but_white_space(text in text(), bytes in any::<Vec<u8>>()) {
        for line in [text.as_bytes(), &bytes] {
            let kept = |line: &[u8]| {
                let text = line.utf8_chunks().flat_map(|c| {
                    let kept = c.valid().chars().filter(|c| !c.is_whitespace() && *c != '_').collect::<String>();
                    [kept.into_bytes(), c.invalid().to_vec()]
                });
                text.collect::<Vec<_>>().concat()
            };
            let mut out = Vec::new();
            WordWriter::new().write(line, &mut out);
            prop_assert_eq!(kept(&out), kept(line));
            prop_assert!(!out.starts_with(b" ") && !out.ends_with(b" ") && !out.windows(2).any(|w| w == b"  "));
        }
    }

    #[test]
    fn words_cover_each_syllable_once(syllables in syllables()) {
        let segmenter = Perceptron::built_in();
        let words = segmenter.segment(&syllables);
        let covered: Vec<usize> = words.iter().cloned().flatten().collect();
        prop_assert!(covered.into_iter().eq(0..syllables.len()));
        prop_assert!(words.iter().all(|w| !w.is_empty()));
        prop_assert_eq!(segmenter.segment(&syllables), words);
    }

    #[test]
    fn expansions_are_in_order(syllables in syllables()) {
        let mut end = 0;
        for expansion in expansions(&syllables) {
            prop_assert!(expansion.range.start >= end && !expansion.range.is_empty() && !expansion.to.is_empty());
            end = expansion.range.end;
        }
        prop_assert!(end <= syllables.len());
    }
}
