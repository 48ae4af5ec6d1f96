#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# test-run.sh - the hairpin program's own behaviour: options, exit statuses,
# output files, the same bytes everywhere.  Needs no kernel: it runs on the
# fake ones built beside the program.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
hairpin=${HAIRPIN:-build/hairpin}
case $hairpin in /*) ;; *) hairpin=$PWD/$hairpin ;; esac
fakes=$(dirname "$hairpin")
new=$fakes/fake_kernel_new.so
old=$fakes/fake_kernel_old.so
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

# ok WHAT: of the command before it.
ok() {
	status=$?
	n=$((n + 1))
	if [ "$status" = 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
	fi
}

# exits STATUS COMMAND...: stdout and stderr in $dir/out, $dir/err.
exits() {
	want=$1
	shift
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "# exit $got, not $want: $*"
	sed 's/^/# /' "$dir/err" | head -5
	return 1
}

has() {
	grep -q -e "$2" "$dir/$1" && return 0
	echo "# $1 has no '$2':"
	sed 's/^/# /' "$dir/$1" | head -5
	return 1
}

machine='host pc
rp a 01.0 id 8086:2030 acs SV+ RR+ CR+
rp b 02.0 id 8086:2031'
make() {
	mkdir -p "$(dirname "$dir/$1")"
	printf '# %s\n%s\n%s\n' "$1" "$machine" "$2" >"$dir/$1"
}
make pass.hp 'expect map a -> b BUS_ADDR'
make fail.hp 'expect map b -> a BUS_ADDR'
make skip.hp 'require kernel>=99.0'
make trap.hp 'step selftest trap'
make xpass.hp 'xfail expect present a'
make loop.hp 'step selftest loop'
make bad.hp 'expect map a => b BUS_ADDR'
make suite/one.hp 'expect present a'
make suite/sub/two.hp 'expect present b'
make suite/zzz.txt 'this is no scenario'

# --- exit statuses ---
exits 0 "$hairpin" run -k "$new" "$dir/pass.hp"; ok "passed: 0"
exits 1 "$hairpin" run -k "$new" "$dir/fail.hp"; ok "failed: 1"
exits 1 "$hairpin" run -k "$new" "$dir/trap.hp" "$dir/fail.hp"; ok "failed and error: 1"
exits 2 "$hairpin" run -k "$new" "$dir/bad.hp"; ok "malformed: 2"
exits 3 "$hairpin" run -k "$new" "$dir/trap.hp"; ok "could not judge: 3"
exits 4 "$hairpin" run -k "$new" "$dir/skip.hp"; ok "all skipped: 4"
exits 0 "$hairpin" run -k "$new" "$dir/skip.hp" "$dir/pass.hp"; ok "some skipped: 0"
exits 0 "$hairpin" run -k "$new" "$dir/xpass.hp"; ok "unexpected pass: 0"
exits 1 "$hairpin" run --strict -k "$new" "$dir/xpass.hp"; ok "unexpected pass, strict: 1"
exits 0 "$hairpin" run --bisect -k "$new" "$dir/pass.hp"; ok "bisect, passed: 0"
exits 1 "$hairpin" run --bisect -k "$new" "$dir/fail.hp"; ok "bisect, failed: 1"
exits 125 "$hairpin" run --bisect -k "$new" "$dir/trap.hp"; ok "bisect, not judged: 125"
exits 125 "$hairpin" run --bisect -k "$new" "$dir/skip.hp"; ok "bisect, skipped: 125"
exits 125 "$hairpin" run --bisect -k "$new" "$dir/bad.hp"; ok "bisect, malformed: 125"
exits 125 "$hairpin" run --bisect -k /nowhere.so "$dir/pass.hp"; ok "bisect, no kernel: 125"
exits 1 "$hairpin" run --timeout 0.2 -k "$new" "$dir/loop.hp" && has out "hang: a loop for ever in fake_loop()"
ok "a loop for ever is named"

# --- the host's IOMMU, from outside ---
make mode.hp 'iommu strict
expect present a'
make when.hp 'expect present a when iommu lazy
expect absent a when iommu off'
exits 4 "$hairpin" run --iommu off -k "$new" "$dir/mode.hp" && has out '# SKIP states iommu strict'
ok "--iommu: what states another mode is skipped"
exits 0 "$hairpin" run --iommu strict -k "$new" "$dir/mode.hp"; ok "--iommu: the same mode runs"
exits 1 "$hairpin" run -k "$new" "$dir/when.hp" && has out 'present a when iommu lazy # SKIP only when iommu lazy'
ok "what is not for this mode is skipped, line by line"
exits 0 "$hairpin" run --iommu lazy -k "$new" "$dir/when.hp" && has out 'absent a when iommu off # SKIP'
ok "--iommu: runs what states none"
exits 1 "$hairpin" run --iommu off -k "$new" "$dir/when.hp" && has out 'replay: hairpin run --seed 1 --iommu off'
ok "--iommu is in the line that replays"

make moved.hp 'window hb0 mem 0x80000000+256M offset 0x10000000'
make offset.hp 'expect present a when offset none
expect bar a 0 offset 0'
exits 4 "$hairpin" run --bus-offset 1T -k "$new" "$dir/moved.hp" && has out '# SKIP states offsets of its own'
ok "--bus-offset: what states offsets is skipped"
exits 0 "$hairpin" run --bus-offset 1T -k "$new" "$dir/offset.hp" &&
	has out 'seed 1, bus offset 1T' && has out 'present a when offset none # SKIP only when offset none' &&
	has out 'bar a 0 offset 0 # SKIP names an address'
ok "--bus-offset: in the header; what names an address is not judged"
exits 1 "$hairpin" run --bus-offset -0x10000000 -k "$new" "$dir/fail.hp" &&
	has out 'replay: hairpin run --seed 1 --bus-offset -0x10000000'
ok "--bus-offset: in the replay line"
for wrong in 1X 3 12K ''; do
	exits 2 "$hairpin" run --bus-offset "$wrong" -k "$new" "$dir/offset.hp" &&
		has err 'write a multiple of 1M' || break
done
ok "--bus-offset: a number that is no offset is refused"
exits 2 "$hairpin" run --iommu on -k "$new" "$dir/pass.hp" && has err "passthrough"
ok "--iommu on: 2"
exits 2 "$hairpin" matrix --iommu quick -k "$new" "$dir/pass.hp" && has err "passthrough"
ok "matrix --iommu quick: 2"

# --- wrong use ---
exits 2 "$hairpin"; ok "no command: 2"
exits 2 "$hairpin" ran && has err "these are: run"; ok "unknown command: 2, and which there are"
exits 2 "$hairpin" run; ok "no file: 2"
exits 2 "$hairpin" run --job 2 x && has err "did you mean '--jobs'"; ok "unknown option: what was meant"
exits 2 "$hairpin" run --jobs 0 x && has err "from 1 to"; ok "--jobs 0: 2"
exits 2 "$hairpin" run --seed x y && has err "a number is needed"; ok "--seed x: 2"
exits 2 "$hairpin" run --timeout -1 y && has err "seconds are needed"; ok "--timeout -1: 2"
exits 2 "$hairpin" run "$dir/pass.hp" --seed && has err "needs a value"; ok "--seed without a value: 2"
exits 2 "$hairpin" run --strict=yes x && has err "takes no value"; ok "--strict=yes: 2"
exits 2 "$hairpin" run -k "$new" "$dir/none.hp"; ok "no such file: 2"
exits 2 "$hairpin" run -k "$new" "$dir/nothing-here"; ok "no such directory: 2"
mkdir "$dir/empty"
exits 2 "$hairpin" run -k "$new" "$dir/empty" && has err "no scenario files"; ok "empty directory: 2"
exits 2 "$hairpin" run -k "$new" -k "$new" "$dir/pass.hp" && has err "the same kernel"; ok "one kernel twice: 2"
exits 2 "$hairpin" explain -k "$new" "$dir/pass.hp" a; ok "explain without B: 2"
exits 2 "$hairpin" explain -k "$new" "$dir/pass.hp" a nobody && has err "nobody: no function"; ok "explain with an unknown name: 2"
for c in run matrix groups explain dot; do
	exits 0 "$hairpin" $c --help && has out "usage: hairpin $c"; ok "$c --help"
done
exits 0 "$hairpin" --version && has out '^hairpin [0-9]'; ok "--version"
exits 0 "$hairpin" help run && has out 'usage: hairpin run'; ok "help run"

# --- all files are parsed before the first runs ---
exits 2 "$hairpin" run -k "$new" --json "$dir/half.json" "$dir/pass.hp" "$dir/bad.hp"
[ ! -s "$dir/out" ] && [ ! -e "$dir/half.json" ]; ok "a malformed file stops all, nothing half written"
has err "bad.hp:5:"; ok "with file and line"
exits 3 "$hairpin" run -k "$new" --json "$dir/no/such/dir.json" "$dir/pass.hp"
[ ! -s "$dir/out" ]; ok "an output that cannot be written stops it at once"
exits 0 "$hairpin" run -k "$new" --json "$dir/a.json" --junit "$dir/a.xml" --dot "$dir/dots" "$dir/suite"
[ -s "$dir/a.json" ] && [ -s "$dir/a.xml" ] && [ "$(find "$dir/dots" -name '*.dot' | wc -l)" = 2 ]
ok "output files"
[ "$(find "$dir" -name 'a.*.??????' | wc -l)" = 0 ]; ok "no temporary files are left"
[ "$(grep -c '^ok' "$dir/out")" = 2 ]; ok "a directory is searched for *.hp"

# --- several kernels ---
exits 0 "$hairpin" run -k "$new" -k "$old" "$dir/pass.hp" && has out '^# .*pass.hp *PASS *PASS'
ok "side by side"

# --- the same bytes ---
run_at() {
	(cd "$dir" && env TZ="$1" LC_ALL="$2" "$hairpin" run -k "$new" -k "$old" --jobs "$3" \
		--json "$4.json" --junit "$4.xml" --dot "$4.dots" suite fail.hp pass.hp skip.hp >"$4.ktap")
}
run_at UTC C 1 first
run_at Asia/Kathmandu C.UTF-8 4 second
mkdir -p "$dir/elsewhere"
cp -r "$dir/suite" "$dir"/*.hp "$dir/elsewhere"
(cd "$dir/elsewhere" && TZ=America/St_Johns LC_ALL=de_DE.UTF-8 "$hairpin" run -k "$new" -k "$old" --jobs 3 \
	--json ../third.json --junit ../third.xml --dot ../third.dots suite fail.hp pass.hp skip.hp >../third.ktap)
for r in second third; do
	for f in ktap json xml; do
		cmp -s "$dir/first.$f" "$dir/$r.$f"; ok "$f: the same bytes, $r time"
	done
	diff -r "$dir/first.dots" "$dir/$r.dots" >/dev/null; ok "dot: the same bytes, $r time"
done

# --- a replay line replays ---
exits 1 "$hairpin" run -k "$new" --seed 9 "$dir/fail.hp"
line=$(sed -n 's/^# replay: hairpin //p' "$dir/out")
cp "$dir/out" "$dir/before"
# shellcheck disable=SC2086
exits 1 "$hairpin" $line && cmp -s "$dir/before" "$dir/out"; ok "the replay line gives the same"

# --- queries ---
exits 0 "$hairpin" groups -k "$new" "$dir/pass.hp" && has out '  a$'; ok "groups"
exits 0 "$hairpin" explain -k "$new" "$dir/pass.hp" a 00:02.0 && has out 'kernel: BUS_ADDR' && has out 'root complex'
ok "explain, by name and by BDF"
exits 0 "$hairpin" matrix -k "$new" "$dir/pass.hp"; ok "matrix"
exits 0 "$hairpin" dot "$dir/pass.hp" && has out '^digraph'; ok "dot without a kernel"
if command -v dot >/dev/null; then
	dot -Tsvg "$dir/out" >"$dir/svg" 2>"$dir/err" && [ ! -s "$dir/err" ]; ok "Graphviz draws it without a word"
fi

# --- files as they come ---
printf '\357\273\277# with a byte order mark\nhost pc\nrp a 01.0\nexpect present a\n' >"$dir/bom.hp"
exits 0 "$hairpin" run -k "$new" "$dir/bom.hp"; ok "a byte order mark is no word"
printf '\n' >"$dir/empty.hp"
exits 2 "$hairpin" run -k "$new" "$dir/empty.hp" && has err 'empty.hp:1:1: no machine is described'; ok "an empty file has no machine"
"$hairpin" run -k "$new" - <"$dir/pass.hp" >"$dir/out" 2>"$dir/err" && has out '^ok 1 /dev/stdin$'; ok "run -: standard input"
"$hairpin" run -k "$new" - <"$dir/fail.hp" >"$dir/out" 2>"$dir/err"
has out '^# replay: hairpin run .* /dev/stdin$'; ok "run -: a replay line that works"
mkdir -p "$dir/loop/below"
cp "$dir/pass.hp" "$dir/loop/below"
ln -sf .. "$dir/loop/below/up"
ln -sf . "$dir/loop/self"
exits 0 "$hairpin" run -k "$new" "$dir/loop" && has out '^1\.\.1$'; ok "links that lead up are gone round once"
mkfifo "$dir/loop/pipe.hp"
exits 0 timeout 300 "$hairpin" run -k "$new" "$dir/loop" && has out '^1\.\.1$'; ok "a FIFO in a folder is not waited for"
mkdir -p "$dir/bytes"
cp "$dir/fail.hp" "$dir/bytes/$(printf 'a\377b.hp')"
exits 1 "$hairpin" run -k "$new" --junit "$dir/bytes.xml" --json "$dir/bytes.json" "$dir/bytes" &&
	has out '^not ok 1 .*/a\\xffb\.hp$' && iconv -f UTF-8 -t UTF-8 "$dir/out" >"$dir/utf8" &&
	cmp -s "$dir/out" "$dir/utf8" && has bytes.xml 'a\\xffb' && has bytes.json 'a\\\\xffb'
