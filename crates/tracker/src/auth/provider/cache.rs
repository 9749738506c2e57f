//! What the provider says of itself, kept for a while, so that a sign-in asks it for no more than a token.

use std::sync::Arc;

use jsonwebtoken::jwk::JwkSet;
use tokio::sync::Mutex;

use super::http::Discovery;

/// Seconds after which it is asked again in any case: a key that was withdrawn is believed no longer.
const LONGEST: i64 = 3600;
/// Seconds in which it is asked once for what is missing in its last answer: tokens with made-up keys do not make us ask it
/// as often as they come.
const AGAIN: i64 = 60;

/// Of the one provider a board knows.
#[derive(Debug, Default)]
pub struct ProviderCache {
    pub(super) discovery: Kept<Discovery>,
    pub(super) keys: Kept<JwkSet>,
}

/// The last answer, when it came, and when it was last asked for.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<Option<Answer<T>>>);

#[derive(Debug)]
struct Answer<T> {
    value: Arc<T>,
    since: i64,
    asked_at: i64,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    /// The kept answer, or that of `ask` where there is none, it is too old, or something is missing in it. Who comes while it
    /// is asked waits for the same answer.
    pub async fn get<E>(&self, now: i64, suffices: impl Fn(&T) -> bool, ask: impl Future<Output = Result<T, E>>) -> Result<Arc<T>, E> {
        let mut kept = self.0.lock().await;
        if let Some(answer) = kept.as_mut().filter(|answer| (0..LONGEST).contains(&(now - answer.since))) {
            if suffices(&answer.value) || now - answer.asked_at < AGAIN {
                return Ok(answer.value.clone());
            }
            answer.asked_at = now;
        }
        let value = Arc::new(ask.await?);
        *kept = Some(Answer { value: value.clone(), since: now, asked_at: now });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is answered at a second; `Err` where the provider would have been asked and does not answer.
    async fn at(kept: &Kept<u32>, now: i64, wanted: u32, answer: Result<u32, ()>) -> Result<u32, ()> {
        kept.get(now, |value| *value == wanted, async { answer }).await.map(|value| *value)
    }

    #[tokio::test]
    async fn an_answer_is_kept_for_an_hour_and_what_is_missing_asked_for_once_a_minute() {
        let kept = Kept::default();
        assert_eq!(at(&kept, 1_000, 1, Err(())).await, Err(()));
        assert_eq!(at(&kept, 1_000, 1, Ok(1)).await, Ok(1));
        assert_eq!(at(&kept, 1_030, 1, Err(())).await, Ok(1), "kept");
        assert_eq!(at(&kept, 1_059, 2, Ok(2)).await, Ok(1), "asked less than a minute ago");
        assert_eq!(at(&kept, 1_060, 2, Err(())).await, Err(()), "asked again");
        assert_eq!(at(&kept, 1_061, 1, Err(())).await, Ok(1), "what was kept is still believed");
        assert_eq!(at(&kept, 1_119, 2, Ok(2)).await, Ok(1), "also a question without an answer counts");
        assert_eq!(at(&kept, 1_120, 2, Ok(2)).await, Ok(2));
        assert_eq!(at(&kept, 1_120 + 3_599, 2, Err(())).await, Ok(2));
        assert_eq!(at(&kept, 1_120 + 3_600, 2, Ok(3)).await, Ok(3), "too old");
    }
}
