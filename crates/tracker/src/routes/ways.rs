//! Addresses with who may use them: no route is added without saying so, and its guard is laid over it here.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

use crate::access::Right;
use crate::auth::SignedIn;
use crate::error::Error;
use crate::state::AppState;

/// One address and method, as the list of rights shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub method: Method,
    pub path: &'static str,
    pub right: Right,
}

/// What one method of an address does, and who may.
pub struct Way {
    method: Method,
    right: Right,
    route: MethodRouter<AppState>,
}

pub fn get<H, T>(right: Right, handler: H) -> Way
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Way { method: Method::GET, right, route: routing::get(handler) }
}

pub fn post<H, T>(right: Right, handler: H) -> Way
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Way { method: Method::POST, right, route: routing::post(handler) }
}

/// Addresses that share their layers.
#[derive(Default)]
pub struct Ways {
    pub router: Router<AppState>,
    pub listed: Vec<Listed>,
}

impl Ways {
    pub fn at(mut self, path: &'static str, ways: impl IntoIterator<Item = Way>) -> Self {
        let mut routes = MethodRouter::new();
        for Way { method, right, route } in ways {
            routes = routes.merge(route.route_layer(middleware::from_fn_with_state(right, allowed)));
            self.listed.push(Listed { method, path, right });
        }
        self.router = self.router.route(path, routes);
        self
    }
}

/// Before the body is read. Whether this thing of this unit may be touched is asked by the handler, which has loaded it.
async fn allowed(State(right): State<Right>, request: Request, next: Next) -> Response {
    let posts = request.extensions().get::<SignedIn>().map(|person| person.user.posts.as_slice());
    if right.allows(posts.unwrap_or_default()) { next.run(request).await } else { Error::Forbidden.into_response() }
}
