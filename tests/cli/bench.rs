//! `cdm bench`: what it answers, never how fast.

use super::*;

#[test]
fn a_small_network_is_measured() {
    let words = ["bench", "--config", "mlp2-64", "--batch", "16", "--threads", "1", "--repeats", "1", "--json"];
    let output = cdm(&words);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text.contains("15142 parameters") && text.contains("matmul"), "{text}");
    let answer: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    for (key, want) in [("batch", 16), ("threads", 1), ("repeats", 1), ("params", 15_142)] {
        assert_eq!(answer[key], want, "{key}");
    }
    assert_eq!(answer["config"], "mlp2-64");
    let number =
        |value: &Value| value.as_f64().filter(|v| v.is_finite()).unwrap_or_else(|| panic!("{value}: {answer}"));
    assert!(number(&answer["gemm_gflops"]) > 0.0);
    let mut counts = [0, 0];
    for key in ["nll_ms", "score_ms", "denoise_ms", "train_ms"] {
        let times = &answer[key];
        let (best, median) = (number(&times["best"]), number(&times["median"]));
        assert!(0.0 < best && best <= median, "{key}: {times}");
        assert!(times["steps"].as_u64().is_some_and(|steps| steps >= 1), "{key}: {times}");
        for (sum, key) in counts.iter_mut().zip(["discarded", "disturbed"]) {
            *sum += times[key].as_u64().unwrap();
        }
    }
    // Three retries of each measurement at most, and one repeat of each.
    assert!(counts[0] <= 12 && counts[1] <= 4, "{counts:?}");
    for (key, count) in ["discarded_repeats", "disturbed_repeats"].into_iter().zip(counts) {
        assert_eq!(answer[key].as_u64(), Some(count), "{key}");
    }
    // What is discarded is told.
    assert_eq!(stderr(&output).contains("discarded"), counts[0] > 0, "{}", stderr(&output));
    assert_eq!(stderr(&output).contains("measure once more"), counts[1] > 0, "{}", stderr(&output));
    check_work(&answer);
    if cfg!(target_os = "linux") {
        let (peak, baseline) = (number(&answer["peak_mib"]), number(&answer["baseline_mib"]));
        assert!(0.0 < baseline && baseline <= peak, "{baseline} of {peak} MiB");
        let cpu = number(&answer["train_ms"]["cpu"]);
        assert!(cpu > 0.0, "{answer}");
        // At least what the training plans, in memory of its own.
        assert!(peak >= number(&answer["work"]["train"]["planned_mib"]), "{answer}");
    }
}

/// Costs by plan follow from the network; times add up to what they are parts of.
fn check_work(answer: &Value) {
    let work = &answer["work"];
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value}: {answer}"));
    let flop = |name: &str| number(&work[name]["flop"]["map"]) + number(&work[name]["flop"]["reduce"]);
    // Two for each weight: 2·64, twice 64·64, 64·102.
    let forward = f64::from(2 * (2 * 64 + 2 * 64 * 64 + 64 * 102));
    assert_eq!(flop("nll"), forward);
    // Of the head, 44 % of the weights, neither a density nor an estimate of noise needs all logits.
    assert!((0.5..=1.0).contains(&(flop("score") / forward)), "{work}");
    assert!((1.0..=2.0).contains(&(flop("denoise") / forward)), "{work}");
    assert!((4.0..=6.0).contains(&(flop("train") / forward)), "{work}");
    for name in ["nll", "score", "denoise", "train"] {
        let work = &work[name];
        for key in ["gflop_per_image", "gflops", "fraction_of_gemm", "planned_mb_per_image", "planned_gb_per_second"] {
            assert!(number(&work[key]) > 0.0, "{name} {key}: {work}");
        }
        let steps = work["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step["phase"] == "map" && step["kind"] == "matmul"), "{work}");
        let shares: f64 = steps.iter().map(|step| number(&step["share"])).sum();
        // One thread's steps are part of what it did.
        assert!(0.0 < shares && shares <= 1.0 + 1e-9, "{name}: {shares}");
        let rate = number(&work["gflop_per_image"]) * 1e3 / number(&answer[format!("{name}_ms")]["median"]);
        assert!((rate / number(&work["gflops"]) - 1.0).abs() < 1e-9, "{name}: {rate} {work}");
    }
    assert!(number(&work["train"]["planned_bytes"]["update"]) > 0.0);
}

#[test]
fn one_part_alone_is_measured() {
    let words = ["bench", "--config", "mlp2-64", "--threads", "2", "--repeats", "1", "--only", "score"];
    let answer = json(&words);
    assert!(answer["score_ms"]["median"].as_f64().is_some_and(|ms| ms > 0.0), "{answer}");
    assert_eq!((&answer["batch"], &answer["threads"]), (&128.into(), &2.into()));
    for key in ["nll_ms", "denoise_ms", "train_ms"] {
        assert!(answer.get(key).is_none(), "{key}: {answer}");
    }
    assert_eq!(answer["work"].as_object().unwrap().keys().collect::<Vec<_>>(), ["score"]);
}

#[test]
fn what_cannot_be_measured_is_refused_with_the_remedy() {
    assert!(refused(&["bench", "--config", "mnist"]).contains("mnist32"));
    assert!(refused(&["bench", "--config", "mlp2-64", "--batch", "0"]).contains("an integer from 1 to 65536"));
    assert!(refused(&["bench", "--config", "mlp2-64", "--batch", "65537"]).contains("an integer from 1 to 65536"));
    assert!(refused(&["bench", "--config", "mlp2-64", "--repeats", "0"]).contains("an integer from 1"));
    assert!(refused(&["bench", "--config", "mlp2-64", "--threads", "x"]).contains("1 to 1024"));
}
