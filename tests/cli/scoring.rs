//! `cdm score`: what is written of each sample, and what is said of all.

use super::*;

/// A table that was written: names of its columns, and its rows.
fn table(path: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    (lines.next().unwrap(), lines.collect())
}

fn column(table: &(Vec<String>, Vec<Vec<String>>), name: &str) -> Vec<f64> {
    let at = table.0.iter().position(|column| column == name).unwrap_or_else(|| panic!("{name}: {:?}", table.0));
    table.1.iter().map(|row| row[at].parse().unwrap()).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn every_sample_gets_its_row() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (plain, full, model) = (path("plain.csv"), path("full.csv"), trained.model("digits"));
    let score = |words: &[&str]| json(&[&["score", "--model", &model, "--data", "digits:test"], words].concat());
    let first = score(&["--out", &plain]);
    let rest = ["--levels", "0,5,0,21", "--posterior", "--against", "digits:train", "--out", &full];
    let second = score(&rest);
    let (plain, full) = (table(&plain), table(&full));
    assert_eq!(plain.0, ["index", "log_density", "bits_per_dim", "label"]);
    let names = "index,log_density,bits_per_dim,log_density_0,log_density_5,log_density_21,mean_level,level_entropy,\
                 log_posterior_0,percentile,typicality,typicality_percentile,label";
    assert_eq!(full.0.join(","), names);
    assert_eq!((plain.1.len(), full.1.len()), (355, 355));
    let density = column(&plain, "log_density");
    assert!((mean(&density) - number(&first["log_density_mean"])).abs() < 1e-9);
    assert_eq!(column(&full, "log_density_0"), column(&full, "log_density"));
    for ((one, other), bits) in density.iter().zip(column(&full, "log_density")).zip(column(&plain, "bits_per_dim")) {
        // Another program of the network: logits of single precision.
        assert!((one - other).abs() < 1e-3, "{one} {other}");
        assert!((bits + one / (64.0 * std::f64::consts::LN_2)).abs() < 1e-12);
    }
    let by_hand = |name: &str, found: &Value| {
        let mean = mean(&column(&full, name));
        assert!((mean - number(found)).abs() < 1e-9, "{name}: {mean} {found}");
    };
    by_hand("log_density_5", &second["at_levels"][1]["log_density_mean"]);
    by_hand("mean_level", &second["posterior"]["mean_level"]);
    by_hand("level_entropy", &second["posterior"]["entropy"]);
    by_hand("percentile", &second["against"]["percentile_mean"]);
    by_hand("typicality", &second["against"]["typicality_mean"]);
    assert_eq!(second["against"]["count"], 1442);
    // The same kind of digits, though of another part.
    assert!((30.0..70.0).contains(&number(&second["against"]["percentile_mean"])), "{second}");
    assert!(column(&full, "typicality_percentile").iter().all(|p| (0.0..=100.0).contains(p)));
}

#[test]
fn models_say_how_far_to_trust_them() {
    let trained = Trained::models();
    let words = ["score", "--model", &trained.model("digits"), "--data", "digits:test"];
    let stored = json(&words);
    assert_eq!((&stored["normaliser"]["source"], &stored["normalised"]), (&"model".into(), &false.into()));
    let output = cdm(&words);
    assert!(stderr(&output).contains("warning: the model is not normalised"), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("if divided by the normaliser") && text.contains("at the end of training"), "{text}");
    let checked = json(&[&words[..], &["--check"]].concat());
    assert_eq!(checked["normaliser"]["source"], "check");
    // 25,000 noised samples of the same images as at the end of training, with the same seed.
    assert_eq!(checked["normaliser"]["log"], stored["normaliser"]["log"]);
    // Of noised data nothing is stored.
    assert!(json(&[&words[..], &["--level", "3"]].concat())["normaliser"].is_null());
}

#[test]
fn outliers_are_told_by_their_class_or_by_their_file() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let inlier = |i: usize| format!("{},{}", 2.0 * wave(i) - 1.0, 2.0 * wave(i + 1000) - 1.0);
    let outlier = |i: usize| format!("{},{}", 40.0 + wave(i), -50.0 * wave(i + 1000));
    let rows = |lines: Vec<String>| format!("a,b,kind\n{}\n", lines.join("\n"));
    let (good, bad): (Vec<String>, Vec<String>) =
        ((0..60).map(|i| inlier(i) + ",good").collect(), (0..30).map(|i| outlier(i) + ",bad").collect());
    std::fs::write(path("all.csv"), rows([&good[..], &bad].concat())).unwrap();
    std::fs::write(path("good.csv"), rows(good)).unwrap();
    std::fs::write(path("bad.csv"), rows(bad)).unwrap();
    let spec = |name: &str| format!("csv:{}:label=kind", path(name));
    let (all, good, bad) = (spec("all.csv"), spec("good.csv"), spec("bad.csv"));
    let (model, out) = (trained.model("toy"), path("out.csv"));
    let score = |words: &[&str]| json(&[&["score", "--model", &model], words].concat());
    let by_class = score(&["--data", &all, "--outlier-class", "bad", "--against", "toy:8gaussians", "--out", &out]);
    let sets = ["--outliers", &bad, "--outliers", &good];
    let by_file = score(&[&["--data", &good, "--against", "toy:8gaussians"], &sets[..]].concat());
    assert_eq!(by_class["outliers"][0]["auroc"], by_file["outliers"][0]["auroc"]);
    assert_eq!((&by_class["count"], &by_file["count"]), (&90.into(), &60.into()));
    assert_eq!(
        (&by_file["outliers"][0]["inlier_count"], &by_file["outliers"][0]["outlier_count"]),
        (&60.into(), &30.into())
    );
    assert_eq!(by_file["outliers"][1]["auroc"]["log_density"]["auroc"], 0.5, "the very same samples: {by_file}");
    // Points 40 and more deviations away.
    for score in ["log_density", "typicality"] {
        assert_eq!(number(&by_class["outliers"][0]["auroc"][score]["auroc"]), 1.0, "{by_class}");
    }
    let table = table(&out);
    assert_eq!(column(&table, "outlier").iter().sum::<f64>(), 30.0);
    assert!(table.0.contains(&"class".to_owned()) && table.1[0].contains(&"good".to_owned()));
    let alone = score(&["--data", &all, "--outlier-class", "bad"]);
    assert!(alone["outliers"][0]["auroc"]["typicality"].is_null());
    let refuse = |words: &[&str]| refused(&[&["score", "--model", &model], words].concat());
    assert!(refuse(&["--data", &all, "--outlier-class", "ugly"]).contains("a class of"));
    assert!(refuse(&["--data", &good, "--outlier-class", "good"]).contains("others have not"));
    assert!(refuse(&["--data", "toy:8gaussians", "--outlier-class", "0"]).contains("no labels"));
    let message = refuse(&["--data", &all, "--out", &path("none/x.csv")]);
    assert!(message.contains("directory does not exist"), "{message}");
}

#[test]
fn tables_of_parquet_are_written_where_that_is_built_in() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("x.parquet").to_str().unwrap().to_owned();
    let model = trained.model("digits");
    let words = ["score", "--model", &model, "--data", "digits:test", "--out", &out];
    if cfg!(feature = "parquet") {
        assert_scores(&json(&words), 355);
        let described = json(&["data", "describe", &format!("parquet:{out}")]);
        assert_eq!(described["count"], 355, "{described}");
    } else {
        assert!(refused(&words).contains("--features parquet"));
        assert!(names(dir.path()).is_empty());
    }
}
