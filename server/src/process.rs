//! What the process knows of itself and of others.

/// How many bytes of memory the process holds; `None` where that is not known.
pub fn resident_bytes() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        // The second number of `proc_pid_statm(5)` is the resident set, in pages.
        let sizes = std::fs::read_to_string("/proc/self/statm").ok()?;
        let pages: u64 = sizes.split_whitespace().nth(1)?.parse().ok()?;
        pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()?)
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Whether there is a process with that id. On Windows this is not checked and always true.
pub fn is_running(process: u32) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        use rustix::process::{Pid, test_kill_process};

        let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return false };
        // The system refuses to signal another user's process, which exists then.
        test_kill_process(pid) != Err(Errno::SRCH)
    }
    #[cfg(not(unix))]
    {
        let _ = process;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_process_is_running_until_it_has_ended() {
        assert!(is_running(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!is_running(child.id()));
        assert!(!is_running(0) && !is_running(u32::MAX));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_holds_more_than_a_page_and_less_than_the_machine_has() {
        let bytes = resident_bytes().unwrap();
        assert!((1 << 16..1 << 40).contains(&bytes), "{bytes}");
    }
}
