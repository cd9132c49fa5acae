//! `cdm data`, and what users meet who name data wrongly.

use super::{json, refused};
use std::path::Path;

/// A folder with classes in it.
fn photos(dir: &Path) -> String {
    for (part, class, count) in [("train", "cat", 5), ("train", "dog", 4), ("test", "dog", 3)] {
        let folder = dir.join("photos").join(part).join(class);
        std::fs::create_dir_all(&folder).unwrap();
        for number in 0..count {
            let image = image::RgbImage::from_fn(12, 10, |x, y| image::Rgb([20 * x as u8, 20 * y as u8, 60 * number]));
            image.save(folder.join(format!("{number}.png"))).unwrap();
        }
    }
    dir.join("photos").display().to_string()
}

#[test]
fn data_are_described_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let spec = format!("images:{}:size=8", photos(dir.path()));
    let summary = json(&["data", "describe", &spec]);
    assert_eq!((&summary["count"], &summary["train"], &summary["held_out"]), (&12.into(), &9.into(), &3.into()));
    assert_eq!((&summary["classes"][1]["name"], &summary["classes"][1]["count"]), (&"dog".into(), &7.into()));
    assert_eq!(
        (&summary["kind"], &summary["height"], &summary["columns"][2]["max"]),
        (&"image".into(), &8.into(), &240.into())
    );
    let out = dir.path().join("grid.png").display().to_string();
    let shown = json(&["data", "show", &spec, "--out", &out, "--n", "6"]);
    assert_eq!(shown["count"], 6);
    let picture = image::open(&out).unwrap();
    assert_eq!(shown["width"], picture.width());
    let table = dir.path().join("t.csv");
    std::fs::write(&table, "a,b,kind\n1,2,x\n3,4,y\n5,7,x\n6,6,y\n0,1,x\n").unwrap();
    let summary = json(&["data", "describe", &format!("csv:{}:label=kind", table.display())]);
    assert_eq!((&summary["columns"][1]["name"], &summary["columns"][1]["mean"]), (&"b".into(), &4.into()));
}

#[test]
fn bare_paths_and_damage_get_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let photos = photos(dir.path());
    let describe = |spec: &str| refused(&["data", "describe", spec]);
    assert!(describe(&photos).contains(&format!("did you mean 'images:{photos}'?")));
    assert!(describe("faces.zip").contains("did you mean 'images:faces.zip'?"));
    assert!(describe("x.parquet").contains("did you mean 'parquet:x.parquet'?"));
    assert!(describe(&format!("images:{photos}:sise=8")).contains("did you mean 'size'?"));
    let file = Path::new(&photos).join("train/cat/1.png");
    std::fs::write(&file, "text").unwrap();
    let message = describe(&format!("images:{photos}"));
    assert!(message.contains("1.png: its content is no PNG") && message.contains("replace it"), "{message}");
}
