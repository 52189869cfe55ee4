//! The files that pages point to: a picture and PDF documents, made when asked for.

/// The smallest GIF: one white pixel. The photos themselves do not matter here, their captions do.
pub(crate) const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Makes a PDF of one page with one line. The line must be ASCII: the font of the page knows no other letters.
pub(crate) fn pdf(line: &str) -> Vec<u8> {
    let line: String = line.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let line = line.replace(['\\', '(', ')'], "");
    let stream = format!("BT /F1 12 Tf 60 780 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(format!("{:010} 00000 n \n", pdf.len()));
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = pdf.len();
    let count = objects.len() + 1;
    pdf += &format!("xref\n0 {count}\n0000000000 65535 f \n{}", offsets.concat());
    pdf += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_references_point_at_their_objects() {
        let text = String::from_utf8(pdf("Quyet dinh 32/QD-UBND")).unwrap();
        let table = text.split("0000000000 65535 f \n").nth(1).unwrap();
        for (at, line) in table.lines().take(5).enumerate() {
            let offset: usize = line[..10].parse().unwrap();
            assert!(text[offset..].starts_with(&format!("{} 0 obj", at + 1)), "{line}");
        }
        let start: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(text[start..].starts_with("xref"));
    }
}
