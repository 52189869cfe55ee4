//! `langbao tokenize`: text from stdin to stdout, a line for a line, in memory that does not grow.

use std::io::{BufRead, Read, Write};
use std::time::Instant;

use anyhow::Context;
use langbao_text::{Analysis, Analyzer, Stream, WordWriter};

use crate::cli::Tokenize;
use crate::output::fault;
use crate::session::Session;

/// A longer line is read in pieces of so many bytes, which end at white space where there is some: a file without line
/// breaks must not fill the memory.
const MAX_LINE: usize = 1 << 20;

/// Bytes that are read, and written, at once.
const BLOCK: usize = 1 << 18;

/// What becomes of a piece of a line: it is given without its line break and appends to the output.
type Step = Box<dyn FnMut(&[u8], &mut Vec<u8>)>;

/// Runs the command.
pub(super) fn run(session: &Session, args: &Tokenize) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut step = step(args);
    let input = std::io::BufReader::with_capacity(BLOCK, std::io::stdin().lock());
    let mut output = std::io::stdout().lock();
    let bytes = each_line(input, &mut output, &mut step)?;
    if args.stats {
        let seconds = started.elapsed().as_secs_f64();
        let megabytes = bytes as f64 / 1e6;
        let rate = megabytes / seconds.max(f64::EPSILON);
        let text = session.lang.pick("văn bản", "of text");
        fault(&format!("{megabytes:.2} MB {text}, {seconds:.3} s, {rate:.1} MB/s"));
    }
    Ok(())
}

fn step(args: &Tokenize) -> Step {
    if args.words {
        let mut writer = WordWriter::new();
        return Box::new(move |line, out| writer.write(line, out));
    }
    if args.normalize {
        return Box::new(|line, out| {
            let normal = langbao_text::normal_form(&String::from_utf8_lossy(line));
            // A separator of lines that is no line break here stays one line.
            out.extend(normal.bytes().map(|b| if b == b'\n' { b' ' } else { b }));
        });
    }
    if args.restore {
        return Box::new(|line, out| {
            let best = langbao_text::restore(&String::from_utf8_lossy(line), 1).into_iter().next();
            out.extend(best.into_iter().flat_map(|candidate| candidate.text.into_bytes()));
        });
    }
    let analyzer = Analyzer::new();
    let search = args.search;
    Box::new(move |line, out| {
        let found = analyzer.analyze(&String::from_utf8_lossy(line));
        match search {
            true => all_streams(&found, out),
            false => join(&found.exact, " | ", out),
        }
    })
}

/// Writes the five streams, a tab between them.
fn all_streams(found: &Analysis, out: &mut Vec<u8>) {
    let streams = [&found.exact, &found.folded, &found.bigrams, &found.folded_bigrams, &found.words];
    for (at, stream) in streams.into_iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        join(stream, " | ", out);
    }
}

fn join(stream: &Stream, between: &str, out: &mut Vec<u8>) {
    for (at, token) in stream.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(between.as_bytes());
        }
        out.extend_from_slice(token.text.as_bytes());
    }
}

/// Takes the input line by line; returns how many bytes there were.
fn each_line(mut input: impl BufRead, output: &mut impl Write, step: &mut Step) -> anyhow::Result<u64> {
    let (mut line, mut out) = (Vec::new(), Vec::with_capacity(2 * BLOCK));
    let mut bytes = 0;
    loop {
        let read = input.by_ref().take((MAX_LINE - line.len()) as u64).read_until(b'\n', &mut line);
        bytes += read.context("cannot read stdin")? as u64;
        match line.last() {
            None => break,
            Some(b'\n') => {
                let end = line.len() - 1 - usize::from(line.ends_with(b"\r\n"));
                step(&line[..end], &mut out);
                out.extend_from_slice(&line[end..]);
                line.clear();
            }
            // The end of the input, without a line break.
            Some(_) if line.len() < MAX_LINE => {
                step(&line, &mut out);
                line.clear();
            }
            Some(_) => {
                let end = line.iter().rposition(u8::is_ascii_whitespace).map_or(line.len(), |at| at + 1);
                step(&line[..end], &mut out);
                out.push(b' ');
                line.drain(..end);
            }
        }
        if out.len() >= BLOCK {
            output.write_all(&out).context("cannot write to stdout")?;
            out.clear();
        }
    }
    output.write_all(&out).and_then(|()| output.flush()).context("cannot write to stdout")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        let mut step: Step = Box::new(|line, out| out.extend(line.iter().map(u8::to_ascii_uppercase)));
        assert_eq!(each_line(input, &mut output, &mut step).unwrap(), input.len() as u64);
        output
    }

    #[test]
    fn a_line_for_a_line() {
        for input in [&b""[..], b"\n", b"a\n\nb", b"a\r\nb\n", b"\xFF\n\x00"] {
            assert_eq!(lines(input), input.to_ascii_uppercase());
        }
    }

    #[test]
    fn an_endless_line_comes_in_pieces() {
        let input = b"word ".repeat(MAX_LINE / 2);
        let output = lines(&input);
        assert_eq!(output.iter().filter(|b| **b == b'\n').count(), 0);
        let words = |text: &[u8]| text.split(|b| *b == b' ').filter(|w| !w.is_empty()).count();
        assert_eq!(words(&output), words(&input));
    }
}
