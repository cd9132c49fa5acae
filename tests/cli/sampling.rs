//! `cdm sample` beyond plain samples: batches, classes, pictures of the way, masks, ways between samples; and `cdm denoise` by class.

use super::models::{elements, read_f32};
use super::*;

/// A model of two classes over images of 4×4 bytes, one class dark and one bright, trained once.
struct Conditional {
    dir: TempDir,
}

impl Conditional {
    fn get() -> &'static Self {
        static TRAINED: OnceLock<Conditional> = OnceLock::new();
        TRAINED.get_or_init(|| {
            let own = Self { dir: tempfile::tempdir().unwrap() };
            let grey = |i: usize| (wave(i) * 60.0) as u8 + 190 * (i / 16 % 2) as u8;
            write_npy(&own.dir.path().join("x.npy"), "|u1", "(64, 4, 4)", &(0..64 * 16).map(grey).collect::<Vec<u8>>());
            write_npy(&own.dir.path().join("y.npy"), "|u1", "(64,)", &(0..64).map(|i| i % 2).collect::<Vec<u8>>());
            let data = own.data();
            let out = own.path("run");
            json(&[
                "train",
                "--data",
                &data,
                "--conditional",
                "--out",
                &out,
                "--arch",
                "mlp",
                "--levels",
                "20",
                "--steps",
                "400",
                "--batch",
                "32",
                "--set",
                "width=32",
                "--set",
                "warmup=20",
            ]);
            own
        })
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn data(&self) -> String {
        format!("npy:{}:labels={}", self.path("x.npy"), self.path("y.npy"))
    }

    fn model(&self) -> String {
        self.path("run/model.safetensors")
    }
}

fn mean(values: &[u8]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64
}

/// Pictures that a PNG file holds, and their size.
fn frames(path: &str) -> (u32, u32, u32) {
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let control = bytes.windows(4).position(|name| name == b"acTL");
    (control.map_or(1, |at| number(at + 4)), number(16), number(20))
}

#[test]
fn samples_are_those_of_any_batch_size_and_of_any_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let model = Trained::models().model("toy");
    let go = |name: &str, n: &str, rest: &[&str]| {
        let out = path(name);
        let words =
            ["sample", "--model", &model, "--out", &out, "--n", n, "--steps", "6", "--sampler", "ddpm", "--seed", "3"];
        let summary = json(&[&words[..], rest].concat());
        (summary, read_f32(&out))
    };
    let (summary, whole) = go("a.npy", "70", &["--backend", "ref"]);
    assert_eq!((&summary["count"], &summary["batch"], &summary["nfe"]), (&70.into(), &256.into(), &6.into()));
    assert_eq!(whole.len(), 140);
    for batch in ["1", "7", "64"] {
        let (summary, x) = go("b.npy", "70", &["--backend", "ref", "--batch", batch]);
        assert_eq!((summary["batch"].to_string(), &x), (batch.to_owned(), &whole));
    }
    assert_eq!(go("c.npy", "9", &["--backend", "ref"]).1, whole[..18]);
    let (_, other) = go("d.npy", "70", &["--batch", "9", "--threads", "2"]);
    // The data's unit is about half a unit of the network's.
    assert!(other.iter().zip(&whole).all(|(x, y)| (x - y).abs() < 1e-4), "{other:?} {whole:?}");
}

#[test]
fn classes_have_rows_and_files_of_labels() {
    let own = Conditional::get();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let sample = |out: &str, rest: &[&str]| {
        json(&[&["sample", "--model", &own.model(), "--steps", "10", "--out", out], rest].concat())
    };
    let out = path("x.npy");
    let summary = sample(&out, &["--class", "1,0", "--n", "20", "--guidance", "0.5"]);
    assert_eq!((&summary["count"], &summary["network_evaluations"]), (&40.into(), &2.into()));
    assert_eq!((&summary["classes"], &summary["guidance"]), (&vec![1, 0].into(), &0.5.into()));
    assert_eq!(summary["labels"], path("x.labels.npy"));
    let labels: Vec<u8> = elements(&path("x.labels.npy")).chunks(4).map(|b| b[0]).collect();
    assert_eq!(labels, [[1u8; 20], [0; 20]].concat());
    let values = elements(&out);
    assert_eq!(values.len(), 40 * 16);
    let (bright, dark) = (mean(&values[..320]), mean(&values[320..]));
    assert!(bright > 150.0 && dark < 100.0, "{bright} {dark}");
    // What was drawn is a data set with classes.
    let data = format!("npy:{out}:labels={}", path("x.labels.npy"));
    assert_eq!(json(&["data", "describe", &data])["classes"].as_array().map(Vec::len), Some(2));

    let summary = sample(&path("all.png"), &["--class", "all", "--n", "3"]);
    assert_eq!((&summary["count"], &summary["labels"]), (&6.into(), &Value::Null));
    // Two rows of three images of 96 pixels and 6 between them, with margins and titles.
    let (_, width, height) = frames(&path("all.png"));
    assert!(height == 2 * 102 - 6 + 24 && width > 3 * 102 + 24, "{width} {height}");
    assert_eq!(sample(&path("one.npy"), &["--class", "1", "--n", "3"])["count"], 3);

    let refuse =
        |rest: &[&str]| refused(&[&["sample", "--model", &own.model(), "--out", &path("refused.npy")], rest].concat());
    assert!(refuse(&["--class", "2"]).contains("0 to 1, or all"));
    assert!(refuse(&["--guidance", "1"]).contains("--class"));
    assert!(refuse(&["--class", "1", "--guidance", "inf"]).contains("finite"));
    let toy = Trained::models().model("toy");
    let message = refused(&["sample", "--model", &toy, "--class", "1", "--out", &path("refused.npy")]);
    assert!(message.contains("trained without classes"), "{message}");
    assert!(!Path::new(&path("refused.npy")).exists() && !Path::new(&path("refused.labels.npy")).exists());
}

