//! `cdm report`: a page about runs.

use super::*;

/// Two short runs of the toy and a tiny one of digits, made once.
fn runs() -> &'static Trained {
    static RUNS: OnceLock<Trained> = OnceLock::new();
    RUNS.get_or_init(|| {
        let runs = Trained { dir: tempfile::tempdir().unwrap() };
        let toy = ["--data", "toy:moons", "--steps", "30", "--set", "width=16", "--set", "validate_every=10"];
        runs.train("first", &[&toy[..], &["--levels", "20"]].concat());
        runs.train("second", &[&toy[..], &["--levels", "12", "--lr", "0.003"]].concat());
        let digits = ["--data", "digits:train", "--levels", "20", "--steps", "2", "--batch", "8"];
        runs.train("digits", &[&digits[..], &["--set", "width=8", "--set", "validate_samples=40"]].concat());
        runs
    })
}

/// The page that a command writes, and the JSON that it answers.
fn report(words: &[&str]) -> (String, Value) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("report.html");
    let answer = json(&[&["report", "--samples", "200", "--out", out.to_str().unwrap()], words].concat());
    assert_eq!(names(dir.path()), ["report.html"], "nothing else is written");
    (std::fs::read_to_string(&out).unwrap(), answer)
}

fn assert_self_contained(html: &str) {
    for outside in ["http", "url(", "<script", "<link", "@import", "src=\"/", "<iframe"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert_eq!(html.matches("<img").count(), html.matches("<img alt=\"").count());
    assert_eq!(html.matches("<svg").count(), html.matches("<svg role=\"img\" aria-label=\"").count());
    assert!(!html.contains("alt=\"\"") && !html.contains("aria-label=\"\""));
}

#[test]
fn two_runs_stand_side_by_side() {
    let runs = runs();
    let (html, answer) = report(&[&runs.path("first"), &runs.path("second"), "--outliers", "toy:circles"]);
    assert_self_contained(&html);
    for heading in
        ["Summary", "Training", "Samples", "Levels", "Likelihoods", "Configuration", "How this page was made"]
    {
        assert!(html.contains(&format!("\">{heading}</h2>")), "{heading}");
    }
    for run in answer["runs"].as_array().unwrap() {
        for kind in ["held_out", "train", "outliers"] {
            assert_scores(&run[kind], 200);
        }
        assert_eq!(
            (&run["model"], &run["step"], &run["notes"]),
            (&"best.safetensors".into(), &30.into(), &[(); 0][..].into())
        );
    }
    let levels = |run: usize| answer["runs"][run]["levels"]["normalisers"].as_array().unwrap().len();
    assert_eq!((levels(0), levels(1)), (21, 13));
    // Settings that differ are marked, with both values; others are not.
    assert!(html.contains("<tr class=\"mark\"><td>lr</td>") && html.contains("<tr><td>width</td>"));
    assert!(html.contains("level, as a share of the last") && html.contains("different noise schedules"));
    assert!(html.contains("var(--c0)") && html.contains("var(--c1)"));
    // The same command gives the same numbers.
    assert_eq!(report(&[&runs.path("first"), "--outliers", "toy:circles"]).1["runs"][0], answer["runs"][0]);
    let (html, last) = report(&[&runs.path("first"), "--last"]);
    assert_eq!(last["runs"][0]["model"], "model.safetensors");
    assert!(html.contains("<td>model.safetensors</td>") && html.contains(" --last"));
}

#[test]
fn a_run_on_images_shows_them_and_a_model_alone_is_enough() {
    let runs = runs();
    let (html, answer) = report(&[&runs.path("digits")]);
    assert_self_contained(&html);
    // Samples of the run, held-out images, denoising, the mean image.
    assert_eq!(html.matches("<img").count(), 4);
    assert!(
        html.contains("bits per dimension")
            && html.contains(">Denoising</h2>")
            && html.contains("arch = &quot;unet&quot;")
    );
    let model = runs.path("digits/model.safetensors");
    let (html, alone) = report(&[&model]);
    assert!(html.contains("There are no metrics") && html.matches("<img").count() == 4);
    assert_eq!(alone["runs"][0]["held_out"]["count"], answer["runs"][0]["held_out"]["count"]);
}

#[test]
fn a_run_whose_data_are_gone_is_shown_by_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, run) = (path("x.npy"), path("run"));
    write_vectors(Path::new(&data), 60, 3, wave);
    json(&[
        "train",
        "--data",
        &format!("npy:{data}"),
        "--out",
        &run,
        "--levels",
        "8",
        "--steps",
        "4",
        "--set",
        "width=8",
    ]);
    let (html, answer) = report(&[&run]);
    assert!(answer["runs"][0]["notes"].as_array().unwrap().is_empty());
    assert!(html.contains("Histograms of column 3"));
    std::fs::remove_file(&data).unwrap();
    let (html, answer) = report(&[&run]);
    assert_self_contained(&html);
    let note = answer["runs"][0]["notes"][0].as_str().unwrap();
    assert!(note.contains("x.npy: no such file") && html.contains("x.npy: no such file"), "{note}");
    assert!(html.contains(">Training</h2>") && html.contains("Curves of") && !html.contains(">Levels</h2>"));
}

#[test]
fn what_is_no_run_is_refused_with_what_to_give() {
    let (runs, dir) = (runs(), tempfile::tempdir().unwrap());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let out = path("report.html");
    let report = |words: &[&str]| refused(&[&["report", "--out", &out], words].concat());
    let message = report(&[dir.path().to_str().unwrap()]);
    assert!(message.contains("it holds no run") && message.contains("cdm train --out"), "{message}");
    assert!(report(&[&path("none")]).contains("no such file; check the path"));
    std::fs::write(path("x.safetensors"), "x").unwrap();
    assert!(report(&[&path("x.safetensors")]).contains("not a model that can be used"));
    assert!(report(&[]).contains("RUN"));
    let first = runs.path("first");
    assert!(report(&[&first, "--outliers", "digits"]).contains("64 values per sample"));
    assert!(report(&[&first, "--outliers", "toy:moon"]).contains("did you mean 'moons'?"));
    assert!(refused(&["report", &first, "--out", "report.png"]).contains(".html"));
    assert!(refused(&["report", &first, "--out", &path("none/report.html")]).contains("does not exist"));
    assert_eq!(names(dir.path()), ["x.safetensors"]);
}
