//! The reading process by itself: what it gives back, and what each limit makes of a bad end.

mod jobs;
mod limits;
