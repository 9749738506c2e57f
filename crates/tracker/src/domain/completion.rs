//! Results that a unit sends up: its officer asks, its head approves, the assigner confirms or returns them.

use super::assignment::UnknownName;

/// Where a result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionState {
    /// Waits for the head of the unit.
    Asked,
    /// Waits for the assigner.
    Sent,
    Confirmed,
    Returned,
    /// By the head of the unit.
    Declined,
    /// By the unit itself.
    Withdrawn,
}

/// What may be done with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Approve,
    Decline,
    Withdraw,
    Confirm,
    SendBack,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Kết quả này đã được trả lời hoặc đã rút lại")]
    Answered,
    #[error("Kết quả này chưa được thủ trưởng đơn vị duyệt")]
    NotApproved,
    #[error("Kết quả này đã được thủ trưởng đơn vị duyệt và gửi đi")]
    Approved,
}

impl CompletionState {
    pub const ALL: [Self; 6] = [Self::Asked, Self::Sent, Self::Confirmed, Self::Returned, Self::Declined, Self::Withdrawn];

    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Returned => "returned",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "Chờ thủ trưởng duyệt",
            Self::Sent => "Chờ xác nhận",
            Self::Confirmed => "Đã xác nhận",
            Self::Returned => "Bị trả lại",
            Self::Declined => "Thủ trưởng không duyệt",
            Self::Withdrawn => "Đã rút lại",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Sent)
    }

    /// # Errors
    /// What does not follow from here.
    pub fn after(self, act: Act) -> Result<Self, Refusal> {
        match (self, act) {
            (Self::Asked, Act::Approve) => Ok(Self::Sent),
            (Self::Asked, Act::Decline) => Ok(Self::Declined),
            (Self::Asked | Self::Sent, Act::Withdraw) => Ok(Self::Withdrawn),
            (Self::Sent, Act::Confirm) => Ok(Self::Confirmed),
            (Self::Sent, Act::SendBack) => Ok(Self::Returned),
            (Self::Asked, Act::Confirm | Act::SendBack) => Err(Refusal::NotApproved),
            (Self::Sent, Act::Approve | Act::Decline) => Err(Refusal::Approved),
            _ => Err(Refusal::Answered),
        }
    }
}

impl TryFrom<String> for CompletionState {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or(UnknownName(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_happens_to_a_result_that_was_answered() {
        let acts = [Act::Approve, Act::Decline, Act::Withdraw, Act::Confirm, Act::SendBack];
        for state in CompletionState::ALL.into_iter().filter(|state| !state.is_open()) {
            assert!(acts.into_iter().all(|act| state.after(act) == Err(Refusal::Answered)), "{state:?}");
        }
    }

    #[test]
    fn the_assigner_sees_only_what_the_head_has_approved() {
        assert_eq!(CompletionState::Asked.after(Act::Confirm), Err(Refusal::NotApproved));
        let sent = CompletionState::Asked.after(Act::Approve).expect("follows");
        assert_eq!((sent, sent.after(Act::Confirm)), (CompletionState::Sent, Ok(CompletionState::Confirmed)));
        assert_eq!(sent.after(Act::Decline), Err(Refusal::Approved));
    }
}
