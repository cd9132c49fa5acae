//! Conditional densities, and classes by Bayes' rule.

use super::*;

/// Three classes of points, 2 apart with deviation 0.5, the last half as frequent as the others; and a model of them.
struct Animals {
    dir: TempDir,
}

impl Animals {
    fn new() -> Self {
        let animals = Self { dir: tempfile::tempdir().unwrap() };
        let (train, test) = (animals.write("train.csv", 0, 500), animals.write("test.csv", 500, 300));
        let words = ["--levels", "10", "--steps", "500", "--set", "width=32", "--set", "warmup=10", "--set", "w_ce=1"];
        json(&[&["train", "--data", &train, "--conditional", "--out", &animals.path("run")], &words[..]].concat());
        assert!(test.ends_with("label=kind"));
        animals
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn spec(&self, name: &str) -> String {
        format!("csv:{}:label=kind", self.path(name))
    }

    fn model(&self) -> String {
        self.path("run/model.safetensors")
    }

    fn write(&self, name: &str, first: usize, count: usize) -> String {
        let uniform = |i: usize| (f64::from(wave(i)) * 4096.0).fract().clamp(1e-9, 1.0);
        let line = |i: usize| {
            let (kind, centre) =
                [("cat", [-1.0, 0.0]), ("dog", [1.0, 0.0]), ("owl", [0.0, 1.7])][[0, 1, 2, 0, 1][i % 5]];
            let radius = 0.5 * (-2.0 * uniform(2 * i).ln()).sqrt();
            let angle = std::f64::consts::TAU * uniform(2 * i + 1);
            format!("{},{},{kind}", centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin())
        };
        let lines: Vec<String> = (first..first + count).map(line).collect();
        std::fs::write(self.path(name), format!("a,b,kind\n{}\n", lines.join("\n"))).unwrap();
        self.spec(name)
    }
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn classes_follow_from_conditional_densities() {
    let animals = Animals::new();
    let (model, test, out) = (animals.model(), animals.spec("test.csv"), animals.path("out.csv"));
    let classify = |words: &[&str]| json(&[&["classify", "--model", &model, "--data", &test], words].concat());
    let found = classify(&["--out", &out]);
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value}"));
    // Gaussians 2 apart with deviation 0.5 overlap in a few per cent.
    let accuracy = number(&found["accuracy"]);
    assert!(accuracy > 0.88 && number(&found["accuracy_stderr"]) < 0.03, "{found}");
    assert_eq!(found["classes"], serde_json::json!(["cat", "dog", "owl"]));
    assert_eq!((&found["count"], &found["nfe"], &found["prior"]), (&300.into(), &3.into(), &"data".into()));
    let confusion: Vec<Vec<u64>> = serde_json::from_value(found["confusion"].clone()).unwrap();
    assert_eq!(confusion.iter().map(|row| row.iter().sum()).collect::<Vec<u64>>(), [120, 120, 60]);
    let right: u64 = (0..3).map(|class| confusion[class][class]).sum();
    assert!((right as f64 / 300.0 - accuracy).abs() < 1e-12);
    let rows = rows(&out);
    let names = "index,class,predicted,posterior,posterior_cat,posterior_dog,posterior_owl,label,label_class";
    assert_eq!((rows.len(), rows[0].join(",")), (301, names.to_owned()));
    let mut log_true = 0.0;
    for row in &rows[1..] {
        let posterior: Vec<f64> = row[4..7].iter().map(|cell| cell.parse().unwrap()).collect();
        assert!((posterior.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let predicted: usize = row[2].parse().unwrap();
        assert_eq!((row[3].parse(), row[1].as_str()), (Ok(posterior[predicted]), ["cat", "dog", "owl"][predicted]));
        log_true += posterior[row[7].parse::<usize>().unwrap()].ln() / 300.0;
    }
    assert!((log_true - number(&found["log_posterior_mean"])).abs() < 1e-9, "{log_true} {found}");
    // Found on the very samples that are judged, offsets can only help.
    let calibrated = classify(&["--calibrate", &test]);
    let offsets: Vec<f64> = serde_json::from_value(calibrated["calibration"]["log_z"].clone()).unwrap();
    assert!(offsets.iter().sum::<f64>().abs() < 1e-9 && offsets.iter().any(|z| z.abs() > 1e-4), "{offsets:?}");
    assert!(number(&calibrated["log_posterior_mean"]) > number(&found["log_posterior_mean"]));
    let after = number(&calibrated["calibration"]["after"]);
    assert!((after - number(&calibrated["log_posterior_mean"])).abs() < 1e-9, "{calibrated}");
    // An owl is predicted more often if it is not taken to be rare.
    let owls = |found: &Value| found["predicted"][2].as_u64().unwrap();
    assert!(owls(&classify(&["--prior", "uniform"])) >= owls(&found));
    older_files_lack_counts(&animals);
    classes_by_name(&animals);
}

/// Metadata as earlier versions wrote it.
fn older_files_lack_counts(animals: &Animals) {
    let mut bytes = std::fs::read(animals.model()).unwrap();
    let key = b"class_counts";
    let at = bytes.windows(key.len()).position(|window| window == key).unwrap();
    bytes[at + key.len() - 1] = b'z';
    let older = animals.path("older.safetensors");
    std::fs::write(&older, bytes).unwrap();
    let words = ["classify", "--model", &older, "--data", &animals.spec("test.csv")];
    let message = refused(&words);
    assert!(message.contains("--prior") && message.contains("uniform"), "{message}");
    json(&[&words[..], &["--prior", "uniform"]].concat());
    let message = refused(&["classify", "--model", &Trained::models().model("toy"), "--data", "toy:8gaussians"]);
    assert!(message.contains("--conditional"), "{message}");
}

/// Own labels, names, and data that lack a class and so number the others differently.
fn classes_by_name(animals: &Animals) {
    let (model, test, out) = (animals.model(), animals.spec("test.csv"), animals.path("scores.csv"));
    let scores = |data: &str, class: &str| -> Vec<String> {
        json(&["score", "--model", &model, "--data", data, "--class", class, "--out", &out]);
        rows(&out)[1..].iter().map(|row| row[1].clone()).collect()
    };
    let own = scores(&test, "own");
    let each = ["cat", "dog", "owl"].map(|name| scores(&test, name));
    assert_eq!(scores(&test, "1"), each[1]);
    for (i, own) in own.iter().enumerate() {
        assert_eq!(*own, each[[0, 1, 2, 0, 1][(i + 500) % 5]][i], "{i}");
    }
    let text = std::fs::read_to_string(animals.path("test.csv")).unwrap();
    let some: Vec<&str> = text.lines().filter(|line| !line.ends_with("cat")).collect();
    std::fs::write(animals.path("some.csv"), some.join("\n")).unwrap();
    let wanted: Vec<String> = (0..300).filter(|i| ![0, 3].contains(&(i % 5))).map(|i| own[i].clone()).collect();
    assert_eq!(scores(&animals.spec("some.csv"), "own"), wanted);
    let message = refused(&["score", "--model", &model, "--data", &test, "--class", "dgo"]);
    assert!(message.contains("did you mean 'dog'?"), "{message}");
    let message = refused(&["score", "--model", &model, "--data", "toy:8gaussians", "--class", "own"]);
    assert!(message.contains("no labels"), "{message}");
    let message = refused(&["score", "--model", &model, "--data", &test, "--class", "own", "--check"]);
    assert!(message.contains("one density"), "{message}");
    let checked = json(&["score", "--model", &model, "--data", &test, "--class", "owl", "--check"]);
    assert!(checked["normaliser"]["log"].as_f64().is_some_and(|log| log.abs() < 3.0), "{checked}");
}
