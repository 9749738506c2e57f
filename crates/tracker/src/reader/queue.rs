//! Who waits for a reading process, in the order they came.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many jobs at a time; the others wait.
#[derive(Debug, Clone)]
pub struct Lane {
    places: Arc<Semaphore>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    next: u64,
    numbers: Vec<u64>,
}

/// A number in the queue; dropped, the place behind moves up.
#[derive(Debug)]
pub struct Ticket {
    pub number: u64,
    lane: Lane,
}

impl Lane {
    pub fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), waiting: Arc::default() }
    }

    pub fn ticket(&self) -> Ticket {
        let mut waiting = self.waiting();
        let number = waiting.next;
        waiting.next += 1;
        waiting.numbers.push(number);
        Ticket { number, lane: self.clone() }
    }

    /// How many come before this number; `None` once it is no longer waiting.
    pub fn ahead(&self, number: u64) -> Option<usize> {
        self.waiting().numbers.iter().position(|waiting| *waiting == number)
    }

    /// All that wait.
    pub fn len(&self) -> usize {
        self.waiting().numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Waits; the place is free again when what it gives is dropped.
    pub async fn turn(self) -> OwnedSemaphorePermit {
        self.lane.places.clone().acquire_owned().await.expect("the places are never closed")
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.lane.waiting().numbers.retain(|number| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_who_wait_move_up_when_one_gives_up() {
        let lane = Lane::new(1);
        let turn = lane.ticket().turn().await;
        let [first, second, third] = [lane.ticket(), lane.ticket(), lane.ticket()];
        let (second_number, third_number) = (second.number, third.number);
        assert_eq!((lane.ahead(first.number), lane.ahead(third_number)), (Some(0), Some(2)));
        drop(second);
        assert_eq!((lane.ahead(second_number), lane.ahead(third_number)), (None, Some(1)));
        drop(turn);
        let _turn = first.turn().await;
        assert_eq!(lane.ahead(third_number), Some(0));
    }
}
