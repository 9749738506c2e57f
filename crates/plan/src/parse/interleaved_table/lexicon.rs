//! Words that tell a column: of agencies, deadlines, units and products, as plans of any place use them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::parse::agency_name;

/// Syllables of the names of agencies.
const AGENCY: &str = "sở ban ngành phòng văn ubnd hđnd ủy uỷ nhân dân hội đồng công an trung tâm bộ chi cục tổng báo đài phát thanh \
truyền hình ngân hàng nhà nước trường đại học viện bệnh đoàn thể liên lao động minh hợp tác xã mặt trận tổ quốc việt nam tỉnh thành phố \
huyện thị trấn phường thôn các đơn vị cơ quan liên có và chức năng chuyên môn thuộc doanh nghiệp địa phương bưu điện viễn thông kho bạc \
thuế thống kê bảo hiểm thanh tra tòa toà án kiểm sát quân sự chỉ huy biên kế hoạch tài chính đầu tư nội vụ khoa học công nghệ thông tin \
văn hóa hoá thể thao du lịch giáo dục đào tạo y tế thương nông môi trường xây dựng hạ tầng kinh tế đô thị pháp dân tộc tôn giao vận tải \
binh phụ nữ niên cựu chiến đảng tuyên vận phục hành quản lý khu dự phát triển quỹ đất cấp trên bàn chính trị quốc tế đặc lực nước trạm \
hỗ trợ dịch vụ tổng hợp khác của mttq vnpt viettel hđnd&ubnd ubnd&hđnd chủ tịch thường trực lãnh đạo thư viện ";

/// Words with which a deadline begins.
const DEADLINE: &str = "quý tháng năm ngày trước thường hằng hàng định theo sau khi từ đến trong giai cả liên hết ngay đầu cuối tuần mỗi \
kịp chậm bắt hoàn t9 thực quí";

/// Words with which a product begins.
const PRODUCT: &str = "kế báo quyết đề chương nghị quy tờ văn hệ cơ danh hội tài bộ phần dự công thông hướng biên hồ dữ mô nền kết quản \
trang chỉ phương kịch kho sản cổng app ứng chính nhân phong đội mạng trạm hạ đường lớp buổi chuyên tin bài bản cuộc giải hợp sổ";

/// Words with which the source of a figure begins.
const SOURCE: &str = "hệ báo cổng sổ danh khảo điều số biên hồ quyết thống kết bản nhật thông cơ phiếu niên phần kiểm nguồn văn trang";

/// Whole units of measure and the words they begin with.
const UNIT: &str = "% thứ người hộ xã thôn huyện doanh cơ dịch thủ đơn tỷ triệu đồng km mbps gbps cái điểm trạm mô chỉ hồ lượt bài hệ \
sản văn nhà phường tổ ca lớp trường bệnh cuộc máy bộ tháng năm ngày giờ kw mw số tấn ha m2 nền csdl đề dự khu cụm hợp tổng ‰ cặp thiết \
phạm sáng hạng tiêu giải đề nhiệm bằng học trẻ kg lít m3 kwh usd nghìn ngàn vị mức cây con giường phòng kênh tin buổi chương gói nhóm \
lần vụ tín chứng";

/// Words after which a cell is not at its end.
const OPEN: &str = "và của các cho với hoặc cùng theo tại trong về đến từ bằng là do được những một mọi nhằm để trên giữa thuộc";

/// Two words of one name, the second with a capital.
const COMPOUNDS: &str = "tướng chính, bộ chính, trận tổ, quốc việt, ban thường, ban chỉ, ban chấp, tịch ubnd, tịch ủy, tịch hđnd, \
phòng ubnd, phòng hđnd, phòng chính, phòng quốc, phòng đảng, phòng tỉnh, phòng huyện, hội liên, hiệp phụ, đoàn thanh, đoàn lao, hội nông, \
hội cựu, ban mặt, ban mttq, đảng cộng";

/// Words that a figure follows: "Tháng 6", "Quý II", "đến 2030".
const BEFORE_FIGURES: [&str; 8] = ["tháng", "quý", "quí", "năm", "ngày", "đến", "từ", "trước"];

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

static AGENCY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(AGENCY));
static DEADLINE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(DEADLINE));
static PRODUCT_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(PRODUCT));
static SOURCE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(SOURCE));
static UNIT_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(UNIT));
static OPEN_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(OPEN));

/// A word in lower case without the signs around it.
pub fn bare(word: &str) -> String {
    word.trim_matches(|c: char| matches!(c, ',' | ';' | '.' | ':' | '(' | ')' | '“' | '”' | '"')).to_lowercase()
}

pub fn of_agency(bare: &str) -> bool {
    // "HĐND&UBND" and "Kinh tế-Hạ": compounds of two such words.
    AGENCY_WORDS.contains(bare) || bare.split(['&', '-', '/']).all(|part| part.is_empty() || AGENCY_WORDS.contains(part))
}

pub fn begins_deadline(bare: &str) -> bool {
    DEADLINE_WORDS.contains(bare)
}

pub fn begins_product(bare: &str) -> bool {
    PRODUCT_WORDS.contains(bare)
}

pub fn begins_source(bare: &str) -> bool {
    SOURCE_WORDS.contains(bare)
}

pub fn begins_unit(bare: &str) -> bool {
    bare == "%" || UNIT_WORDS.contains(bare.split('/').next().unwrap_or_default())
}

/// A sign of comparison by itself.
pub fn is_comparison(word: &str) -> bool {
    matches!(word, "≥" | "≤" | ">" | "<" | ">=" | "<=" | "=" | "~" | "±")
}

/// A sign of comparison or a figure: how a target begins.
pub fn begins_value(word: &str) -> bool {
    // "5G" and "3D" name something.
    !word.ends_with(['G', 'D']) && word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '≥' | '≤' | '>' | '<' | '=' | '~' | '±'))
}

/// Something must follow: a comma, a hyphen, "và".
pub fn wants_more(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with([',', '-', '–', '&', '(', '/']) || OPEN_WORDS.contains(bare(text.rsplit(' ').next().unwrap_or_default()).as_str())
}

/// The two words stand in one name wherever they meet.
pub fn is_compound(before: &str, word: &str) -> bool {
    COMPOUNDS.split(", ").any(|pair| pair.split_once(' ') == Some((before, word)))
}

/// "Tháng" with "4/2026" on the next line, "Quý" with "III".
pub fn wants_figure(bare: &str, word: &str) -> bool {
    let figure = begins_value(word) || bare.starts_with("qu") && word.starts_with('I');
    figure && BEFORE_FIGURES.contains(&bare)
}

/// First words of a name that say nothing without what follows.
pub fn is_half_agency(text: &str) -> bool {
    let lower = text.rsplit([',', ';']).next().unwrap_or_default().trim().to_lowercase();
    matches!(
        lower.as_str(),
        "sở" | "phòng"
            | "văn phòng"
            | "bộ"
            | "ban"
            | "hội"
            | "đoàn"
            | "trung tâm"
            | "chi cục"
            | "cục"
            | "ủy ban"
            | "uỷ ban"
            | "trường"
            | "liên đoàn"
    )
}

/// The name of an agency begins here; "Tổ chức tập huấn" is work to be done.
pub fn names_agency(text: &str) -> bool {
    let work = text.strip_prefix("Tổ chức").is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    !work && agency_name::begins_agency(text)
}