#[test]
fn the_way_is_drawn_as_a_strip_and_as_an_animation() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let files = [path("x.npy"), path("strip.png"), path("way.png")];
    let go = |model: &str, rest: &[&str]| {
        let words = [
            "sample",
            "--model",
            model,
            "--steps",
            "8",
            "--out",
            &files[0],
            "--strip",
            &files[1],
            "--animation",
            &files[2],
        ];
        json(&[&words[..], rest].concat())
    };
    let own = Conditional::get();
    let summary = go(&own.model(), &["--class", "all", "--n", "30", "--frames", "5"]);
    assert_eq!(summary["strip"]["levels"], Value::from(vec![20, 15, 10, 5, 0]));
    assert_eq!(
        (&summary["strip"]["file"], &summary["animation"]["file"]),
        (&files[1].as_str().into(), &files[2].as_str().into())
    );
    // A pair of rows for each class, images of 64 pixels.
    let (count, width, height) = frames(&files[1]);
    assert!(count == 1 && height == 4 * 70 - 6 + 24 && width > 5 * 70 + 18, "{width} {height}");
    assert_eq!(frames(&files[2]).0, 5);
    // The pictures change nothing of the samples.
    let plain = path("plain.npy");
    json(&["sample", "--model", &own.model(), "--steps", "8", "--class", "all", "--n", "30", "--out", &plain]);
    assert_eq!(elements(&plain), elements(&files[0]));
    // Eight steps have nine moments, no more.
    let summary = go(&Trained::models().model("toy"), &["--n", "50"]);
    assert_eq!(summary["animation"]["levels"].as_array().map(Vec::len), Some(9));
    assert_eq!((summary["strip"]["levels"].as_array().map(Vec::len), frames(&files[2]).0), (Some(5), 9));
    let own = own.model();
    let message = refused(&["sample", "--model", &own, "--out", &files[1], "--strip", &files[1]]);
    assert!(message.contains("another file than that of --out"), "{message}");
    let nowhere = path("nowhere/strip.png");
    let message = refused(&["sample", "--model", &own, "--out", &path("y.npy"), "--strip", &nowhere]);
    assert!(message.contains("its directory does not exist"), "{message}");
    assert!(!Path::new(&path("y.npy")).exists());
}

#[test]
fn known_values_are_kept_and_the_others_drawn() {
    let own = Conditional::get();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (mask, out, init) = (path("mask.npy"), path("x.npy"), own.path("x.npy"));
    // The upper half is known.
    write_npy(Path::new(&mask), "|b1", "(4, 4)", &(0..16).map(|i| u8::from(i < 8)).collect::<Vec<u8>>());
    let words = ["sample", "--model", &own.model(), "--init", &init, "--mask", &mask, "--out", &out, "--steps", "10"];
    let given = elements(&init);
    for rest in [&[][..], &["--sampler", "ddpm"], &["--sampler", "heun"], &["--init-level", "10"], &["--n", "100"]] {
        let summary = json(&[&words[..], rest].concat());
        let x = elements(&out);
        assert_eq!((&summary["known"], summary["count"] == 100), (&0.5.into(), rest.contains(&"--n")));
        for (number, x) in x.chunks_exact(16).enumerate() {
            let given = &given[number % 64 * 16..][..16];
            assert_eq!(x[..8], given[..8], "{rest:?}: sample {number}");
        }
        let drawn = |bright: usize| {
            let own = x.chunks_exact(16).skip(bright).step_by(2).map(|x| mean(&x[8..]));
            own.sum::<f64>() / (x.len() / 32) as f64
        };
        // The upper half tells whether the lower one is dark or bright.
        assert!(drawn(1) > drawn(0) + 20.0, "{rest:?}: {} {}", drawn(0), drawn(1));
    }
    let refuse =
        |rest: &[&str]| refused(&[&["sample", "--model", &own.model(), "--out", &path("no.npy")], rest].concat());
    write_npy(Path::new(&mask), "|u1", "(3, 4)", &[1; 12]);
    assert!(refuse(&["--init", &init, "--mask", &mask]).contains("the shape of a sample, [4, 4]"));
    write_npy(Path::new(&mask), "|u1", "(4, 4)", &[255; 16]);
    assert!(refuse(&["--init", &init, "--mask", &mask]).contains("1 where a value is known"));
    assert!(refuse(&["--mask", &mask]).contains("--init"));
    assert!(refuse(&["--init", &init]).contains("--init-level"));
    assert!(!Path::new(&path("no.npy")).exists());
    // Data by their name, and fewer of them than there are.
    let digits = Trained::models().model("digits");
    write_npy(Path::new(&mask), "|u1", "(8, 8)", &(0..64).map(|i| u8::from(i % 8 < 4)).collect::<Vec<u8>>());
    let words = [
        "sample",
        "--model",
        &digits,
        "--init",
        "digits:test",
        "--mask",
        &mask,
        "--n",
        "3",
        "--steps",
        "2",
        "--out",
        &out,
    ];
    assert_eq!(json(&words)["count"], 3);
}

