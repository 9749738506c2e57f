//! Words that tell the name of a body from the work it is given.

/// With these work begins, or something is told, beyond the words of duties to report.
#[rustfmt::skip]
pub(super) const WORK: [&str; 99] = [
    "hoàn thiện", "hoàn thành", "hoàn tất", "làm việc", "làm rõ", "cung cấp", "công bố", "công khai", "công nhận", "thống nhất",
    "phê duyệt", "trình ", "xử lý", "giải quyết", "giải trình", "giải ngân", "giải phóng", "khắc phục", "bổ sung", "cập nhật",
    "kết nối", "vận hành", "lắp đặt", "cử ", "chuẩn bị", "đánh giá", "thành lập", "xem xét", "quyết định", "lấy ý kiến", "sớm ",
    "ngay ", "nhanh chóng", "quan tâm", "ưu tiên", "chấm dứt", "duy trì", "phát động", "khảo sát", "giám sát", "tiếp thu",
    "tiếp nhận", "tiến hành", "sửa đổi", "điều chỉnh", "hỗ trợ", "bàn giao", "thông báo", "mời ", "đăng ký", "xác định",
    "phân tích", "phân bổ", "phân loại", "thí điểm", "chấn chỉnh", "nâng cao", "nâng cấp", "đầu tư", "mua ", "thúc đẩy",
    "tháo gỡ", "chuyển ", "số hóa", "mở ", "thu hồi", "thu gom", "thu thập", "kiện toàn", "trực tiếp", "nghiêm túc", "khai thác",
    "niêm yết", "nghiệm thu", "khởi công", "quyết toán", "đối chiếu", "huy động", "lồng ghép", "tính toán", "sơ kết", "tổng kết",
    "tập huấn", "bồi dưỡng", "trả lời", "cam kết", "ký ", "soạn ", "khẩn cấp", "đã ", "đang ", "chưa ", "còn ", "vẫn ",
    "ghi nhận", "biểu dương", "đồng ý", "trình bày", "nêu ",
];

/// What "các" makes a group of bodies with.
#[rustfmt::skip]
pub(super) const GROUPS: [&str; 30] = [
    "khoa",
    "sở", "ban", "ngành", "phòng", "cơ quan", "đơn vị", "địa phương", "xã", "phường", "thôn", "bản", "tổ", "hội", "đoàn",
    "trường", "nhà trường", "bệnh viện", "trung tâm", "doanh nghiệp", "thành viên", "cấp", "đồng chí", "chi cục", "chủ đầu tư",
    "ngân hàng", "cục", "bộ", "cá nhân", "công ty",
];

/// Small words inside names.
#[rustfmt::skip]
pub(super) const OF_NAMES: [&str; 123] = [
    "ban", "nhân", "dân", "tỉnh", "thành", "phố", "xã", "phường", "đặc", "khu", "thôn", "huyện", "thường", "vụ", "ủy", "uỷ",
    "chấp", "hành", "hội", "đồng", "sở", "và", "công", "nghệ", "khoa", "học", "quản", "lý", "các", "phòng", "văn", "hóa", "tâm",
    "trung", "bộ", "chỉ", "đạo", "huy", "đảng", "an", "nội", "chính", "tế", "dục", "tạo", "thao", "lịch", "trường", "dựng",
    "pháp", "thanh", "tra", "vận", "tải", "thông", "tộc", "giáo", "tôn", "phục", "cụ", "nghiệp", "môi", "nông", "thương", "tổ",
    "chức", "cơ", "quan", "đơn", "vị", "liên", "ngành", "địa", "phương", "cấp", "thủ", "trưởng", "người", "đứng", "đầu", "doanh",
    "mặt", "trận", "đoàn", "niên", "nữ", "binh", "lao", "động", "sự", "quân", "trạm", "y", "tiểu", "mầm", "non", "kiểm", "sát",
    "tòa", "án", "ngân", "hàng", "nhà", "nước", "kho", "bạc", "thuế", "thống", "kê", "bảo", "hiểm", "điện", "lực", "bưu", "viễn",
    "chủ", "tịch", "phó", "giám", "đốc", "trực", "thuộc", "có",
];
