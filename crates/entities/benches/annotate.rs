//! How fast persons, places and numbers are found: `cargo bench -p langbao-entities`.

use divan::counter::BytesCount;

fn main() {
    divan::main();
}

const PARAGRAPH: &str = "Sáng 12/3/2019, Ủy ban nhân dân phường Ngọc Thụy tổ chức hội nghị giao ban công tác vệ sinh môi \
    trường. Đồng chí Tạ Đình Kiên, Bí thư Đảng ủy, Chủ tịch HĐND phường chủ trì; dự có các đồng chí Lương Thị Bích, Phó \
    Bí thư; Mạc Văn Tường, Chủ tịch UBND phường và đại diện các tổ dân phố. Thực hiện Kế hoạch số 127/KH-UBND của quận \
    Long Biên, các tuyến đường Nguyễn Văn Cừ, Ngọc Lâm được dọn sạch; ông Phí Đức Lộc ở tổ 5 cho biết bà con phấn khởi.\n";

#[divan::bench(args = [1, 100])]
fn annotate(bencher: divan::Bencher<'_, '_>, paragraphs: usize) {
    let text = PARAGRAPH.repeat(paragraphs);
    bencher.counter(BytesCount::of_str(&text)).bench(|| langbao_entities::annotate(divan::black_box(&text)));
}
