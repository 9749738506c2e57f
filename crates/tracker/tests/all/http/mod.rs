//! The board by HTTP: who gets in, what is refused, what every answer carries.

mod protection;
mod provider;
mod sessions;
mod sign_in;
