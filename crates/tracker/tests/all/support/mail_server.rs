//! A mail server on this machine that speaks enough SMTP (RFC 5321) and does what a test tells it: answers late, refuses, dies.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// What happens to the next mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Take,
    /// Does not answer the recipient until it is let.
    HoldRecipient,
    /// Takes the mail, and does not say so until it is let.
    HoldTaken,
    /// Gone in the middle of the text.
    CloseInText,
    /// Takes the mail, says so, and is gone.
    CloseAfterTaking,
}

#[derive(Debug, Default)]
struct Told {
    orders: VecDeque<Order>,
    /// Answer to a recipient instead of yes.
    refused: HashMap<String, u16>,
    /// Recipient and text of each mail that was taken.
    taken: Vec<(String, String)>,
}

#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    told: Arc<Mutex<Told>>,
    /// One for each time that the server holds an answer back.
    pub holds: Arc<Semaphore>,
    /// One for each answer it may give.
    pub may_answer: Arc<Semaphore>,
}

impl MailServer {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (told, holds, may_answer) = (Arc::default(), Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let server = Self { port, told, holds, may_answer };
        let served = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.talk(stream).await });
            }
        });
        server
    }

    pub fn order(&self, orders: &[Order]) {
        self.told.lock().expect("is whole").orders.extend(orders);
    }

    pub fn refuse(&self, to: &str, code: Option<u16>) {
        let mut told = self.told.lock().expect("is whole");
        match code {
            Some(code) => told.refused.insert(to.to_owned(), code),
            None => told.refused.remove(to),
        };
    }

    /// How many mails each recipient has.
    pub fn counts(&self) -> Vec<(String, usize)> {
        let mut out: HashMap<String, usize> = HashMap::new();
        for (to, _) in &self.told.lock().expect("is whole").taken {
            *out.entry(to.clone()).or_default() += 1;
        }
        let mut out: Vec<_> = out.into_iter().collect();
        out.sort();
        out
    }

    pub fn text(&self, to: &str) -> String {
        let told = self.told.lock().expect("is whole");
        told.taken.iter().find(|(known, _)| known == to).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    async fn hold(&self) {
        self.holds.add_permits(1);
        self.may_answer.acquire().await.expect("is open").forget();
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading);
        let (mut to, mut order) = (String::new(), Order::Take);
        say(&mut writing, "220 mail.test ESMTP").await?;
        loop {
            let line = read(&mut lines).await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "EHLO" => say(&mut writing, "250-mail.test\r\n250 8BITMIME").await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let refused = self.told.lock().expect("is whole").refused.get(&to).copied();
                    if let Some(code) = refused {
                        say(&mut writing, &format!("{code} not here")).await?;
                        continue;
                    }
                    order = self.told.lock().expect("is whole").orders.pop_front().unwrap_or(Order::Take);
                    if order == Order::HoldRecipient {
                        self.hold().await;
                    }
                    say(&mut writing, "250 yes").await?;
                }
                "DATA" => {
                    say(&mut writing, "354 go on").await?;
                    let text = self.take_text(&mut lines, order).await?;
                    self.told.lock().expect("is whole").taken.push((to.clone(), text));
                    if order == Order::HoldTaken {
                        self.hold().await;
                    }
                    say(&mut writing, "250 taken").await?;
                    if order == Order::CloseAfterTaking {
                        return None;
                    }
                }
                "QUIT" => return say(&mut writing, "221 bye").await,
                _ => say(&mut writing, "250 yes").await?,
            }
        }
    }

    /// Up to the line with a dot alone.
    async fn take_text(&self, lines: &mut BufReader<OwnedReadHalf>, order: Order) -> Option<String> {
        let mut text = String::new();
        loop {
            let line = read(lines).await?;
            if order == Order::CloseInText {
                return None;
            }
            if line == "." {
                return Some(text);
            }
            text += &(line + "\n");
        }
    }
}

async fn read(lines: &mut BufReader<OwnedReadHalf>) -> Option<String> {
    let mut line = String::new();
    let count = lines.read_line(&mut line).await.ok()?;
    (count > 0).then(|| line.trim_end().to_owned())
}

async fn say(writing: &mut OwnedWriteHalf, line: &str) -> Option<()> {
    writing.write_all(format!("{line}\r\n").as_bytes()).await.ok()
}
