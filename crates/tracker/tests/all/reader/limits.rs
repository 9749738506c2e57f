use std::time::Duration;

use roviec_tracker::reader::{Failure, Limits};

use crate::support::reader::faulty;

/// Enough to start a process on a busy machine; what hangs never ends by itself.
const SHORT: Limits = Limits { wall: Duration::from_secs(60), urgent_wall: Duration::from_secs(2), cpu_seconds: 60, memory: 1 << 30 };

async fn end(fault: &str, limits: Limits) -> Failure {
    faulty(fault, limits).page(b"bytes of a document", 1, 1).await.expect_err("the reader breaks")
}

#[tokio::test]
async fn a_child_that_hangs_is_ended() {
    assert_eq!(end("hang", SHORT).await, Failure::TooLong(2));
}

#[tokio::test]
async fn a_child_that_only_complains_is_ended() {
    assert_eq!(end("complain", SHORT).await, Failure::TooLong(2));
}

#[cfg(unix)]
#[tokio::test]
async fn processor_time_is_limited_also_when_nobody_watches_the_clock() {
    assert_eq!(end("spin", Limits { cpu_seconds: 1, ..Limits::default() }).await, Failure::TooLong(1));
}

#[cfg(unix)]
#[tokio::test]
async fn memory_is_limited() {
    assert_eq!(end("memory", Limits { memory: 256 << 20, ..Limits::default() }).await, Failure::TooMuchMemory);
}

#[cfg(unix)]
#[tokio::test]
async fn a_stack_that_overflows_is_said() {
    assert_eq!(end("depth", Limits::default()).await, Failure::TooDeep);
}

#[cfg(unix)]
#[tokio::test]
async fn a_child_that_is_killed_is_said() {
    assert_eq!(end("die", Limits::default()).await, Failure::Killed);
}

#[tokio::test]
async fn a_panic_tells_the_log_where_and_nothing_of_the_document() {
    let Failure::Fault(why) = end("panic", Limits::default()).await else { panic!("a fault") };
    assert!(why.contains("faulty_reader.rs") && !why.contains("bytes of a document"), "{why}");
}

#[tokio::test]
async fn a_child_that_leaves_without_a_word_is_a_fault() {
    assert!(matches!(end("leave", Limits::default()).await, Failure::Fault(_)));
}

#[tokio::test]
async fn a_child_that_never_stops_talking_is_ended() {
    for fault in ["chatter", "line"] {
        assert!(matches!(end(fault, Limits::default()).await, Failure::TooMuchOutput(_)), "{fault}");
    }
}

#[tokio::test]
async fn a_result_beyond_the_limit_is_refused() {
    assert_eq!(end("flood", Limits::default()).await, Failure::TooMuchOutput(8));
}

#[cfg(unix)]
#[tokio::test]
async fn a_child_writes_no_file() {
    // The first byte written beyond the allowed size of a file, which is none, ends the process.
    assert_eq!(end("write", Limits::default()).await, Failure::Killed);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_child_is_given_nothing_of_the_server() {
    use std::os::fd::AsRawFd;
    let file = tempfile::tempfile().expect("a file that the server has open");
    let socket = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a socket of the server");
    let names = [file.as_raw_fd(), socket.as_raw_fd()].map(|fd| std::fs::read_link(format!("/proc/self/fd/{fd}")).expect("it is open"));
    let Failure::Refused { sentence, .. } = end("seen", Limits::default()).await else { panic!("an answer") };
    let (environment, open) = sentence.split_once(" | ").expect("both");
    assert_eq!(environment, roviec_tracker::reader::ENVIRONMENT.map(|(name, _)| name).join(","));
    let open: Vec<&str> = open.split(',').collect();
    assert!(open.len() > 3 && names.iter().all(|name| !open.contains(&name.to_str().expect("a plain name"))), "{open:?}");
}

#[tokio::test]
async fn every_bad_end_has_a_sentence_that_says_what_to_do() {
    let ends = [
        Failure::TooLong(60),
        Failure::TooMuchMemory,
        Failure::TooDeep,
        Failure::TooMuchOutput(16),
        Failure::Killed,
        Failure::Fault("x".to_owned()),
        Failure::NotStarted("x".to_owned()),
    ];
    let sentences: std::collections::BTreeSet<String> = ends.iter().map(Failure::sentence).collect();
    assert_eq!(sentences.len(), ends.len());
    assert!(sentences.iter().all(|sentence| sentence.contains("; hãy ") && sentence.ends_with('.')), "{sentences:?}");
}
