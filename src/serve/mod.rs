//! The site as readers will see it, while it is being written: pages are made when a browser asks for them, and open ones
//! follow every change of the files. Nothing is written to the output folder.
//!
//! A page is what `build` makes, and a line for the browser's own script. Open pages ask how they are now (`events` in
//! `http`) and compare that with how they were when they were sent: state is compared and not signals, so no change can
//! be lost on the way, and a page that has not changed is left alone.

mod answer;
mod http;
mod live;
mod session;
mod watch;

pub use answer::{Answer, Body};
pub use live::Look;
pub use session::{Changed, Session};

use crate::source::Disk;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch::Sender;

/// How many ports are tried, from the one that was asked for.
const PORTS: u16 = 20;

/// A door for browsers.
pub struct Door {
    listener: TcpListener,
    /// Where it is.
    pub address: SocketAddr,
}

impl Door {
    /// Opens the port, or if another program has it, the next free one.
    ///
    /// # Errors
    /// None of them can be had.
    pub fn open(host: IpAddr, port: u16) -> io::Result<Self> {
        let mut outcome = TcpListener::bind((host, port));
        for next in (1..PORTS).map_while(|step| port.checked_add(step)).filter(|_| port != 0) {
            let Err(error) = &outcome else { break };
            if error.kind() != io::ErrorKind::AddrInUse {
                break;
            }
            outcome = TcpListener::bind((host, next));
        }
        let listener = outcome?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }
}

/// Serves a session until the program is ended. `said` is told of every change, in the words of the terminal.
///
/// # Errors
/// The door cannot be used.
pub fn serve(session: Session<Disk>, door: Door, root: &Path, said: impl Fn(&str) + Send + Sync) -> io::Result<()> {
    let session = Arc::new(session);
    let (counter, heard) = tokio::sync::watch::channel(0_u64);
    let watched = Arc::clone(&session);
    std::thread::scope(|scope| {
        scope.spawn(move || watch::follow(root, &watched, |changed| tell(&watched, changed, &counter, &said)));
        http::run(door, session, heard)
    })
}

/// Takes a change over, and lets every open page know.
fn tell(session: &Session<Disk>, changed: &Changed, counter: &Sender<u64>, said: &impl Fn(&str)) {
    let outcome = session.change(changed);
    counter.send_modify(|number| *number += 1);
    said(&outcome);
}
