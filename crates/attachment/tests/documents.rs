//! Documents of our own making, whole and broken.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

use std::io::{Cursor, Write};

use langbao_attachment::{Error, Extracted, Limits, text};
use proptest::prelude::*;

fn docx(body: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("word/document.xml", options).unwrap();
    write!(zip, "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")
        .unwrap();
    zip.finish().unwrap().into_inner()
}

/// A PDF of one page whose content stream is given, in a font that knows Latin letters.
fn pdf(content: &str) -> Vec<u8> {
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").unwrap();
    }
    write!(file, "trailer <</Size {} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).unwrap();
    file
}

fn read(bytes: &[u8]) -> String {
    match text(bytes, &Limits::default()) {
        Ok(Extracted::Text { text, truncated: false }) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn paragraphs_and_tables_of_a_docx() {
    let body = "<w:p><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\">Tuyên truyền </w:t></w:r>
        <w:r><w:t>về an toàn &amp; vệ sinh</w:t><w:tab/><w:t>năm 2025</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Tổ 1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>120 hộ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:r><w:delText>bỏ</w:delText></w:r></w:p>";
    assert_eq!(read(&docx(body)), "KẾ HOẠCH\nTuyên truyền về an toàn & vệ sinh năm 2025\nTổ 1 | 120 hộ");
}

#[test]
fn the_text_layer_of_a_pdf() {
    let page = "BT /F1 12 Tf 72 770 Td (Ke hoach tuyen truyen nam 2025) Tj 0 -40 Td (Muc dich, yeu cau cua ke hoach) Tj ET";
    let found = read(&pdf(page));
    assert!(found.contains("Ke hoach tuyen truyen nam 2025"), "{found}");
    assert!(found.contains("Muc dich, yeu cau cua ke hoach"), "{found}");
}

#[test]
fn scans_have_no_text() {
    assert_eq!(text(&pdf("q 595 0 0 842 0 0 cm Q"), &Limits::default()), Ok(Extracted::NoText));
    assert_eq!(text(&docx("<w:p><w:r><w:drawing/></w:r></w:p>"), &Limits::default()), Ok(Extracted::NoText));
}

#[test]
fn limits_hold() {
    let body = "<w:p><w:r><w:t>Một đoạn văn của kế hoạch</w:t></w:r></w:p>".repeat(1000);
    let limits = Limits { text_bytes: 200, ..Limits::default() };
    match text(&docx(&body), &limits) {
        Ok(Extracted::Text { text, truncated: true }) => assert!(text.len() <= 200),
        other => panic!("{other:?}"),
    }
    let limits = Limits { unpacked_bytes: 1000, ..Limits::default() };
    assert!(matches!(text(&docx(&body), &limits), Err(Error::TooLarge { .. })));
}

#[test]
fn other_archives_are_unsupported() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let sheet = zip.finish().unwrap().into_inner();
    assert_eq!(text(&sheet, &Limits::default()), Err(Error::Unsupported));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_pass(rest in prop::collection::vec(any::<u8>(), 0..400), is_pdf in any::<bool>()) {
        let mut bytes = if is_pdf { b"%PDF-1.4\n".to_vec() } else { b"PK\x03\x04".to_vec() };
        bytes.extend(rest);
        let _ = text(&bytes, &Limits::default());
    }

    #[test]
    fn damaged_documents_pass(at in 0usize..700, with in any::<u8>(), is_pdf in any::<bool>()) {
        let mut bytes = if is_pdf { pdf("BT /F1 12 Tf 72 770 Td (Ke hoach tuyen truyen) Tj ET") } else { docx("<w:p><w:r><w:t>Kế hoạch tuyên truyền</w:t></w:r></w:p>") };
        let at = at % bytes.len();
        bytes[at] = with;
        let _ = text(&bytes, &Limits::default());
    }
}
