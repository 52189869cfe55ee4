//! Legacy encodings: what was written in one comes back, and is told for what it is.

use langbao_text::{LegacyEncoding, detect_legacy, detect_misread};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::legacy_encoder::{encode, misread};

const TEXTS: [&str; 4] = [
    "Chiều nay, Đảng ủy và Uỷ ban nhân dân phường Bến Cát tổ chức hội nghị sơ kết công tác sáu tháng đầu năm, bàn nhiệm \
     vụ những tháng cuối năm. Đồng chí Bí thư Đảng ủy chủ trì hội nghị, đại biểu các tổ dân phố tham dự đông đủ.",
    "Tổ dân phố số 9 vừa khánh thành nhà văn hóa rộng hai trăm mét vuông, kinh phí do bà con đóng góp. Lễ cắt băng có sự \
     chứng kiến của lãnh đạo phường, các đoàn thể và nhiều gia đình trong khu. Ai nấy đều phấn khởi.",
    "Trạm y tế xã lưu ý người dân mắc màn khi ngủ, đậy kín chum vại, phát quang bụi rậm để phòng bệnh sốt xuất huyết; ai \
     sốt cao quá hai ngày thì đến trạm khám ngay, không tự ý mua thuốc uống ở nhà.",
    "Câu lạc bộ thơ của hội người cao tuổi họp mặt đầu xuân, các cụ đọc những bài viết về quê hương, về con đường làng mới \
     mở và cây gạo cổ thụ trước đình, rồi cùng nhau ôn chuyện thời trẻ đi thanh niên xung phong.",
];

#[test]
fn what_was_written_comes_back() {
    for text in TEXTS {
        for encoding in LegacyEncoding::ALL {
            let bytes = encode(encoding, text).unwrap();
            assert_eq!(encoding.decode(&bytes), text, "{}", encoding.name());
            assert_eq!(encoding.decode_misread(&misread(&bytes)), text, "{}", encoding.name());
            for guess in [detect_legacy(&bytes), detect_misread(&misread(&bytes))] {
                let guess = guess.unwrap_or_else(|| panic!("{} is not told: {text}", encoding.name()));
                assert_eq!(guess.encoding, encoding);
                assert!(guess.confidence > 0.9, "{guess:?}");
            }
        }
        assert_eq!((detect_legacy(text.as_bytes()), detect_misread(text)), (None, None), "{text}");
    }
}

#[test]
fn capitals_come_back() {
    let title = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, ĐỘC LẬP – TỰ DO – HẠNH PHÚC";
    for encoding in LegacyEncoding::ALL {
        let title = if matches!(encoding, LegacyEncoding::Vps | LegacyEncoding::Viscii) {
            title.replace('–', "-")
        } else {
            title.to_owned()
        };
        assert_eq!(encoding.decode(&encode(encoding, &title).unwrap()), title, "{}", encoding.name());
    }
}

proptest! {
    /// Any letters of Vietnamese, words or not.
    #[test]
    fn letters_come_back(text in "[a-zàảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ ]{0,40}") {
        // Alone, this one's byte in TCVN3 is taken for ©.
        prop_assume!(!text.split(' ').any(|word| word == "â"));
        for encoding in LegacyEncoding::ALL {
            let bytes = encode(encoding, &text).unwrap();
            prop_assert_eq!(encoding.decode(&bytes), text.clone(), "{}", encoding.name());
        }
    }

    #[test]
    fn capitals_of_any_letters_come_back(text in "[A-ZÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴĐ ]{0,40}") {
        for encoding in LegacyEncoding::ALL.into_iter().filter(|encoding| *encoding != LegacyEncoding::Tcvn3) {
            let bytes = encode(encoding, &text).unwrap();
            prop_assert_eq!(encoding.decode(&bytes), text.clone(), "{}", encoding.name());
        }
    }

    #[test]
    fn any_bytes_pass_and_come_out_composed(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for encoding in LegacyEncoding::ALL {
            let text = encoding.decode(&bytes);
            prop_assert_eq!(text.nfc().collect::<String>(), text);
        }
        detect_legacy(&bytes);
    }

    #[test]
    fn any_text_passes(text in any::<String>()) {
        for encoding in LegacyEncoding::ALL {
            encoding.decode_misread(&text);
        }
        if let Some(guess) = detect_misread(&text) {
            prop_assert!((0.5..=1.0).contains(&guess.confidence));
        }
    }

    /// A piece of a text is told like the whole, wherever it is cut.
    #[test]
    fn pieces_are_told(text in 0..TEXTS.len(), start in 0..60usize, encoding in 0..5usize) {
        let encoding = LegacyEncoding::ALL[encoding];
        let piece: String = TEXTS[text].chars().skip(start).take(100).collect();
        let guess = detect_misread(&misread(&encode(encoding, &piece).unwrap()));
        prop_assert_eq!(guess.map(|guess| guess.encoding), Some(encoding), "{}", piece);
    }
}
