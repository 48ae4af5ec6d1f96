#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-trace.sh - the same seed gives the same trace hash over 1,000 runs, in
# one program and in many, with the trace written or not; another scenario gives
# another.  --trace writes a file, or a folder of them.  Prints TAP.
#
# HAIRPIN: the program.

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0
scn=scenarios/reset/mmio.hp

"$hairpin" kernel path >/dev/null 2>&1 || {
	echo "1..0 # SKIP no kernel is built"
	exit 4
}

result() {	# STATUS WHAT
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
}

hashes() {	# JSON...
	cat "$@" | sed -n 's/.*"trace_hash": "\(0x[0-9a-f]*\)".*/\1/p'
}

files=
for i in $(seq 1000); do files="$files $scn"; done
# shellcheck disable=SC2086
"$hairpin" run --json "$dir/many.json" $files >/dev/null 2>&1
[ "$(hashes "$dir/many.json" | wc -l)" = 1000 ] &&
	[ "$(hashes "$dir/many.json" | sort -u | wc -l)" = 1 ]
result $? "1,000 runs, $(hashes "$dir/many.json" | sort -u | wc -l) trace hash"

for i in 1 2 3 4 5; do
	TZ=Asia/Tokyo "$hairpin" run --json "$dir/$i.json" --trace "$dir/$i.trace" $scn \
		>/dev/null 2>&1
done
[ "$(hashes "$dir"/*.json | sort -u | wc -l)" = 1 ]
result $? "the same from other processes, and with the trace written"

cmp -s "$dir/1.trace" "$dir/5.trace" && [ -s "$dir/1.trace" ]
result $? "the same bytes in the trace"

"$hairpin" run --json "$dir/other.json" scenarios/acs/clear.hp >/dev/null 2>&1
[ "$(hashes "$dir/many.json" "$dir/other.json" | sort -u | wc -l)" = 2 ]
result $? "another scenario, another hash"

"$hairpin" run --trace "$dir/all" scenarios/acs >/dev/null 2>&1
[ "$(find "$dir/all" -name '*.json' | wc -l)" = "$(find scenarios/acs -name '*.hp' | wc -l)" ]
result $? "a folder of traces"

cat >"$dir/crash.hp" <<-END
	# The kernel crashes: the trace holds what came before.
	host server
	rp   rp0 01.0
	ep   gpu under rp0 bar0 1M
	step bind gpu hairpin-endpoint
	step selftest null
END
"$hairpin" run --trace "$dir/crash.json" "$dir/crash.hp" >/dev/null 2>&1
grep -q '"name":"step bind gpu hairpin-endpoint"' "$dir/crash.json" && tail -1 "$dir/crash.json" | grep -q '^]}$'
result $? "what came before a crash is in the trace"

echo "1..$n"
exit $failed
