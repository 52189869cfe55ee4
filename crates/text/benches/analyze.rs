//! How fast text becomes tokens. The sample is our own, in the manner of ward news.

use divan::counter::BytesCount;
use langbao_text::{Analyzer, NormalForm, Perceptron, WordSegmenter};
use unicode_normalization::UnicodeNormalization;

const SAMPLE: &str = "Sáng ngày 12/03/2019, tại nhà văn hóa tổ dân phố số 7, Đảng ủy - HĐND - UBND phường Bồ Đề tổ chức hội \
    nghị tổng kết phong trào toàn dân đoàn kết xây dựng đời sống văn hóa. Đồng chí Trần Thu Hằng, Bí thư Đảng ủy, Chủ \
    tịch Hội đồng nhân dân phường dự và chỉ đạo hội nghị.\nTheo Quyết định số 45/QĐ-UBND, các hộ gia đình trên địa bàn \
    được hỗ trợ 1.500.000 đồng để sửa chữa đường ngõ, lắp đèn chiếu sáng và trồng cây xanh trước ngày 30/4/2019.\n";

fn main() {
    divan::main();
}

fn text() -> String {
    SAMPLE.repeat(100)
}

#[divan::bench]
fn normal_form(bencher: divan::Bencher) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| NormalForm::new(&text));
}

#[divan::bench]
fn normal_form_of_nfd(bencher: divan::Bencher) {
    let text: String = text().nfd().collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| NormalForm::new(&text));
}

#[divan::bench]
fn analyze(bencher: divan::Bencher) {
    let (analyzer, text) = (Analyzer::new(), text());
    bencher.counter(BytesCount::of_str(&text)).bench(|| analyzer.analyze(&text));
}

#[divan::bench]
fn segment(bencher: divan::Bencher) {
    let text = text();
    let exact = Analyzer::new().analyze(&text).exact;
    let syllables: Vec<&str> = exact.iter().map(|t| t.text).collect();
    let segmenter = Perceptron::built_in();
    // In stretches of a usual length: the whole text at once would be kinder to the allocator than real text is.
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| syllables.chunks(7).map(|stretch| segmenter.segment(stretch).len()).sum::<usize>());
}
