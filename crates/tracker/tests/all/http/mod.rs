//! The board by HTTP: who gets in, what is refused, what every answer carries.

mod crossing;
mod protection;
mod provider;
mod rights;
mod sessions;
mod sign_in;
