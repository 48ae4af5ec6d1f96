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


# In flight, links are tracks: what each carries, what waits before it, which credits are in use.
flight=scenarios/flight/engine-interrupt.hp
"$hairpin" run --trace "$dir/flight.trace" --json "$dir/shown.json" $flight >/dev/null 2>&1
"$hairpin" run --json "$dir/hidden.json" $flight >/dev/null 2>&1
[ -s "$dir/hidden.json" ] && cmp -s "$dir/shown.json" "$dir/hidden.json"
result $? "in flight, whether a trace is written changes nothing"
grep -q '"name":"rp0 up"' "$dir/flight.trace" && grep -q '"name":"rp0 down"' "$dir/flight.trace" &&
	grep -q '"cat":"link".*"bytes on the link":' "$dir/flight.trace"
result $? "in flight, each direction of a link is a track"
! grep -q '"cat":"link"\|"ph":"C"' "$dir/1.trace"
result $? "with the short cut there are no links to see"

# Fields of a record: the track, when it begins, and how long it takes, in ps.
sed -n 's/.*"pid":4,"tid":\([0-9]*\),.*"ts":\([0-9]*\)\.\([0-9]*\),"dur":\([0-9]*\)\.\([0-9]*\),.*/\1 \2\3 \4\5/p' \
	"$dir/flight.trace" >"$dir/spans"
[ "$(wc -l <"$dir/spans")" -gt 100 ] &&
	sort -k1,1n -k2,2n "$dir/spans" | awk '$1 == track && $2 < end { exit 1 }
		{ track = $1; end = $2 + $3 }'
result $? "a link carries one TLP at a time"
grep -q '"ph":"C".*up: waiting".*"posted":[1-9]' "$dir/flight.trace" &&
	grep -q '"ph":"C".*up: credits in use".*"PH":[1-9][0-9]*,"PD":[1-9]' "$dir/flight.trace"
result $? "what waits is counted, and the credits in use are"
! grep 'credits in use' "$dir/flight.trace" |
	sed 's/.*"name":"\([^"]*\)".*"args":/\1 /' |
	awk '{ last[$1 " " $2] = $NF } END { for (l in last) print last[l] }' | grep -q '[1-9]'
result $? "in the end no credit is in use"

echo "1..$n"
exit $failed
