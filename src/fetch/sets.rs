//! The public data sets: where their files are, and by what they are known.
//!
//! # Source
//! Sizes and SHA-256 are those published by TensorFlow Datasets (`url_checksums/mnist.txt`, `fashion_mnist.txt` and
//! `cifar10.txt`, `datasets/celeb_a/checksums.tsv`), which hold whatever the mirror. Their publishers and torchvision
//! list MD5 only. The sums of MNIST's test files and of Fashion-MNIST's labels were compared with files at hand.

use super::File;
use crate::data::{Cifar, Part, Spec};
use serde::Serialize;
use std::path::Path;

/// A data set.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// Its name on the command line, and its directory by default.
    pub name: &'static str,
    /// What it holds.
    pub what: &'static str,
    /// Who publishes it.
    pub home: &'static str,
    /// The terms of use as published.
    pub terms: &'static str,
    /// Its files.
    pub files: &'static [File<'static>],
    /// The data specification of the files in a directory.
    data: fn(&Path) -> String,
}

/// A set as a program reads it.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    what: &'a str,
    bytes: u64,
    home: &'a str,
    terms: &'a str,
    files: Vec<ListedFile<'a>>,
}

#[derive(Serialize)]
struct ListedFile<'a> {
    name: &'a str,
    bytes: u64,
    sha256: &'a str,
    urls: &'a [&'a str],
}

impl Set {
    /// The set called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|set| set.name == name)
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// How `--data` names the set once its files are in `dir`.
    pub fn data(&self, dir: &Path) -> String {
        (self.data)(dir)
    }
}

impl Serialize for Set {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file =
            |f: &'static File<'static>| ListedFile { name: f.name, bytes: f.bytes, sha256: f.sha256, urls: f.urls };
        Listed {
            name: self.name,
            what: self.what,
            bytes: self.bytes(),
            home: self.home,
            terms: self.terms,
            files: self.files.iter().map(file).collect(),
        }
        .serialize(serializer)
    }
}

/// All sets.
pub const ALL: &[Set] = &[MNIST, FASHION_MNIST, CIFAR10, CELEBA];

/// The files of one archive layout on several mirrors: a name stands for `MIRROR/NAME`.
macro_rules! files {
    (@file [$($mirror:literal),+] $name:literal $bytes:literal $sha256:literal) => {
        File { name: $name, urls: &[$(concat!($mirror, $name)),+], bytes: $bytes, sha256: $sha256 }
    };
    ($mirrors:tt $($name:literal $bytes:literal $sha256:literal)+) => {
        &[$(files!(@file $mirrors $name $bytes $sha256)),+]
    };
}

fn mnist(dir: &Path) -> String {
    Spec::Mnist(dir.to_owned(), Part::All).to_string()
}

