#!/usr/bin/env bash
# Everything that there is to know of a GPU, in one call: what it is, the conformance kit, the PyTorch peer's numbers, a short training run
# from the command line, and times of training, denoising and scoring beside those of the peer. One line of JSON a part, in
# OUT/gpu_check.jsonl; what the parts said, in OUT/logs.tar.gz.
#
#   benches/gpu_check.sh OUT [NETWORK:BATCH ...]
#
# GPU_CHECK     the example gpu_check of cdm-backend-cuda (default: built here with --release --features cuda)
# CDM           the program (default: built here)
# PARITY        the test binary `parity` of the facade, if the PyTorch peer's cases are to be compared (CDM_PARITY_DIR tells where they are)
# CDM_PEER_DIR  folder with time_torch.py and torch_cdm.py (default: ../shared/peer beside the repository)
# PYTHON        an interpreter with PyTorch (default: python3); without one the peer is left out, and told
# SECONDS_ALL   seconds for all of it (default: 540)
# SECONDS_KIT   seconds for the kits (default: 110)
# EMULATED      set to try the script itself on the emulated device: GPU_CHECK must have feature emulator
#
# Where there is no cargo: build both elsewhere, carry them, and set GPU_CHECK and CDM.
set -u -o pipefail

fail() { echo "error: $*" >&2; exit 2; }
(($# >= 1)) || fail "usage: benches/gpu_check.sh OUT [NETWORK:BATCH ...]"
root=$(cd "$(dirname "$0")/.." && pwd)
out=$1
shift
networks=("$@")
((${#networks[@]})) || networks=(mnist32:256 cifar32:128 celeba64:64)
peer=${CDM_PEER_DIR:-$root/../shared/peer} python=${PYTHON:-python3}
end=$((SECONDS + ${SECONDS_ALL:-540}))
mkdir -p "$out" || exit 1
built=${CARGO_TARGET_DIR:-$root/target}/release
if [[ -z ${GPU_CHECK:-} ]]; then
    (cd "$root" && cargo build --release -p cdm-backend-cuda --features cuda --example gpu_check) || exit 1
    GPU_CHECK=$built/examples/gpu_check
fi
if [[ -z ${CDM:-} ]]; then
    (cd "$root" && cargo build --release --bin cdm) || exit 1
    CDM=$built/cdm
fi
lines=$out/gpu_check.jsonl
: >"$lines"
status=0
work=$(mktemp -d) || exit 1
logs=$work/logs
mkdir "$logs"
# What was compiled before stays outside: the time it takes is told. Some machines have no home to keep it in.
export XDG_CACHE_HOME=$work/cache

# Logs into one archive, also if this is cut off: some machines give only a few files back.
pack() {
    tar czf "$out/logs.tar.gz" -C "$logs" . 2>/dev/null
    rm -rf "$work"
}
trap pack EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 124' TERM INT

tell() { echo "$1" | tee -a "$lines"; }

# limited NAME SECONDS COMMAND…: its output to a file of that name, its messages beside it. A command that does not end in time is ended;
# for which there is no time, is left out, and told: 125.
limited() {
    local name=$1 most=$2 left=$((end - SECONDS))
    shift 2
    if ((left < 10)); then
        tell "{\"part\":\"$name\",\"left_out\":\"no time\"}"
        return 125
    fi
    # What a command begins within its own seconds may take longer.
    timeout -k 5 $((left < most ? left : most)) "$@" >"$logs/$name" 2>"$logs/$name.log"
}

# part NAME SECONDS COMMAND…: its last line as JSON with its name.
part() {
    local name=$1 start=$SECONDS code last
    limited "$@"
    code=$?
    ((code == 125)) && return
    ((code == 0)) || status=1
    last=$(grep '^{' "$logs/$name" | tail -n 1)
    tell "{\"part\":\"$name\",\"exit\":$code,\"seconds\":$((SECONDS - start)),\"result\":${last:-null}}"
}

# gpu_check NAME SECONDS WORD…: all its lines that are wanted, and how it ended.
gpu_check() {
    local name=$1 most=$2 code
    shift 2
    limited "$name" $((most + 30)) "$GPU_CHECK" ${emulated[@]+"${emulated[@]}"} --seconds "$most" "$@"
    code=$?
    ((code == 125)) && return
    # Portions of the kit that have passed are told in one line.
    [[ -f $logs/$name ]] && grep '^{' "$logs/$name" | grep -v '"passed":true' | tee -a "$lines"
    tell "{\"part\":\"$name\",\"exit\":$code}"
    return $code
}

emulated=()
[[ -n ${EMULATED:-} ]] && emulated=(--emulated)
# The interpreter's environment may hold NVIDIA's libraries.
export VIRTUAL_ENV=${VIRTUAL_ENV:-$("$python" -c 'import sys; print(sys.prefix)' 2>/dev/null)}

# Where there is nothing to check the time is spared.
if ! gpu_check device 30 --only device; then
    status=1
    tail -n 5 "$logs/device.log" >&2
    grep -q '"device"' "$logs/device" || exit 1
fi

# First whether it is right. The kits of the three precisions side by side: most of their time is the compiler's.
kits=() cores=$(nproc 2>/dev/null || echo 3)
for precision in f32 tf32 bf16; do
    gpu_check "kit-$precision" "${SECONDS_KIT:-110}" --only kit --precision $precision --threads $(((cores + 2) / 3)) &
    kits+=($!)
done
for kit in "${kits[@]}"; do
    wait "$kit" || status=1
done
if [[ -z ${PARITY:-} ]]; then
    tell '{"part":"parity","left_out":"no binary: set PARITY"}'
elif [[ ! -d ${CDM_PARITY_DIR:-} ]]; then
    tell '{"part":"parity","left_out":"no cases: set CDM_PARITY_DIR"}'
    status=1
else
    part parity 60 "$PARITY" --include-ignored --test-threads 1 cuda_
fi
# Then a run from the command line; its densities beside those that the reference computes.
backend=(--backend cuda --precision tf32)
[[ -n ${EMULATED:-} ]] && backend=(--backend cpu)
part train 60 "$CDM" train --data digits:train --steps 300 "${backend[@]}" --out "$work/run" --json
part score 30 "$CDM" score --model "$work/run/model.safetensors" --data digits:test "${backend[@]}" --json
part score-reference 60 "$CDM" score --model "$work/run/model.safetensors" --data digits:test --backend ref --json
mean() { grep -o '"log_density_mean":[-+.0-9e]*' "$logs/$1" 2>/dev/null | tail -n 1 | cut -d: -f2; }
if ! difference=$(awk -v one="$(mean score)" -v other="$(mean score-reference)" 'BEGIN {
    difference = other + 0 == 0 ? 1 : (one - other) / other
    if (difference < 0) difference = -difference
    print difference
    exit difference > 0.01
}'); then
    status=1
fi
tell "{\"part\":\"scores\",\"relative_difference\":$difference}"
part sample 30 "$CDM" sample --model "$work/run/model.safetensors" --n 2048 --out "$work/samples.png" "${backend[@]}" --json

# The peer, if there is one.
why="no time_torch.py: set CDM_PEER_DIR"
if [[ -n ${EMULATED:-} ]]; then
    why="the device is emulated"
elif [[ -f $peer/time_torch.py ]]; then
    why=
    limited torch 90 "$python" -c 'import torch; assert torch.cuda.is_available()' || why="no PyTorch that finds the GPU: set PYTHON"
fi

# torch NETWORK:BATCH SECONDS WORD…: the peer's times. Its f32 is TF32: tensor cores are allowed.
torch() {
    local network=$1 most=$2 name
    shift 2
    name=torch-${network%:*}$(printf '%s' "$@")
    if [[ -z $why ]]; then
        part "$name" "$most" "$python" "$peer/time_torch.py" --device cuda --repeats 20 \
            --config "${network%:*}" --batch "${network#*:}" "$@"
    else
        tell "{\"part\":\"$name\",\"left_out\":\"$why\"}"
    fi
}

# Then the times of both programs one after the other, so that they meet the same card. Single precision without tensor cores on the first
# network alone.
precisions=(f32 tf32 bf16)
for network in "${networks[@]}"; do
    # A fault in one precision ends its process.
    for precision in "${precisions[@]}"; do
        gpu_check "times-${network%:*}-$precision" 40 --only times --precision "$precision" "$network" || status=1
    done
    precisions=(tf32 bf16)
    torch "$network" 40
    torch "$network" 40 --dtype bf16
    torch "$network" 40 --dtype bf16 --channels-last
done
# Last what takes longest to compile.
for network in "${networks[@]}"; do
    torch "$network" 100 --compile
    torch "$network" 100 --compile --dtype bf16
done
exit $status