#[test]
fn ways_between_samples_go_from_one_to_the_other() {
    let own = Conditional::get();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (out, data) = (path("x.npy"), own.data());
    let words = ["sample", "--model", &own.model(), "--interpolate", &data, "--out", &out];
    let summary = json(&[&words[..], &["--n", "3", "--frames", "4", "--steps", "20"]].concat());
    assert_eq!((&summary["count"], &summary["nfe"]), (&12.into(), &20.into()));
    assert!(summary["round_trip"].as_f64().unwrap() < 0.02, "{summary}");
    let (x, given) = (elements(&out), elements(&own.path("x.npy")));
    for pair in 0..3 {
        let frames = &x[pair * 64..][..64];
        for (frame, end) in [(&frames[..16], 2 * pair), (&frames[48..], 2 * pair + 1)] {
            let worst = frame.iter().zip(&given[end * 16..]).map(|(x, y)| x.abs_diff(*y)).max().unwrap();
            assert!(worst <= 8, "pair {pair}, sample {end}: {worst}");
        }
    }
    let refuse = |rest: &[&str]| refused(&[&words[..], rest].concat());
    assert!(refuse(&["--n", "33"]).contains("at most 32"));
    assert!(refuse(&["--sampler", "heun"]).contains("the method that codes belong to"));
    assert!(refuse(&["--class", "0,1"]).contains("one class"));
    let (digits, out) = (Trained::models().model("digits"), path("digits.png"));
    json(&["sample", "--model", &digits, "--interpolate", "digits:test", "--n", "1", "--steps", "5", "--out", &out]);
    assert_eq!(frames(&out).0, 1);
}

#[test]
fn denoising_knows_classes_and_does_not_depend_on_batches() {
    let own = Conditional::get();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (model, data) = (own.model(), own.data());
    let go = |name: &str, rest: &[&str]| {
        let out = path(name);
        let words = [
            "denoise",
            "--model",
            &model,
            "--data",
            &data,
            "--noise",
            "--level",
            "15",
            "--backend",
            "ref",
            "--out",
            &out,
        ];
        (json(&[&words[..], rest].concat()), read_f32(&out))
    };
    let (told, x) = go("x.npy", &["--class", "labels"]);
    assert_eq!((&told["class"], &told["count"]), (&"labels".into(), &64.into()));
    let (again, y) = go("y.npy", &["--class", "labels", "--batch", "7"]);
    assert_eq!((x, &again["batch"]), (y, &7.into()));
    assert!((told["mse"].as_f64().unwrap() / again["mse"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    let mse = |rest: &[&str]| go("z.npy", rest).0["mse"].as_f64().unwrap();
    // Who knows the class knows more; a wrong one for half of the samples misleads.
    let (right, none, wrong) = (told["mse"].as_f64().unwrap(), mse(&[]), mse(&["--class", "0"]));
    assert!(right < none && none < wrong, "{right} {none} {wrong}");
    assert_eq!(mse(&["--label", "0"]), wrong, "the name that it had before");
    assert_eq!(mse(&["--class", "2"]), none, "the class of none");
    let refuse = |data: &str, class: &str| {
        let words =
            ["denoise", "--model", &model, "--data", data, "--level", "3", "--out", &path("no.npy"), "--class", class];
        refused(&words)
    };
    assert!(refuse(&data, "3").contains("from 0 to 1"));
    assert!(refuse(&format!("npy:{}", own.path("x.npy")), "labels").contains("data with classes"));
    assert!(refuse(&data, "dark").contains("a class such as 3"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("x.npy");
    let mut command = program();
    command.args(["sample", "--model", &Trained::models().model("toy"), "--n", "10000000", "--out"]).arg(&out);
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    // Handlers are there once the file is; a moment later in any case.
    let begun = std::time::Instant::now();
    while names(dir.path()).is_empty() && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("no file was written"), "{}", stderr(&output));
    assert!(names(dir.path()).is_empty(), "{:?}", names(dir.path()));
}
