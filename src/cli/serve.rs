//! `halaman serve`.

use super::{SITE_HAS_ERRORS, SiteOptions, print, wrong_use};
use crate::build::Request;
use crate::config;
use crate::diag::{Diagnostics, FileTable};
use crate::serve::{self, Door, Session};
use crate::source::{SiteDir, reason_of};
use clap::Args;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, ExitCode, Stdio};

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    site: SiteOptions,
    /// The port; if another program has it, the next free one is taken
    #[arg(long, short, value_name = "PORT", default_value_t = 8000)]
    port: u16,
    /// Let other machines in by this address of yours, such as 0.0.0.0; default: nobody but this one
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Open the front page in the browser
    #[arg(long)]
    open: bool,
}

/// Serves until the program is ended.
pub(super) fn run(typed: Serve) -> ExitCode {
    let first = match typed.site.request() {
        Ok(request) => request,
        Err(reason) => return wrong_use("serve", &reason),
    };
    typed.site.say_what(&first);
    let door = match Door::open(typed.host, typed.port) {
        Ok(door) => door,
        Err(error) => {
            eprintln!("error: cannot open port {} at {}: {}", typed.port, typed.host, reason_of(&error));
            return ExitCode::from(SITE_HAS_ERRORS);
        }
    };
    let (site, root) = (typed.site.disk(), typed.site.site.clone());
    let url = front(door.address, &site, typed.site.base_url.as_deref());
    greet(&typed, door.address, &url);
    let options = typed.site;
    // What was typed was good a moment ago, and only the clock is read anew.
    let request = move || {
        let request = options.request().unwrap_or_else(|_| first.clone());
        Request { cache: request.cache.kept(), ..request }
    };
    let session = Session::new(site, request, chrono::Utc::now);
    match serve::serve(session, door, &root, |text| eprint!("{text}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot serve: {}", reason_of(&error));
            ExitCode::from(SITE_HAS_ERRORS)
        }
    }
}

fn greet(typed: &Serve, address: SocketAddr, url: &str) {
    if typed.port != 0 && address.port() != typed.port {
        eprintln!("port {} is taken by another program, so this is {}", typed.port, address.port());
    }
    if !address.ip().is_loopback() {
        eprintln!("anybody who can reach {} sees this site, drafts and all that is shown with it", address.ip());
    }
    print(&format!("{url} (end with Ctrl-C)\n"));
    if typed.open && open(url).is_err() {
        eprintln!("no browser could be opened; go to {url}");
    }
}

/// The address of the front page: below the path of `base_url`. What is wrong with the configuration is told later.
fn front(address: SocketAddr, site: &dyn SiteDir, base_url: Option<&str>) -> String {
    let config = config::load(site, &mut FileTable::default(), base_url, &mut Diagnostics::default());
    let path = config.base_url.path();
    let host =
        if address.ip().is_unspecified() { SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())) } else { address };
    format!("http://{host}/{}", path.trim_start_matches('/'))
}

fn open(url: &str) -> std::io::Result<()> {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    Command::new(program).args(before).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map(drop)
}
