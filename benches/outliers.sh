#!/usr/bin/env bash
# How well a model of MNIST tells other images from MNIST's test images: AUROC by log density, typicality and posterior mean level.
#
#   benches/outliers.sh MODEL MNIST-DIR [FOLDER]
#
# MODEL      model.safetensors that was trained on MNIST-DIR's training part
# MNIST-DIR  folder with MNIST's own files (cdm data fetch mnist); or any other specification of images of one channel that has
#            the parts :train and :test, such as digits
# FOLDER     where the sets of outliers are kept, and scores.csv with a row per image (default: a temporary folder)
#
# CDM           the program to use (default: built here with --release)
# OUTLIER_SETS  the example outlier_sets (default: built here with --release)
set -u -o pipefail

fail() { echo "error: $*" >&2; exit 2; }
(($# == 2 || $# == 3)) || fail "usage: benches/outliers.sh MODEL MNIST-DIR [FOLDER]"
root=$(cd "$(dirname "$0")/.." && pwd)
model=$1 data=$2
[[ -f $model ]] || fail "$model: no such file"
[[ -d $data ]] && data=mnist:$data
if [[ -z ${CDM:-} || -z ${OUTLIER_SETS:-} ]]; then
    (cd "$root" && cargo build --release --bin cdm --example outlier_sets) || exit 1
    built=${CARGO_TARGET_DIR:-$root/target}/release
    CDM=${CDM:-$built/cdm} OUTLIER_SETS=${OUTLIER_SETS:-$built/examples/outlier_sets}
fi
if (($# == 3)); then
    folder=$3
else
    folder=$(mktemp -d) || exit 1
    trap 'rm -rf "$folder"' EXIT
fi
"$OUTLIER_SETS" "$data:test" "$folder" >&2 || exit 1

words=()
for set in digits noise flipped black faint blurred mirrored mixed; do words+=(--outliers "npy:$folder/$set.npy"); done
"$CDM" score --model "$model" --data "$data:test" --against "$data:train" "${words[@]}" --out "$folder/scores.csv" --json
