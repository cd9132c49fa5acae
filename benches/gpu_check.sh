#!/usr/bin/env bash
# Everything that there is to know of a GPU, in one call: what it is, times of training, denoising and scoring, the same of the PyTorch peer,
# the conformance kit, and a short training run from the command line. One line of JSON a part, in OUT/gpu_check.jsonl.
#
#   benches/gpu_check.sh OUT [NETWORK:BATCH ...]
#
# GPU_CHECK     the example gpu_check of cdm-backend-cuda (default: built here with --release --features cuda)
# CDM           the program (default: built here)
# PARITY        the test binary `parity` of the facade, if the PyTorch peer's cases are to be compared (CDM_PARITY_DIR tells where they are)
# CDM_PEER_DIR  folder with time_torch.py and torch_cdm.py (default: ../shared/peer beside the repository)
# PYTHON        an interpreter with PyTorch (default: python3); without one the peer is left out, and told
# SECONDS_ALL   seconds for all of it (default: 540)
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
status=0 kits=()

# part NAME SECONDS COMMAND…: its last line as JSON with its name; what it says goes to OUT/NAME.log.
part() {
    local name=$1 limit=$2 left=$((end - SECONDS)) code
    shift 2
    if ((left < 10)); then
        echo "{\"part\":\"$name\",\"left_out\":\"no time\"}" | tee -a "$lines"
        return
    fi
    timeout $((left < limit ? left : limit)) "$@" >"$out/$name.log" 2>&1
    code=$?
    ((code == 0)) || status=1
    local last
    last=$(grep '^{' "$out/$name.log" | tail -n 1)
    echo "{\"part\":\"$name\",\"exit\":$code,\"result\":${last:-null}}" | tee -a "$lines"
}

emulated=()
[[ -n ${EMULATED:-} ]] && emulated=(--emulated)
# The interpreter's environment may hold NVIDIA's libraries.
export VIRTUAL_ENV=${VIRTUAL_ENV:-$("$python" -c 'import sys; print(sys.prefix)' 2>/dev/null)}

# gpu_check MOST WORD…: its lines, in so many seconds at most.
gpu_check() {
    local left=$((end - SECONDS)) most=$1
    shift
    if ((left < 10)); then
        echo "{\"part\":\"gpu_check $*\",\"left_out\":\"no time\"}"
        return
    fi
    ((most = left < most ? left : most))
    # What it begins within its seconds may take longer.
    timeout $((left < most + 30 ? left : most + 30)) "$GPU_CHECK" ${emulated[@]+"${emulated[@]}"} --seconds $most "$@" 2>>"$out/gpu_check.log"
}

# All but the lines into one archive, also if this is cut off: some machines give only a few files back.
pack() {
    (cd "$out" && tar czf logs.tar.gz --remove-files -- *.log kit-*.jsonl 2>/dev/null)
}
trap pack EXIT
trap 'exit 124' TERM INT

# First whether it is right. The kits of the three precisions side by side: most of their time is the compiler's.
for precision in f32 tf32 bf16; do
    gpu_check 120 --no-times --precision $precision >"$out/kit-$precision.jsonl" &
    kits+=($!)
done
for kit in "${kits[@]}"; do
    wait "$kit" || status=1
done
cat "$out"/kit-*.jsonl | tee -a "$lines"
if [[ -z ${PARITY:-} ]]; then
    echo '{"part":"parity","left_out":"no binary: set PARITY"}' | tee -a "$lines"
elif [[ ! -d ${CDM_PARITY_DIR:-} ]]; then
    echo '{"part":"parity","left_out":"no cases: set CDM_PARITY_DIR"}' | tee -a "$lines"
    status=1
else
    part parity 60 "$PARITY" --include-ignored --test-threads 1 cuda_
fi
# Then a run from the command line.
run=$(mktemp -d) || exit 1
backend=(--backend cuda --precision tf32)
[[ -n ${EMULATED:-} ]] && backend=(--backend cpu)
part train 60 "$CDM" train --data digits:train --steps 300 "${backend[@]}" --out "$run/run" --json
part score 30 "$CDM" score --model "$run/run/model.safetensors" --data digits:test "${backend[@]}" --json
part score-reference 60 "$CDM" score --model "$run/run/model.safetensors" --data digits:test --backend ref --json
rm -r "$run"

# torch NETWORK:BATCH SECONDS WORD…: the peer's times.
torch() {
    local network=$1 most=$2 name
    shift 2
    name=torch-${network%:*}$(printf '%s' "$@")
    if [[ -z ${EMULATED:-} ]] && "$python" -c 'import torch' 2>/dev/null && [[ -f $peer/time_torch.py ]]; then
        part "$name" "$most" "$python" "$peer/time_torch.py" --device cuda --config "${network%:*}" --batch "${network#*:}" "$@"
    else
        echo "{\"part\":\"$name\",\"left_out\":\"no PyTorch with the peer\"}" | tee -a "$lines"
    fi
}

# Then the times of both programs one after the other, so that they meet the same card.
precisions=()
for network in "${networks[@]}"; do
    # Single precision without tensor cores on the first network alone.
    gpu_check 60 --no-kit ${precisions[@]+"${precisions[@]}"} "$network" | tee -a "$lines" || status=1
    precisions=(--precision tf32 --precision bf16)
    torch "$network" 40
    torch "$network" 40 --dtype bf16
done
# Last what takes longest to compile.
for network in "${networks[@]}"; do
    torch "$network" 100 --compile
done
exit $status