const MNIST: Set = Set {
    name: "mnist",
    what: "handwritten digits, 28x28, grey: 60,000 to train on, 10,000 to test, 10 classes",
    home: "http://yann.lecun.com/exdb/mnist/",
    terms: "copyright Y. LeCun and C. Cortes, CC BY-SA 3.0, as Keras and TensorFlow state it",
    // PyTorch's mirror and TensorFlow's.
    files: files!(
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"]
        "train-images-idx3-ubyte.gz" 9_912_422 "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
        "train-labels-idx1-ubyte.gz" 28_881 "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
        "t10k-images-idx3-ubyte.gz" 1_648_877 "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
        "t10k-labels-idx1-ubyte.gz" 4_542 "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
    data: mnist,
};

const FASHION_MNIST: Set = Set {
    name: "fashion-mnist",
    what: "articles of clothing, 28x28, grey: 60,000 to train on, 10,000 to test, 10 classes",
    home: "https://github.com/zalandoresearch/fashion-mnist",
    terms: "MIT, copyright 2017 Zalando SE",
    // Keras's mirror, and the publisher's repository. The publisher's own server has no https.
    files: files!(
        [
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
        ]
        "train-images-idx3-ubyte.gz" 26_421_880 "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
        "train-labels-idx1-ubyte.gz" 29_515 "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
        "t10k-images-idx3-ubyte.gz" 4_422_102 "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
        "t10k-labels-idx1-ubyte.gz" 5_148 "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
    ),
    data: mnist,
};

const CIFAR10: Set = Set {
    name: "cifar10",
    what: "photographs, 32x32, colour: 50,000 to train on, 10,000 to test, 10 classes",
    home: "https://www.cs.toronto.edu/~kriz/cifar.html",
    terms: "no licence stated; users are asked to cite A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, \
            2009",
    files: files!(
        ["https://www.cs.toronto.edu/~kriz/"]
        "cifar-10-binary.tar.gz" 170_052_171 "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
    ),
    data: |dir| Spec::Cifar(Cifar::Ten, dir.join("cifar-10-binary.tar.gz"), Part::All).to_string(),
};

const CELEBA: Set = Set {
    name: "celeba",
    what: "202,599 photographs of faces, aligned, 178x218, colour",
    home: "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
    terms: "for non-commercial research only; no redistribution; the images are not the property of the publisher (see \
            the agreement on its page)",
    // The mirror of PyTorch's tutorials, which names the same sum, and the publisher's own Google Drive, which often
    // answers that its quota is used up.
    files: &[File {
        name: "img_align_celeba.zip",
        urls: &[
            "https://s3.amazonaws.com/pytorch-tutorial-assets/img_align_celeba.zip",
            "https://drive.usercontent.google.com/download?id=0B7EVK8r0v71pZjFTYXZWM3FlRnM&export=download&confirm=t",
        ],
        bytes: 1_443_490_838,
        sha256: "46fb89443c578308acf364d7d379fe1b9efb793042c0af734b6112e4fd3a8c74",
    }],
    // The crop and the size of the published experiments at 64x64.
    data: |dir| format!("images:{}:size=64,crop=celeba", dir.join("img_align_celeba.zip").display()),
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_plain() {
        let names: HashSet<_> = ALL.iter().map(|set| set.name).collect();
        assert_eq!(names.len(), ALL.len());
        for set in ALL {
            assert_eq!(Set::named(set.name).map(|found| found.home), Some(set.home));
            let files: HashSet<_> = set.files.iter().map(|file| file.name).collect();
            assert_eq!(files.len(), set.files.len(), "{}", set.name);
            for file in set.files {
                assert_eq!(Path::new(file.name).file_name(), Some(file.name.as_ref()), "a name without directories");
            }
        }
    }

    #[test]
    fn every_file_is_known_by_its_sum_and_comes_encrypted() {
        let mut sums = HashSet::new();
        for file in ALL.iter().flat_map(|set| set.files) {
            assert!(file.sha256.len() == 64 && file.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            assert!(sums.insert(file.sha256), "{}: the sum of another file", file.name);
            assert!(file.bytes > 0 && !file.urls.is_empty());
            assert!(file.urls.iter().all(|url| url.starts_with("https://")), "{:?}", file.urls);
            let urls: HashSet<_> = file.urls.iter().collect();
            assert_eq!(urls.len(), file.urls.len(), "{:?}", file.urls);
        }
    }

    #[test]
    fn the_sets_have_their_known_sizes() {
        let sizes = ALL.iter().map(|set| (set.name, set.bytes()));
        let known =
            [("mnist", 11_594_722), ("fashion-mnist", 30_878_645), ("cifar10", 170_052_171), ("celeba", 1_443_490_838)];
        assert!(sizes.eq(known));
    }

    #[test]
    fn data_are_named_by_their_directory() {
        assert_eq!(MNIST.data(Path::new("a/b")), "mnist:a/b");
        assert_eq!(CIFAR10.data(Path::new("c")), "cifar10:c/cifar-10-binary.tar.gz");
        for (set, dir) in ALL.iter().flat_map(|set| ["x", "odd:train", "a:b"].map(|dir| (set, dir))) {
            let spec: Spec = set.data(Path::new(dir)).parse().unwrap();
            let path = match &spec {
                Spec::Mnist(path, Part::All) => path,
                Spec::Cifar(_, path, Part::All) | Spec::Images { path, part: Part::All, .. } => path.parent().unwrap(),
                other => panic!("{other}"),
            };
            assert_eq!(path, Path::new(dir));
        }
    }
}
