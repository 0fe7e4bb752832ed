use super::*;

const PLENTY: Limits = Limits { time: Duration::from_secs(60), bytes: 1 << 20 };

fn shell(script: &str, limits: Limits, cancel: &Cancel) -> Result<(Ran, String), Failure> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]);
    let mut text = String::new();
    let (ran, read) = run(&mut command, limits, cancel, &mut |output| {
        output.read_to_string(&mut text).map_err(serde_json::Error::io)?;
        Ok(())
    })?;
    read.unwrap();
    Ok((ran, text))
}

#[test]
fn a_program_is_run_to_its_end_with_a_closed_stdin() {
    let script = "cat; echo out; echo noise >&2; exit 3";
    let (ran, text) = shell(script, PLENTY, &Cancel::default()).unwrap();
    assert_eq!((ran.code, text.as_str(), ran.stderr.as_str()), (Some(3), "out\n", "noise\n"));
    assert_eq!(ran.how_it_ended(), "exited with code 3");
    let (ran, _) = shell("kill -9 $$", PLENTY, &Cancel::default()).unwrap();
    assert_eq!(ran.how_it_ended(), "was terminated by signal 9");
}

#[test]
fn a_program_that_takes_too_long_is_ended_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    // Neither listens to the request to end.
    let script = format!(
        "trap '' TERM; sh -c 'trap \"\" TERM; sleep 1000' & echo $! > '{}'; wait; wait",
        pid.display()
    );
    let limits = Limits { time: Duration::from_millis(300), ..PLENTY };
    let failure = shell(&script, limits, &Cancel::default()).unwrap_err();
    assert_eq!(failure.kind, Kind::Hangs, "{failure}");
    let child = std::fs::read_to_string(pid).unwrap();
    let is_running = || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
        !state.is_empty() && !state.contains(" Z ")
    };
    while is_running() {
        std::thread::yield_now();
    }
}

#[test]
fn a_run_that_is_stopped_ends_its_programs_and_starts_no_more() {
    let cancel = Cancel::default();
    let failure = thread::scope(|scope| {
        let running = scope.spawn(|| shell("sleep 1000", PLENTY, &cancel).unwrap_err());
        cancel.cancel();
        running.join().unwrap()
    });
    assert_eq!(failure.kind, Kind::Cancelled);
    assert_eq!(shell("exit 0", PLENTY, &cancel).unwrap_err().kind, Kind::Cancelled);
}

#[test]
fn output_without_end_is_not_kept_and_stderr_without_end_only_in_part() {
    let limits = Limits { bytes: 1000, ..PLENTY };
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec yes"]);
    let read = run(&mut command, limits, &Cancel::default(), &mut |output| {
        io::copy(output, &mut io::sink()).map_err(serde_json::Error::io)?;
        Ok(())
    });
    let failure = read.unwrap_err();
    assert!(failure.to_string().contains("printed more than"), "{failure}");

    let script = "head -c 1000000 /dev/zero | tr '\\0' 'x' >&2; echo end >&2";
    let (ran, _) = shell(script, PLENTY, &Cancel::default()).unwrap();
    assert!(ran.stderr.len() <= STDERR_BYTES && ran.stderr.ends_with("xend\n"));
}

#[test]
fn a_program_that_is_stopped_since_it_reads_from_the_terminal_is_told_so() {
    let script = "echo 'Enter MFA code for arn:aws:iam::111122223333:mfa/me:' >&2; kill -STOP $$; echo asked";
    let failure = shell(script, PLENTY, &Cancel::default()).unwrap_err();
    assert_eq!(failure.kind, Kind::Hangs);
    let message = failure.to_string();
    assert!(message.contains("waits for input") && message.contains("Enter MFA code"), "{message}");
}

#[test]
fn a_program_that_leaves_another_behind_with_its_stderr_is_not_waited_for_longer() {
    let (ran, text) = shell("sleep 30 >/dev/null & echo done", PLENTY, &Cancel::default()).unwrap();
    assert!(ran.succeeded());
    assert_eq!(text, "done\n");
}

#[test]
fn a_program_that_is_not_there_is_said_in_one_line() {
    let mut command = Command::new("/no/such/program");
    let failure = run(&mut command, PLENTY, &Cancel::default(), &mut |_| Ok(())).unwrap_err();
    assert_eq!(failure.kind, Kind::NoProgram);
    assert!(failure.to_string().starts_with("cannot run /no/such/program: "), "{failure}");
}
