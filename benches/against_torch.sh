#!/usr/bin/env bash
# Compares `cdm bench` with the PyTorch peer on this machine, and prints ratios PyTorch / cdm.
#
#   CDM_PEER_DIR=../shared/peer PYTHON=python3 benches/against_torch.sh [CONFIG:BATCH ...]
#
# CDM_PEER_DIR  folder with time_torch.py and torch_cdm.py (default: ../shared/peer beside the repository)
# PYTHON        an interpreter with PyTorch (default: python3)
# CDM           the program to measure (default: built here with --release)
# THREADS       threads of both (default: 2)
# ROUNDS        how often the three programs take turns (default: 3)
# REPEATS       repeats of each in a round (default: 7); PyTorch times a hundred times as many steps of the perceptrons, which take
#               less than 10 ms, as cdm fills half a second with steps
# MOST          percentage of the processors that others may take while PyTorch runs (default: 4)
#
# In each round cdm, PyTorch with contiguous and PyTorch with channels-last images run one after the other; each figure is the
# median over the rounds of the median of a round's steps, and of PyTorch's two formats the faster one counts, measurement by
# measurement. A run of PyTorch during which others took too much is done again, three times at most; cdm judges its own repeats.
#
# Memory: cdm's peak in one process that scores, denoises and trains, over PyTorch's peak in one process that does the same, less
# what that process has resident when modules are loaded and the network is built, before its first step.
set -u -o pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
peer=${CDM_PEER_DIR:-$root/../shared/peer}
python=${PYTHON:-python3}
threads=${THREADS:-2} rounds=${ROUNDS:-3} repeats=${REPEATS:-7} most=${MOST:-4}
configs=("$@")
((${#configs[@]})) || configs=(digits8:64 mnist32:32 cifar32-64:8 cifar32:8 mlp2-64:128 mlp2-256:512)

fail() { echo "error: $*" >&2; exit 2; }
[[ -f $peer/time_torch.py ]] || fail "no time_torch.py in $peer; set CDM_PEER_DIR to the folder of the PyTorch peer"
"$python" -c 'import torch' 2>/dev/null || fail "$python has no PyTorch; set PYTHON to an interpreter that has it"
if [[ -z ${CDM:-} ]]; then
    (cd "$root" && cargo build --release --bin cdm) || exit 1
    CDM=${CARGO_TARGET_DIR:-$root/target}/release/cdm
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# All and busy ticks of the machine; nothing where the system does not tell.
ticks() { [[ -r /proc/stat ]] && awk '/^cpu /{ all = 0; for (i = 2; i <= 9; i++) all += $i; print all, all - $5 - $6; exit }' /proc/stat; }

# Runs a command and puts on standard error, after its own, `others PERCENT`: what neither it nor this shell took.
watched() {
    local all busy all2 busy2 own
    read -r all busy < <(ticks)
    TIMEFORMAT='%U %S'
    # The times of the shell's built-in are those of the command and its threads.
    { own=$( { time "$@" >"$work/out" 2>"$work/err"; } 2>&1 ); } || { cat "$work/err" >&2; return 1; }
    read -r all2 busy2 < <(ticks)
    awk -v own="$own" -v all=$((${all2:-0} - ${all:-0})) -v busy=$((${busy2:-0} - ${busy:-0})) -v hz="$(getconf CLK_TCK)" 'BEGIN {
        split(own, t, " ")
        others = all ? 100 * (busy - (t[1] + t[2]) * hz) / all : -1
        print (others < 0 && all ? 0 : others)
    }' >"$work/others"
}

# Runs the peer until others leave it alone, three times more at most, and appends its answer with their share.
torch_run() {
    local tries steps=$repeats
    [[ $1 == mlp* ]] && steps=$((100 * repeats))
    for tries in 1 2 3 4; do
        watched "$python" "$peer/time_torch.py" --config "$1" --batch "$2" --threads "$threads" --repeats "$steps" "${@:4}" || return 1
        awk -v others="$(cat "$work/others")" -v most="$most" 'BEGIN { exit others > most }' && break
    done
    echo "$(tail -n 1 "$work/out" | sed 's/}$//'), \"others\": $(cat "$work/others")}" >>"$3"
}

# What PyTorch has resident, in MiB, with its modules loaded and the network built, before the first step.
torch_base() {
    (cd "$peer" && "$python" -B -c '
import argparse, json, resource, statistics, sys, time, torch, torch_cdm
torch.set_num_threads(int(sys.argv[2]))
net, shape = torch_cdm.build(sys.argv[1])
x = torch.randn(int(sys.argv[3]), *shape)
opt = torch.optim.Adam(net.parameters(), lr=2e-4)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)' "$1" "$threads" "$2")
}

export PYTHONDONTWRITEBYTECODE=1
echo "threads $threads, $rounds rounds of $repeats repeats; ms per image; ratios are PyTorch / cdm, memory cdm / PyTorch"
for pair in "${configs[@]}"; do
    config=${pair%:*} batch=${pair#*:}
    [[ $pair == *:* && $batch =~ ^[0-9]+$ ]] || fail "'$pair' is no CONFIG:BATCH, such as mnist32:32"
    files=("$work/$config.cdm" "$work/$config.contiguous")
    # Vectors have one format only.
    [[ $config == mlp* ]] || files+=("$work/$config.channels")
    for ((round = 0; round < rounds; round++)); do
        "$CDM" bench --config "$config" --batch "$batch" --threads "$threads" --repeats "$repeats" --json >"$work/out" || exit 1
        tail -n 1 "$work/out" >>"${files[0]}"
        torch_run "$config" "$batch" "${files[1]}" || exit 1
        ((${#files[@]} < 3)) || torch_run "$config" "$batch" "${files[2]}" --channels-last || exit 1
    done
    base=$(torch_base "$config" "$batch") || exit 1
    "$python" - "$base" "${files[@]}" <<'PYTHON' || exit 1
import json, statistics, sys

base, runs = float(sys.argv[1]), [[json.loads(line) for line in open(name)] for name in sys.argv[2:]]
cdm, formats = runs[0], runs[1:]
median = lambda rows, key: statistics.median(row[key]["median"] for row in rows)
print(f"{cdm[0]['config']}, batch {cdm[0]['batch']}")
for name, key in (("score", "nll_ms"), ("denoise", "denoise_ms"), ("train", "train_ms")):
    ours, theirs = median(cdm, key), [median(rows, key) for rows in formats]
    best = theirs.index(min(theirs))
    better = ("contiguous", "channels last")[best]
    rounds = [row[key]["median"] / c[key]["median"] for c, row in zip(cdm, formats[best])]
    print(f"  {name:8} cdm {ours:9.5f}  PyTorch {min(theirs):9.5f} ({better})  ratio {min(theirs) / ours:6.2f}"
          f"  (rounds {min(rounds):.2f} to {max(rounds):.2f})")
peak = max(row["peak_mib"] or float("nan") for row in cdm)
theirs = min(max(row["peak_mib"] for row in rows) for rows in formats)
if theirs > base:
    print(f"  memory   cdm {peak:.0f} MiB  PyTorch {theirs:.0f}, {base:.0f} of it before the first step  ratio {peak / (theirs - base):.3f}")
share = lambda value: "unknown" if value is None or value < 0 else f"{value:.1f} %"
keys = ("nll_ms", "denoise_ms", "train_ms")
worst = [row[key]["other_cpu_percent"] for row in cdm for key in keys]
told = [value for value in worst if value is not None]
discarded, disturbed = (sum(row[key] for row in cdm) for key in ("discarded_repeats", "disturbed_repeats"))
print(f"  others   cdm up to {share(max(told) if told else None)} in a repeat, {discarded} discarded, {disturbed} disturbed that count;  "
      f"PyTorch {', '.join(share(row['others']) for rows in formats for row in rows)} by run")
PYTHON
done
