//! The process at the other end of a loopback connection, where Linux tells: its end is seen even when its connections say nothing of it.
//! <https://docs.kernel.org/networking/proc_net_tcp.html>

use std::fs;
use std::net::{IpAddr, SocketAddr};

/// Where Linux lists sockets; a client may have come by IPv6 to an address of IPv4.
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// A process of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Peer {
    pub(super) id: u32,
}

impl Peer {
    /// The process whose socket at `its` end is connected to `ours`; `None` where that is not to be seen: another user's, in another
    /// container, or on another system. Reads files: not for a task that must not wait.
    pub(super) fn of(its: SocketAddr, ours: SocketAddr) -> Option<Self> {
        let tables = TABLES
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok());
        let inode = tables
            .into_iter()
            .find_map(|table| inode_of(&table, its, ours))?;
        let socket = format!("socket:[{inode}]");
        let processes = fs::read_dir("/proc").ok()?.flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.into_iter()
            .find(|id| holds(*id, &socket))
            .map(|id| Self { id })
    }

    /// Whether it runs, stands in a debugger, or otherwise has not ended.
    pub(super) fn is_running(self) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id));
        stat.is_ok_and(|stat| !has_ended(&stat))
    }
}

/// The inode of a socket in one of Linux' tables.
fn inode_of(table: &str, its: SocketAddr, ours: SocketAddr) -> Option<String> {
    let (its, ours) = (spelled(its)?, spelled(ours)?);
    let mut lines = table.lines();
    lines.find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (local, remote, inode) = (fields.get(1)?, fields.get(2)?, fields.get(9)?);
        // An address of IPv4 in the table of IPv6 ends as it is spelled in its own.
        let is_meant = local.ends_with(&its) && remote.ends_with(&ours);
        is_meant.then(|| (*inode).to_owned())
    })
}

/// `127.0.0.1:9001` is `0100007F:2329` where numbers begin with their last byte.
fn spelled(address: SocketAddr) -> Option<String> {
    let IpAddr::V4(ip) = address.ip() else {
        return None;
    };
    let number = u32::from_ne_bytes(ip.octets());
    Some(format!("{number:08X}:{:04X}", address.port()))
}

/// Whether a file of the process is this socket.
fn holds(process_id: u32, socket: &str) -> bool {
    let files = fs::read_dir(format!("/proc/{process_id}/fd"));
    let mut files = files.into_iter().flatten().flatten();
    files.any(|file| fs::read_link(file.path()).is_ok_and(|target| target.as_os_str() == socket))
}

/// The state stands behind the name, which may hold anything.
fn has_ended(stat: &str) -> bool {
    let state = stat.rsplit(')').next().unwrap_or_default();
    matches!(state.trim_start().chars().next(), None | Some('Z' | 'X'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
        0: 0100007F:2329 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 20 4 30 10 -1\n   \
        1: 0100007F:9C40 0100007F:2329 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 20 4 30 10 -1\n   \
        2: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:2329 01 0:0 00:0 0 1000 0 333 1\n";

    fn at(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_socket_is_found_by_both_of_its_ends() {
        assert_eq!(
            inode_of(TABLE, at(40_000), at(9001)).as_deref(),
            Some("222")
        );
        assert_eq!(
            inode_of(TABLE, at(40_001), at(9001)).as_deref(),
            Some("333")
        );
        assert_eq!(inode_of(TABLE, at(40_002), at(9001)), None);
    }

    #[test]
    fn a_process_that_waits_to_be_reaped_has_ended() {
        assert!(!has_ended("7 (a) Z (b) S 1 7"));
        assert!(!has_ended("7 (stopped) t 1 7"));
        assert!(has_ended("7 (gone) Z 1 7"));
        assert!(has_ended(""));
    }

    #[test]
    fn a_connection_of_this_process_is_this_process() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let ours = listener.local_addr().unwrap();
        let client = std::net::TcpStream::connect(ours).unwrap();
        let found = Peer::of(client.local_addr().unwrap(), ours);
        // Elsewhere than on Linux nobody tells.
        if cfg!(target_os = "linux") {
            let id = std::process::id();
            assert_eq!(found, Some(Peer { id }));
            assert!(Peer { id }.is_running());
        }
    }
}
