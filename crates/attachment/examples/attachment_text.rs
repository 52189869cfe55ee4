//! Prints the text of documents. Usage: `attachment_text FILE…`

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use langbao_attachment::{Limits, text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args_os().skip(1) {
        println!("{}: {:#?}", file.display(), text(&std::fs::read(&file)?, &Limits::default()));
    }
    Ok(())
}
