//! What the frame of a page needs to know: who reads, which part of the board, the day.

/// The parts of the board, as the bar on top lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Board,
    Plans,
    Tasks,
    Indicators,
    Units,
    /// A page that stands in no part of its own.
    Other,
}

impl Section {
    pub const NAV: &[(Self, &str, &str)] = &[
        (Self::Board, "/", "Điều hành"),
        (Self::Plans, "/plans", "Kế hoạch"),
        (Self::Tasks, "/tasks", "Nhiệm vụ"),
        (Self::Indicators, "/indicators", "Chỉ tiêu"),
        (Self::Units, "/units", "Đơn vị"),
    ];
}

pub struct Frame {
    pub section: Section,
    /// The page is the one its link in the bar names, not one below it.
    pub exact: bool,
    pub user_name: String,
    pub user_post: String,
    pub csrf: String,
    /// dd/mm/yyyy
    pub today: String,
    pub demo: bool,
}
