//! The board by HTTP: who gets in, what is refused, what every answer carries.

mod crossing;
mod protection;
mod rights;
mod provider;
mod sessions;
mod sign_in;
