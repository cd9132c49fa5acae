#!/usr/bin/env bash
# Renders the page of a tiny run in headless Chromium, light, dark and as PDF: nothing may go to the console, no request may leave
# the page, the browser must find every plot, picture and table that was written, and there must be something to see.
#
#   tests/browser/report_page.sh          skips, with a message and exit code 0, where there is no Chromium
#
# CDM is the program, target/debug/cdm by default, which is built if it is not there; CHROMIUM the browser.
set -uo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-$PWD/target}
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [[ -z $chromium ]]; then
    echo "skipped: no Chromium (set CHROMIUM)"
    exit 0
fi
cdm=${CDM:-$target/debug/cdm}
if [[ ! -x $cdm ]]; then
    cargo build --locked -p cdm || exit
fi
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

# fail MESSAGE
fail() {
    echo "FAILED: $1"
    failed=1
}

# Chromium may not touch anything beyond the folder.
browse() {
    local name=$1
    shift
    timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-extensions \
        --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
        --user-data-dir="$work/profile" --host-resolver-rules='MAP * ~NOTFOUND' \
        --enable-logging=stderr --log-net-log="$work/$name.net.json" "$@" "file://$work/report.html" 2>"$work/$name.log"
}

train() {
    "$cdm" train --out "$work/$1" "${@:2}" --threads 2 >/dev/null 2>&1 || fail "cdm train $1"
}
train first --data digits --levels 20 --steps 4 --batch 8 --set width=8 --set validate_every=2 --set validate_samples=40
train second --data digits --levels 12 --steps 4 --batch 8 --set width=8 --set validate_samples=40
"$cdm" report "$work/first" "$work/second" --samples 200 --out "$work/report.html" >/dev/null || fail "cdm report"

browse light --screenshot="$work/light.png" --window-size=1200,5000 --blink-settings=preferredColorScheme=1
browse dark --screenshot="$work/dark.png" --window-size=1200,5000 --blink-settings=preferredColorScheme=0
browse narrow --screenshot="$work/narrow.png" --window-size=500,5000
browse print --print-to-pdf="$work/report.pdf" --no-pdf-header-footer
browse dom --dump-dom >"$work/dom.html"

for name in light dark narrow print dom; do
    if grep -E 'CONSOLE' "$work/$name.log"; then
        fail "$name: the page has something to say on the console"
    fi
    # What the browser asks for itself, such as news of itself, has no page as its origin.
    if grep -oE '"initiator":"[^"]*"' "$work/$name.net.json" | grep -v '"not an origin"'; then
        fail "$name: the page asks for something outside"
    fi
done
for shot in light dark narrow; do
    size=$(stat -c %s "$work/$shot.png" 2>/dev/null || echo 0)
    # A page without content is about 20 kB.
    ((size > 100000)) || fail "$shot: a picture of $size bytes shows nothing"
done
cmp -s "$work/light.png" "$work/dark.png" && fail "dark is light"
[[ $(head -c 4 "$work/report.pdf" 2>/dev/null) == %PDF ]] || fail "no PDF"
for element in svg img table figcaption h2 polyline; do
    written=$(grep -o "<$element" "$work/report.html" | wc -l)
    found=$(grep -o "<$element" "$work/dom.html" | wc -l)
    ((written > 0 && written == found)) || fail "$written <$element> were written, the browser found $found"
done
((failed)) || echo "ok: light, dark, narrow and PDF; $(grep -o '<svg' "$work/dom.html" | wc -l) plots, $(stat -c %s "$work/report.html") bytes of page"
exit $failed
