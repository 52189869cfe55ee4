//! Measures the detection of legacy encodings on plain text, a document a line.
//!
//! ```text
//! legacy vietnamese FILE [LENGTH]  samples of LENGTH characters (200) in each encoding: which are told rightly,
//!                                  and how many of the samples as they are raise a false alarm
//! legacy other FILE [LENGTH]       samples of text in other languages: false alarms, read as UTF-8 and as windows-1252
//! ```
//!
//! Reads plain text, for example `zstd -dc docs.jsonl.zst | jq -r .body`.

use std::error::Error;
use std::io::Write;

use langbao_text::{LegacyEncoding, detect_legacy, detect_misread};

#[path = "../tests/it/legacy_encoder.rs"]
mod legacy_encoder;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (kind, file, length) = match args.as_slice() {
        [kind, file] => (kind, file, 200),
        [kind, file, length] => (kind, file, length.parse()?),
        _ => return Err("see the top of this file for the arguments".into()),
    };
    let text = std::fs::read_to_string(file)?;
    let samples: Vec<String> = text
        .lines()
        .flat_map(|line| {
            let chars: Vec<char> = line.chars().collect();
            chars.chunks_exact(length).step_by(7).map(|chunk| chunk.iter().collect()).collect::<Vec<String>>()
        })
        .collect();
    let mut out = std::io::stdout().lock();
    let mut alarms = 0;
    for sample in &samples {
        let mut alarm = detect_misread(sample)
            .map(|guess| ("read", guess))
            .or(detect_legacy(sample.as_bytes()).map(|g| ("bytes", g)));
        if kind == "other" {
            let latin = legacy_encoder::windows_1252(sample);
            alarm = alarm.or(latin.and_then(|bytes| detect_legacy(&bytes)).map(|g| ("latin", g)));
        }
        if let Some((how, guess)) = alarm {
            alarms += 1;
            writeln!(out, "false alarm ({how}): {guess:?}: {sample}")?;
        }
    }
    writeln!(out, "{} samples of {length} characters, {alarms} false alarms", samples.len())?;
    if kind == "other" {
        return Ok(());
    }
    for encoding in LegacyEncoding::ALL {
        let (mut tried, mut right, mut misread, mut back) = (0, 0, 0, 0);
        for sample in samples.iter().filter(|sample| !sample.is_ascii()) {
            let Some(bytes) = legacy_encoder::encode(encoding, sample) else { continue };
            tried += 1;
            let guess = detect_legacy(&bytes);
            let read = legacy_encoder::misread(&bytes);
            let is_right = guess.is_some_and(|guess| guess.encoding == encoding);
            right += usize::from(is_right);
            misread += usize::from(detect_misread(&read).is_some_and(|guess| guess.encoding == encoding));
            back += usize::from(encoding.decode(&bytes) == *sample);
            if !is_right {
                writeln!(out, "wrong: {} taken for {guess:?}: {sample}", encoding.name())?;
            }
        }
        writeln!(
            out,
            "{:13} {tried} samples: {:.2} % told from bytes, {:.2} % from misread text, {:.2} % decoded as before",
            encoding.name(),
            100.0 * right as f64 / tried as f64,
            100.0 * misread as f64 / tried as f64,
            100.0 * back as f64 / tried as f64,
        )?;
    }
    Ok(())
}
