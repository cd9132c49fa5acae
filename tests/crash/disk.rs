//! Disks that fill up or cannot be written to, made in a mount namespace of the test's own. Where the system allows none, the
//! tests say that they were skipped.

use super::*;

/// Runs a shell script as root of a namespace of its own, with `$1` the program, `$2` a directory to mount on, `$3` a directory for
/// results, and the words of a run behind them. `None` where there are no namespaces.
fn in_namespace(script: &str, mount: &Path, results: &Path) -> Option<Output> {
    let works = Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("SKIPPED: `unshare -rm` does not work here, so there is no small disk to fill");
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-e", "-u", "-c", script, "sh", env!("CARGO_BIN_EXE_cdm")]);
    Some(command.arg(mount).arg(results).args(RUN).output().unwrap())
}

fn text(path: &Path) -> String {
    String::from_utf8(read(path)).unwrap()
}

#[test]
fn a_disk_that_fills_up_costs_nothing_but_time() {
    let (whole, dir) = (Whole::run(), tempfile::tempdir().unwrap());
    let (mount, results) = (dir.path().join("disk"), dir.path().join("results"));
    [&mount, &results].into_iter().for_each(|dir| std::fs::create_dir(dir).unwrap());
    let script = r#"
        cdm=$1 disk=$2 results=$3; shift 3
        mount -t tmpfs -o size=8m tmpfs "$disk"
        # Room for some checkpoints, but not for all that the run writes.
        head -c 7980k /dev/zero > "$disk/other"
        "$cdm" train --out "$disk/run" "$@" > "$results/out" 2> "$results/full" && code=0 || code=$?
        echo $code > "$results/code"
        ls "$disk/run/checkpoints" > "$results/checkpoints"
        rm "$disk/other"
        "$cdm" train --resume --out "$disk/run" 2> "$results/resumed"
        cp -r "$disk/run" "$results"
    "#;
    let Some(output) = in_namespace(script, &mount, &results) else { return };
    let full = text(&results.join("full"));
    assert!(output.status.success(), "{}: {full}", stderr(&output));
    assert_eq!(text(&results.join("code")), "1\n", "{full}");
    assert!(full.contains("cannot be written") && full.contains("No space left"), "{full}");
    assert!(full.contains("is whole") && full.contains("MB of space") && full.contains("--resume --out"), "{full}");
    assert!(!text(&results.join("checkpoints")).is_empty(), "it filled up after a checkpoint: {full}");
    assert!(text(&results.join("resumed")).contains("going on after step"), "{}", text(&results.join("resumed")));
    whole.assert_equals(&results.join("run"), "a full disk");
}

#[test]
fn a_disk_that_cannot_be_written_is_told_before_any_step() {
    let dir = tempfile::tempdir().unwrap();
    let (mount, results) = (dir.path().join("disk"), dir.path().join("results"));
    [&mount, &results].into_iter().for_each(|dir| std::fs::create_dir(dir).unwrap());
    let script = r#"
        cdm=$1 disk=$2 results=$3; shift 3
        mount -t tmpfs tmpfs "$disk"
        "$cdm" train --out "$disk/run" "$@" > "$results/out" 2> "$results/made"
        mount -o remount,ro "$disk"
        "$cdm" train --out "$disk/new" "$@" 2> "$results/new" && code=0 || code=$?
        echo $code > "$results/code"
        "$cdm" train --resume --steps 3500 --out "$disk/run" 2> "$results/old" && code=0 || code=$?
        echo $code >> "$results/code"
    "#;
    let Some(output) = in_namespace(script, &mount, &results) else { return };
    assert!(output.status.success(), "{}", stderr(&output));
    for name in ["new", "old"] {
        let message = text(&results.join(name));
        assert!(message.contains("cannot be written") && message.contains("Read-only"), "{message}");
    }
    assert_eq!(text(&results.join("code")), "1\n1\n");
}
