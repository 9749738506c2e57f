//! What a task has to bring about, read from the words of the plan, and what proves that it is there: a decision closes with
//! its number, day and file, a course with how many took part, a figure with a figure that was accepted.

use jiff::civil::Date;

use super::folding::folded;

/// Kinds of products ("sản phẩm, kết quả") that are proved in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// A document that somebody signs: quyết định, kế hoạch, báo cáo.
    Document,
    /// Danh mục, danh sách: how many entries, and the list itself.
    List,
    /// Lớp tập huấn, hội nghị: how many were held, and when.
    Training,
    /// Dữ liệu, phần mềm, hệ thống: where it is.
    Data,
    /// Tỷ lệ, chỉ tiêu: an accepted observation.
    Figure,
    /// Anything else, or nothing said: in words.
    Other,
}

/// Words in the order in which the head of a product is looked for; the one that stands first in the text decides.
const WORDS: &[(Product, &[&str])] = &[
    (
        Product::Document,
        &[
            "quyet dinh",
            "ke hoach",
            "bao cao",
            "nghi quyet",
            "cong van",
            "van ban",
            "to trinh",
            "de an",
            "chuong trinh",
            "quy che",
            "quy dinh",
            "quy trinh",
            "huong dan",
            "thong bao",
            "chi thi",
            "chi thi",
            "phuong an",
            "bien ban",
            "hop dong",
            "quy uoc",
            "thong tu",
            "de cuong",
            "ho so",
            "du an",
        ],
    ),
    (Product::List, &["danh muc", "danh sach", "bang tong hop"]),
    (
        Product::Training,
        &["tap huan", "lop boi duong", "khoa boi duong", "hoi nghi", "hoi thao", "lop dao tao", "khoa dao tao", "boi duong"],
    ),
    (Product::Data, &["du lieu", "phan mem", "he thong", "co so du lieu", "cong thong tin", "ung dung", "nen tang", "trang thong tin"]),
    (Product::Figure, &["ty le", "chi tieu", "so luong", "muc do"]),
];

impl Product {
    pub const ALL: [Self; 6] = [Self::Document, Self::List, Self::Training, Self::Data, Self::Figure, Self::Other];

    /// What the words of the plan ask for.
    pub fn of(deliverable: Option<&str>) -> Self {
        let text = format!(" {} ", folded(deliverable.unwrap_or_default()));
        let place = |word: &&str| text.find(&format!(" {word} "));
        let first = |(product, words): &(Self, &[&str])| Some((words.iter().filter_map(place).min()?, *product));
        WORDS.iter().filter_map(first).min_by_key(|(place, _)| *place).map_or(Self::Other, |(_, product)| product)
    }

    /// What has to be given, said before it is.
    pub fn asks_for(self) -> &'static str {
        match self {
            Self::Document => "số, ngày ban hành và tệp văn bản",
            Self::List => "tệp danh mục và số mục",
            Self::Training => "ngày tổ chức và số lớp, số cuộc",
            Self::Data => "nơi dùng được (địa chỉ, tên hệ thống) hoặc tệp",
            Self::Figure => "số liệu đã được chấp nhận của chỉ tiêu",
            Self::Other => "mô tả kết quả hoặc tệp minh chứng",
        }
    }

    pub fn counted(self) -> Option<&'static str> {
        match self {
            Self::List => Some("Số mục"),
            Self::Training => Some("Số lớp, số cuộc"),
            _ => None,
        }
    }

    /// What is not there yet, named as in the form; nothing where the product is proved.
    pub fn missing(self, proof: &Proof) -> Vec<&'static str> {
        let asked: &[(bool, &str)] = match self {
            Self::Document => {
                &[(proof.number.is_some(), "số, ký hiệu văn bản"), (proof.on.is_some(), "ngày ban hành"), (proof.files > 0, "tệp văn bản")]
            }
            Self::List => &[(proof.count.is_some(), "số mục"), (proof.files > 0, "tệp danh mục")],
            Self::Training => &[(proof.count.is_some(), "số lớp, số cuộc"), (proof.on.is_some(), "ngày tổ chức")],
            Self::Data => &[(proof.files > 0 || !proof.words.trim().is_empty(), "nơi dùng được dữ liệu, hệ thống, hoặc tệp")],
            Self::Figure => &[(proof.observation.is_some(), "số liệu đã được chấp nhận")],
            Self::Other => &[(proof.files > 0 || !proof.words.trim().is_empty(), "mô tả kết quả hoặc tệp")],
        };
        asked.iter().filter(|(is_there, _)| !is_there).map(|(_, name)| *name).collect()
    }
}

/// What a unit gives to show that the product is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// "57/QĐ-UBND"
    pub number: Option<String>,
    /// Day of the document, or on which it took place.
    pub on: Option<Date>,
    pub count: Option<i64>,
    /// An accepted observation.
    pub observation: Option<i64>,
    pub words: String,
    pub files: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_word_of_a_product_says_what_kind_it_is() {
        for (words, product) in [
            ("Quyết định ban hành danh mục dữ liệu dùng chung", Product::Document),
            ("Kế hoạch của Ủy ban nhân dân xã", Product::Document),
            ("Danh mục dữ liệu mở", Product::List),
            ("02 lớp tập huấn cho tổ công nghệ số cộng đồng", Product::Training),
            ("Hệ thống thông tin được kết nối; báo cáo kết quả", Product::Data),
            ("Tỷ lệ hồ sơ trực tuyến đạt từ 80% trở lên", Product::Figure),
            ("Trụ sở được sửa chữa", Product::Other),
        ] {
            assert_eq!(Product::of(Some(words)), product, "{words}");
        }
        assert_eq!(Product::of(None), Product::Other);
    }

    #[test]
    fn a_decision_is_there_with_its_number_day_and_file() {
        let mut proof = Proof { number: Some("57/QĐ-UBND".to_owned()), words: "đã ký".to_owned(), ..Proof::default() };
        assert_eq!(Product::Document.missing(&proof), ["ngày ban hành", "tệp văn bản"]);
        proof = Proof { on: Some(date(2026, 11, 20)), files: 1, ..proof };
        assert!(Product::Document.missing(&proof).is_empty());
    }

    #[test]
    fn every_product_asks_for_something() {
        assert!(Product::ALL.into_iter().all(|product| !product.missing(&Proof::default()).is_empty()));
    }
}