ok "a name that is no UTF-8 is written so that output is"
line=$(sed -n 's/^# replay: hairpin //p' "$dir/out")
bash -c "'$hairpin' $line" >"$dir/again" 2>&1
grep -q '^not ok 1 .*/a\\xffb\.hp$' "$dir/again"; ok "... and its replay line finds it"
ln -sf "$new" "$dir/other.so"
exits 2 "$hairpin" run -k "$new" -k "$dir/other.so" "$dir/pass.hp" && has err 'the same kernel as'; ok "one kernel under two paths is one"
ln -f "$new" "$dir/hard.so" 2>/dev/null || cp "$new" "$dir/hard.so"
if [ "$(stat -c %d:%i "$new")" = "$(stat -c %d:%i "$dir/hard.so")" ]; then
	exits 2 "$hairpin" run -k "$new" -k "$dir/hard.so" "$dir/pass.hp" && has err 'the same kernel as'; ok "... also under two names of its inode"
fi
exits 2 "$hairpin" kernel list x && has err "'x' is too much; it takes options only"; ok "kernel list x says what is too much"
exits 2 "$hairpin" matrix a b && has err "'b' is too much; it takes FILE|DUMP"; ok "so does matrix"

# --- what is no kernel's failure ---
# shellcheck disable=SC2016
few='ulimit -n "$1" && shift && exec "$@"'
exits 3 bash -c "$few" - 5 "$hairpin" run -k "$new" --timeout 0.1 "$dir/pass.hp" "$dir/fail.hp" && has out '^1\.\.2$' &&
	has out '^not ok 2 .* # ERROR its process cannot be started: the limit on open files is 5 (ulimit -n)$'
ok "without descriptors each scenario is an ERROR, and the limit is named"
exits 125 bash -c "$few" - 5 "$hairpin" run --bisect -k "$new" --timeout 0.1 "$dir/fail.hp"; ok "--bisect: that commit cannot be judged"
exits 0 bash -c "$few" - 16 "$hairpin" run -k "$new" --jobs 8 "$dir/pass.hp" "$dir/loop" "$dir/bom.hp"
ok "few descriptors: scenarios wait for each other"
make boot.hp 'cmdline fake_boot_fails'
for c in "matrix -k $new $dir/boot.hp" "explain -k $new $dir/boot.hp a b" "groups -k $new $dir/boot.hp" \
	"dot -k $new --between a,b $dir/boot.hp"; do
	# shellcheck disable=SC2086
	exits 3 "$hairpin" $c && has err 'did not boot: it gave -ENODEV'
	ok "${c%% *}: which errno boot gave"
done
HAIRPIN_MACHINES=/nonexistent exits 4 "$fakes/test_import_machines" && has out '^1\.\.0 # SKIP'
ok "a test without its machines is skipped"

echo "1..$n"
exit $failed
