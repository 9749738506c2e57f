//! What the database refuses because two transactions crossed is done once more: a request from its beginning, or one
//! piece of work. Nothing of a try stays before its commit, and nothing that cannot be taken back may come before it.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Result;
use crate::state::AppState;

/// How often a thing is tried, and the pause after the first try; each further pause is twice as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    pub most: u32,
    pub pause: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self { most: 8, pause: Duration::from_millis(10) }
    }
}

/// The tries of one piece of work.
#[derive(Debug, Clone)]
pub struct Tries {
    retries: Retries,
    done: u32,
    random: u64,
}

impl Tries {
    /// `random` spreads those who crossed, so that they do not cross again.
    pub fn new(retries: Retries, random: u64) -> Self {
        Self { retries, done: 1, random }
    }

    /// Whether there is another try, after its pause.
    pub async fn again(&mut self) -> bool {
        if self.done >= self.retries.most {
            return false;
        }
        tokio::time::sleep(self.pause()).await;
        self.done += 1;
        true
    }

    /// Half as long to half as long again as the number of tries asks for.
    fn pause(&self) -> Duration {
        let whole = self.retries.pause * 2_u32.pow(self.done.min(10) - 1);
        let chance = self.random.rotate_left(self.done * 11) & 0xffff;
        whole / 2 + whole * u32::try_from(chance).unwrap_or_default() / 0x1_0000
    }
}

/// Mark of an answer: the database refused because transactions crossed.
#[derive(Debug, Clone, Copy)]
pub struct Again;

/// How often a request was tried, kept with its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts(pub u32);

/// Does the work, an async block, until it is done or fails for another reason than crossing with others. A macro, because
/// the future of a closure that borrows is not known to be `Send`.
#[macro_export]
macro_rules! retrying {
    ($tries:expr, $work:expr $(,)?) => {{
        let mut tries: $crate::retrying::Tries = $tries;
        loop {
            match $crate::retrying::once($work).await {
                Err($crate::Error::Busy { again: true, .. }) if tries.again().await => {}
                done => break done,
            }
        }
    }};
}

/// Says what a try gives: without it the block would have to.
///
/// # Errors
/// Of the work.
pub async fn once<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    work.await
}

/// Laid over addresses whose whole body is held in memory: the handler runs again with the same request.
pub async fn requests(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    // The layer outside has limited it to less.
    let Ok(bytes) = to_bytes(body, state.config.typed_bytes.max(state.config.body_bytes)).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut tries = state.tries();
    loop {
        let request = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let mut response = next.clone().run(request).await;
        if response.extensions().get::<Again>().is_some() && tries.again().await {
            continue;
        }
        response.extensions_mut().insert(Attempts(tries.done));
        return response;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn busy(again: bool) -> Result<()> {
        Err(Error::Busy { cause: "40001".to_owned(), again })
    }

    #[tokio::test]
    async fn only_what_crossed_is_done_again_and_not_for_ever() {
        let tries = || Tries::new(Retries { most: 3, pause: Duration::ZERO }, 0);
        for (again, expected) in [(true, 3), (false, 1)] {
            let mut count = 0;
            let done: Result<()> = retrying!(tries(), async {
                count += 1;
                busy(again)
            });
            assert!(matches!(done, Err(Error::Busy { .. })) && count == expected, "{again}: {count}");
        }
        let mut count = 0;
        let done = retrying!(tries(), async {
            count += 1;
            if count < 3 { busy(true) } else { Ok(()) }
        });
        assert!(done.is_ok());
    }

    #[test]
    fn each_pause_is_about_twice_as_long_as_the_one_before() {
        let pause = |done, random| Tries { done, ..Tries::new(Retries { most: 9, pause: Duration::from_millis(8) }, random) }.pause();
        assert_eq!((pause(1, 0).as_millis(), pause(2, 0).as_millis(), pause(4, 0).as_millis()), (4, 8, 32));
        assert!((11..=12).contains(&pause(1, u64::MAX).as_millis()));
    }
}
