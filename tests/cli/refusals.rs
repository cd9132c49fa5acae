//! What is refused, and in which words.

use super::*;

#[test]
fn data_that_cannot_be_used_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let train = |file: &str| refused(&["train", "--data", &format!("npy:{}", path(file)), "--out", &path("run")]);
    assert!(train("missing.npy").contains("missing.npy: no such file"));
    write_vectors(Path::new(&path("nan.npy")), 10, 2, |i| if i == 7 { f32::NAN } else { wave(i) });
    let message = train("nan.npy");
    assert!(message.contains("row 3, column 1") && message.contains("NaN"), "{message}");
    write_npy(Path::new(&path("cube.npy")), "<i4", "(2, 2, 2)", &[0; 32]);
    assert!(train("cube.npy").contains("[2, 2, 2]"));
    write_npy(Path::new(&path("short.npy")), "<f4", "(9, 9)", &[0; 40]);
    assert!(train("short.npy").contains("truncated"));
    write_vectors(Path::new(&path("few.npy")), 3, 2, wave);
    assert!(train("few.npy").contains("3 samples"));
    write_vectors(Path::new(&path("constant.npy")), 10, 1, |_| 2.0);
    assert!(train("constant.npy").contains("column 0"));
    std::fs::write(path("text.npy"), "1,2,3").unwrap();
    assert!(train("text.npy").contains("not a .npy file"));
    let left: Vec<String> = names(dir.path()).into_iter().filter(|name| !name.ends_with(".npy")).collect();
    // The directory may have been made before the data turned out to be unfit, but nothing is in it.
    assert!(left.is_empty() || (left == ["run"] && names(&dir.path().join("run")).is_empty()), "{left:?}");
}

#[test]
fn unknown_names_come_with_the_nearest_one() {
    assert!(refused(&["train", "--data", "toy:8gausians", "--out", "x"]).contains("did you mean '8gaussians'?"));
    assert!(refused(&["train", "--data", "digit", "--out", "x"]).contains("did you mean 'digits'?"));
    assert!(refused(&["train", "--data", "digits", "--out", "x", "--set", "widht=4"]).contains("'width'"));
    assert!(refused(&["train", "--data", "digits", "--out", "x", "--schedule", "unifrom"]).contains("'uniform'"));
    assert!(refused(&["sample", "--model", "m", "--out", "x.png", "--sampler", "dimm"]).contains("'ddim'"));
    assert!(refused(&["tran"]).contains("'train'"));
    assert!(refused(&["demo", "--quik"]).contains("'--quick'"));
}

#[test]
fn requests_that_do_not_fit_the_model_are_refused_with_its_limits() {
    let trained = Trained::models();
    let (toy, digits) = (trained.model("toy"), trained.model("digits"));
    let message = refused(&["score", "--model", &toy, "--data", "digits:test"]);
    assert!(message.contains("64 values per sample") && message.contains("takes 2"), "{message}");
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    write_vectors(Path::new(&path("x.npy")), 5, 64, wave);
    let message = refused(&["score", "--model", &digits, "--data", &format!("npy:{}", path("x.npy"))]);
    assert!(message.contains("the integers 0 to 16"), "{message}");
    // As many values in another shape: channels first.
    write_npy(Path::new(&path("x.npy")), "|u1", "(1, 1, 8, 8)", &[0; 64]);
    let message = refused(&["score", "--model", &digits, "--data", &format!("npy:{}", path("x.npy"))]);
    assert!(message.contains("8 channels") && message.contains("channels come last"), "{message}");
    let train = ["train", "--data", "toy:8gaussians", "--steps", "30", "--set", "warmup=30", "--out"];
    let message = refused(&[&train[..], &[&path("run")]].concat());
    assert!(message.contains("fewer than the 30 steps"), "{message}");
    // 20 noise steps of the uniform schedule make the levels 0 to 21, of which 1 to 20 can be visited.
    let csv = path("scores.csv");
    let message = refused(&["score", "--model", &toy, "--data", "toy:8gaussians", "--level", "22", "--out", &csv]);
    assert!(message.contains("no level 22") && message.contains("to 21"), "{message}");
    let png = path("samples.png");
    let message = refused(&["sample", "--model", &toy, "--steps", "21", "--out", &png]);
    assert!(message.contains("21") && message.contains("20"), "{message}");
    assert_eq!(names(dir.path()), ["x.npy"], "a refused request leaves no file");
}

#[test]
fn a_damaged_model_is_refused_and_never_read_past_its_end() {
    let trained = Trained::models();
    let whole = std::fs::read(trained.model("toy")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let damaged: PathBuf = dir.path().join("model.safetensors");
    let path = damaged.to_str().unwrap();
    let mut header = whole.clone();
    header[9] ^= 0x55;
    // Weights lie at the end, in single precision.
    let mut not_finite = whole.clone();
    let end = not_finite.len();
    not_finite[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let cases = [
        ("truncated", whole[..whole.len() / 2].to_vec()),
        ("one byte short", whole[..whole.len() - 1].to_vec()),
        ("empty", Vec::new()),
        ("header", header),
        ("not finite", not_finite),
    ];
    for (name, bytes) in cases {
        std::fs::write(&damaged, bytes).unwrap();
        let message = refused(&["score", "--model", path, "--data", "toy:8gaussians"]);
        assert!(message.contains("model.safetensors: not a model that can be used"), "{name}: {message}");
    }
    let message = refused(&["sample", "--model", &trained.path("none.safetensors"), "--out", "x.png"]);
    assert!(message.contains("no such file"), "{message}");
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let trained = Trained::models();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let below = file.join("demo");
    // A file where a directory should be fails before any training, and is left as it was.
    for words in [&["demo", "--quick"][..], &["train", "--data", "toy:8gaussians"][..]] {
        let output = cdm(&[words, &["--out", below.to_str().unwrap()]].concat());
        assert!(matches!(output.status.code(), Some(1 | 2)), "{}", stderr(&output));
        assert!(stderr(&output).contains("cannot be written"), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
    let nowhere = dir.path().join("nowhere/samples.npy");
    let message =
        refused(&["sample", "--model", &trained.model("toy"), "--n", "2", "--out", nowhere.to_str().unwrap()]);
    assert!(message.contains("its directory does not exist"), "{message}");
}
