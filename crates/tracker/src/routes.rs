//! Every address of the board, in one list.

use axum::Router;
use axum::routing::get;

use crate::state::AppState;

/// The whole board as a service.
pub fn app(state: AppState) -> Router {
    Router::new().route("/healthz", get(healthz)).with_state(state)
}

async fn healthz() -> &'static str {
    "ok"
}
