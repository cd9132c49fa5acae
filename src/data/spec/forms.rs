//! The forms in which data are named: lists and help of them, and what was meant by a text that is none.

use crate::data::synthetic;
use crate::error::Error;
use std::path::Path;

/// The forms of a specification, and what they name.
const FORMS: [(&str, &str); 10] = [
    ("digits[:train|test]", "8x8 handwritten digits, built in"),
    (
        "images:DIR-or-ARCHIVE[:size=N,crop=celeba,grey,train]",
        "PNG, JPEG and WebP in folders train/CLASS, CLASS or none, or in a .tar, .tar.gz or .zip of them",
    ),
    ("mnist:DIR[:train|test]", "MNIST's own files, or Fashion-MNIST's"),
    ("cifar10:DIR-or-ARCHIVE[:train|test]", "its binary version"),
    ("cifar100:DIR-or-ARCHIVE[:train|test]", "its binary version"),
    (
        "csv:FILE[:label=COLUMN,columns=A+B,drop=C]",
        "a table of numbers, separated by commas, semicolons or tabs; columns by name or number from 1",
    ),
    (
        "parquet:FILE-or-DIR[:label=COLUMN,columns=A+B,drop=C,size=N,train]",
        "a table, or images as Hugging Face stores them; several files by a pattern with *",
    ),
    (
        "npy:FILE[:labels=FILE]",
        "a NumPy array: [n] or [n, d], or images [n, height, width(, channels)] of bytes or floats",
    ),
    ("npz:FILE#NAME[,LABELS]", "an array of a NumPy archive, and one of classes"),
    ("safetensors:FILE#NAME[,LABELS]", "a tensor of the same shapes, and one of classes"),
];
/// The forms of densities, and what they are.
const DENSITIES: [(&str, &str); 4] = [
    ("toy:NAME", "a density in the plane"),
    (synthetic::FORMS[0], "correlated pairs with known mutual information"),
    (synthetic::FORMS[1], "independent uniform pixels"),
    (synthetic::FORMS[2], "Gaussian images with a power spectrum"),
];

/// The forms of a specification, for lists of what there is.
pub fn forms() -> impl Iterator<Item = &'static str> {
    FORMS.iter().chain(&DENSITIES).map(|(form, _)| *form)
}

/// What `--data` takes, in a line.
pub const SPEC_HELP: &str =
    "Data: images:DIR, csv:FILE, npy:FILE, mnist:DIR, cifar10:DIR, digits, toy:NAME, ...; --help lists all forms";

/// What `--data` takes, with all forms.
pub fn spec_help() -> String {
    let mut help = String::from("Data, named in one of these forms:");
    for (form, what) in FORMS.iter().chain(&DENSITIES) {
        help.push_str(&format!("\n  {form}\n      {what}"));
    }
    help.push_str("\nA path that ends like options of its kind is followed by a colon.");
    help
}

/// Names of all kinds.
const KINDS: [&str; 14] = [
    "digits",
    "images",
    "mnist",
    "cifar10",
    "cifar100",
    "csv",
    "parquet",
    "npy",
    "npz",
    "safetensors",
    "toy",
    "mi",
    "uniform-pixels",
    "gaussian-images",
];

/// A bare path or toy name is the likeliest mistake, so the suggestion puts its prefix in front.
pub(super) fn unknown(text: &str) -> Error {
    let known: Vec<String> = forms().map(str::to_owned).collect();
    let nearest = bare(text).or_else(|| match text.split_once(':') {
        Some((kind, rest)) => crate::error::nearest(kind, &KINDS).map(|kind| format!("{kind}:{rest}")),
        None => {
            let toys = synthetic::names().iter().map(|name| format!("toy:{name}"));
            let all: Vec<String> = KINDS.iter().map(|kind| (*kind).to_owned()).chain(toys).collect();
            crate::error::nearest(text, &all).map(str::to_owned)
        }
    });
    Error::UnknownName { what: "data", name: text.to_owned(), nearest, known }
}

/// The specification of a path without its kind, as far as its name or what it holds tells.
fn bare(text: &str) -> Option<String> {
    let holds = |name: &str| Path::new(text).join(name).exists();
    if Path::new(text).is_dir() {
        let kind = if holds("train-images-idx3-ubyte") || holds("train-images-idx3-ubyte.gz") {
            "mnist"
        } else if holds("data_batch_1.bin") || holds("cifar-10-batches-bin") {
            "cifar10"
        } else if holds("fine_label_names.txt") || holds("cifar-100-binary") {
            "cifar100"
        } else {
            "images"
        };
        return Some(format!("{kind}:{text}"));
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| text.to_lowercase().ends_with(ending));
    let tables: &[&str] = &[".csv", ".tsv", ".csv.gz", ".tsv.gz"];
    let archives: &[&str] = &[".tar", ".tar.gz", ".tgz", ".zip"];
    let kinds: [(&[&str], &str, &str); 6] = [
        (&[".parquet"], "parquet", ""),
        (&[".npz"], "npz", "#NAME"),
        (&[".npy"], "npy", ""),
        (tables, "csv", ""),
        (archives, "images", ""),
        (&[".safetensors"], "safetensors", "#NAME"),
    ];
    kinds.iter().find(|(endings, ..)| ends(endings)).map(|(_, kind, more)| format!("{kind}:{text}{more}"))
}
