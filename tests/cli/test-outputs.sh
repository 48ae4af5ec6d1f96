#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-outputs.sh - outputs of the program: what is no regular file is written to and
# stays what it is, links are followed, a regular file is replaced whole or not at all,
# and what could not be written is no success.  Runs on the fake kernels built beside
# the program.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fake=${hairpin%/*}/fake_kernel_new.so
old=${hairpin%/*}/fake_kernel_old.so
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0
kernel=$("$hairpin" kernel path 2>/dev/null)
export HAIRPIN_CACHE=$tmp/cache
unset HAIRPIN_TOOLS

cat >"$tmp/a.hp" <<-'END'
	# Two root ports and two endpoints.
	host pc
	iommu strict
	rp a 01.0
	rp b 02.0
	ep gpu under a class display bar0 1M
	ep nic under b class network bar0 1M
END
cp "$hairpin" "$fake" "$tmp" 2>/dev/null
cd "$tmp" || exit 3
mkdir x x/y out
cp a.hp x/y/s.hp
cp a.hp x-y-s.hp
cp a.hp x-y-s-2.hp
cat >lspci.txt <<-'END'
	00:00.0 Host bridge: Intel Corporation Device 9b63 (rev 03)
	00: 86 80 63 9b 06 00 90 20 03 00 00 06 00 00 00 00
	10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
	20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
	30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
END

run() {
	"$hairpin" run -k "$fake" "$@"
}

# Each way to name an output file, with {} for the name.
writers=(
	"run -k $fake --json {} a.hp"
	"run -k $fake --junit {} a.hp"
	"run -k $fake --dot {} a.hp"
	"run -k $fake --trace {} a.hp"
	"matrix -k $fake --json {} a.hp"
	"groups -k $fake --json {} a.hp"
	"dot -o {} a.hp"
	"import -q -o {} lspci.txt"
	"compare $old $fake --json {} a.hp"
)
# Each command that prints.
printers=(
	"run -k $fake a.hp"
	"matrix -k $fake a.hp"
	"groups -k $fake a.hp"
	"compare $old $fake a.hp"
	"dot a.hp"
	"import -q lspci.txt"
	"kernel list"
	"kernel path $fake"
	"kernel --help"
	"run --help"
	"--help"
	"--version"
)
# The fakes answer nothing that can be explained or measured.
if [ -n "$kernel" ]; then
	printers+=("explain -k $kernel a.hp gpu nic" "perf -k $kernel --from nic --to dram --size 64 a.hp")
	writers+=("perf -k $kernel --from nic --to dram --size 64 --csv {} a.hp"
		"perf -k $kernel --from nic --to dram --size 64 --heat {} a.hp")
fi

# writes NAME WRITER: standard output is thrown away.
writes() {
	local -a words
	read -ra words <<<"${2//\{\}/$1}"
	"$hairpin" "${words[@]}" >/dev/null
}

# An instance in the cache, for "kernel list" to print.
mkdir -p cache/build/one
cp "$fake" cache/build/one/libkernel.so
printf 'release=7.3.4\nvariant=plain\nkind=tree\nname=one\ntree=/nowhere\n' >cache/build/one/kernel.info

each() {
	local what=$1 w
	shift
	for w in "${writers[@]}"; do
		check "$what: ${w%% *} ${w##*--}" "$@" "$w"
	done
}

only_known() {
	local f
	for f in * .[!.]*; do
		case $f in
		a.hp | x | x-y-s.hp | x-y-s-2.hp | out | cache | lspci.txt | hairpin | *.so | err | said | '.[!.]*') ;;
		*) [ "$f" = "${1:-}" ] || [ "$f" = "${2:-}" ] || { echo "left behind: $f"; return 1; } ;;
		esac
	done
}
# Standard output is check()'s own file, out: keep it apart.
rmdir out
tap=$tmp
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp" "$tap"' EXIT

new_file() {
	rm -f f
	writes f "$1" && [ -s f ] && [ "$(stat -c %a f)" = 644 ] && only_known f
	local ret=$?
	rm -f f
	return $ret
}
umask 022
each "a new file" new_file

old_file() {
	echo old >f
	chmod 640 f
	writes f "$1" && ! grep -q old f && [ "$(stat -c %a f)" = 640 ] && only_known f
	local ret=$?
	rm -f f
	return $ret
}
each "an old file keeps its mode" old_file

followed() {
	rm -f f l
	echo old >f
	ln -s f l
	writes l "$1" && [ -L l ] && ! grep -q old f && only_known f l
	local ret=$?
	rm -f f l
	return $ret
}
each "a link is followed" followed
dangling() {
	rm -rf d l
	mkdir d
	ln -s d/f l
	writes l "$1" && [ -L l ] && [ -s d/f ]
	local ret=$?
	rm -rf d l
	return $ret
}
each "also one to what is not there yet" dangling
loop() {
	ln -sf l2 l1
	ln -sf l1 l2
	gives 3 writes l1 "$1" && [ -L l1 ]
	local ret=$?
	rm -f l1 l2
	return $ret
}
each "a loop of links is told" loop

fifo() {
	rm -f p
	mkfifo p
	cat p >"$tmp/got" &
	writes p "$1"
	local ret=$?
	# who never opened it leaves its reader waiting
	{ [ $ret = 0 ] && [ -p p ]; } || kill $!
	wait
	[ $ret = 0 ] && [ -p p ] && [ -s "$tmp/got" ] && only_known p
	ret=$?
	rm -f p
	return $ret
}
each "a FIFO is written to" fifo
process() {
	local -a words
	rm -f "$tmp/got"
	read -ra words <<<"${1//\{\}//dev/fd/9}"
	mkfifo "$tmp/done"
	"$hairpin" "${words[@]}" 9> >(cat >"$tmp/got"; echo >"$tmp/done") >/dev/null
	local ret=$?
	read -r <"$tmp/done"
	rm "$tmp/done"
	[ $ret = 0 ] && [ -s "$tmp/got" ] && only_known
}
each "so is >(cmd)" process
no_reader() {
	rm -f p
	mkfifo p
	# shellcheck disable=SC2094 # a fifo: nobody reads what is written
	exec 8<>p 9>p 8<&-
	local -a words
	read -ra words <<<"${1//\{\}//dev/fd/9}"
	gives 3 "$hairpin" "${words[@]}" >/dev/null
	local ret=$?
	exec 9>&-
	rm -f p
	[ $ret = 0 ]
}
each "a reader that is gone is told" no_reader

open_file() {
	local -a words
	read -ra words <<<"${1//\{\}//dev/fd/9}"
	echo before >f
	"$hairpin" "${words[@]}" 9>>f >/dev/null && grep -q before f &&
		[ "$(wc -l <f)" -gt 1 ] && only_known f
	local ret=$?
	rm -f f
	return $ret
}
each "an open descriptor is written to where it stands" open_file

# Nodes of our own, so that a mistake harms no machine.
if mknod null c 1 3 2>/dev/null && : 2>/dev/null >null && mknod full c 1 7; then
	null() { writes null "$1" && [ -c null ] && only_known null full; }
	each "a device stays one" null
	full() { gives 3 writes full "$1" && [ -c full ] && only_known null full; }
	each "a full device is told" full
	rm -f null full
fi

# A link like /dev/stdout, which a mistake would replace for the whole machine.
ln -s /proc/self/fd/1 stdout
stdout_pipe() {
	local -a words
	read -ra words <<<"${1//\{\}/stdout}"
	"$hairpin" "${words[@]}" | cat >"$tmp/got"
	[ "${PIPESTATUS[0]}" = 0 ] && [ -s "$tmp/got" ] && [ -L stdout ] && only_known stdout
}
each "what /dev/stdout is, in a pipe" stdout_pipe
stdout_file() {
	local -a words
	read -ra words <<<"${1//\{\}/stdout}"
	"$hairpin" "${words[@]}" | cat >"$tmp/got"
	"$hairpin" "${words[@]}" >"$tmp/file" && cmp "$tmp/file" "$tmp/got"
}
each "it is the same in a file" stdout_file
rm stdout

same_as_stdout() {
	local -a words
	read -ra words <<<"${1//\{\}/f}"
	gives 3 "$hairpin" "${words[@]}" >f
	local ret=$?
	rm -f f
	return $ret
}
each "standard output's own file is refused" same_as_stdout
dash() {
	"$hairpin" import -q -o - lspci.txt | cmp - <("$hairpin" import -q lspci.txt) && ! [ -e ./- ]
}
check "- is standard output" dash
check "one file for two outputs is refused" gives 3 run --json f --junit ./f a.hp
check "nothing is left of that" only_known

# What is read is not replaced, by whatever name.
ln -f a.hp hard.hp
ln -sf a.hp soft.hp
cp a.hp a.kept
cp lspci.txt lspci.kept
keeps() {
	gives 3 "$@" && cmp -s a.hp a.kept && cmp -s lspci.txt lspci.kept
}
check "a scenario is not replaced by its results" keeps run --json a.hp a.hp
check "nor by another name" keeps run --junit hard.hp a.hp
check "nor by a link" keeps run --trace soft.hp a.hp
check "nor a capture by its machine" keeps "$hairpin" import -q -o lspci.txt lspci.txt
check "nor one of several" keeps "$hairpin" import -q -o lspci.txt lspci.kept lspci.txt
check "nor by its picture" keeps "$hairpin" dot -q -o lspci.txt lspci.txt
rm -f hard.hp soft.hp a.kept lspci.kept

unwritable() {
	mkdir -p d/f
	gives 3 writes d/f "$1" && gives 3 writes none/f "$1"
	local ret=$?
	rm -rf d
	return $ret
}
for w in "${writers[@]}"; do
	case $w in
	*--dot* | *--trace*) ;;	# they take a folder
	*) check "a folder, and a name in none: ${w%% *} ${w##*--}" unwritable "$w" ;;
	esac
done

# A full disk: the old file is as it was, and nothing else is there.
if unshare -rm true 2>/dev/null; then
	# shellcheck disable=SC2086 # words
	full_disk() {
		mkdir -p disk
		unshare -rm bash -c '
			mount -t tmpfs -o size=8k tmpfs disk || exit 77
			echo old >disk/f
			cat /dev/zero >disk/fill 2>/dev/null
			shift
			"$@" >/dev/null
			status=$?
			[ "$(cat disk/f)" = old ] || { echo "f was changed"; exit 1; }
			[ "$(ls disk)" = "f
fill" ] || { ls disk; exit 1; }
			exit $status' bash "" "$hairpin" ${1//\{\}/disk/f}
		local ret=$?
		rm -rf disk
		[ $ret = 3 ]
	}
	each "a full disk is told, and the old file kept" full_disk
fi

# Standard output that takes nothing, for every command.
for p in "${printers[@]}"; do
	on_full() {
		local -a words
		read -ra words <<<"$1"
		gives 3 "$hairpin" "${words[@]}" >/dev/full 2>"$tmp/words" &&
			grep -q "standard output could not be written" "$tmp/words"
	}
	check "a full disk under $p" on_full "$p"
	on_closed() {
		local -a words
		read -ra words <<<"$1"
		gives 3 "$hairpin" "${words[@]}" >&- 2>"$tmp/words" &&
			grep -q "standard output could not be written" "$tmp/words"
	}
	check "a closed standard output under $p" on_closed "$p"
done
limited() {
	(ulimit -f 0 && exec "$hairpin" run a.hp -k "$fake" --json limited.json) 2>&1 | cat >"$tmp/words"
	[ "${PIPESTATUS[0]}" = 3 ] && grep -q "limited.json: .*File too large" "$tmp/words" &&
		grep -q "^# Totals: " "$tmp/words" && [ ! -e limited.json ]
}
check "a limit on the size of files is told, and the verdicts are printed" limited
bisect_full() {
	gives 125 run --bisect a.hp >/dev/full
}
check "to git bisect that is no verdict" bisect_full
closed_is_taken() {
	run --json f a.hp >&- 2>/dev/null
	! grep -q '^KTAP' f
	local ret=$?
	rm -f f
	return $ret
}
check "no output file takes the place of a closed one" closed_is_taken

# Signals while it runs: no other name, and the old file whole.
signals() {
	local sig pid
	cat >slow.hp <<-'END'
		# Runs until its time is over.
		host pc
		rp a 01.0
		step selftest loop
	END
	echo old >f
	for sig in INT TERM HUP QUIT KILL; do
		# Bash has its background jobs ignore SIGINT.
		env --default-signal "$hairpin" run -k "$fake" --timeout 60 \
			--json f --junit g slow.hp >/dev/null 2>&1 &
		pid=$!
		for _ in 1 2 3; do sleep 0.05; done
		kill -$sig $pid
		wait $pid
		[ "$(cat f)" = old ] && [ ! -e g ] || { echo "after $sig: $(ls)"; return 1; }
	done
	rm slow.hp
	only_known f
	local ret=$?
	rm -f f
	return $ret
}
check "no signal leaves a file behind" signals 2>/dev/null

collide() {
	local d
	for d in dot trace; do
		run --$d pics a.hp x/y/s.hp x-y-s.hp x-y-s-2.hp x/y/s.hp >/dev/null || return
		[ "$(find pics -type f | wc -l)" = 5 ] || { ls pics; return 1; }
		rm -r pics
	done
}
check "files of one run have names of their own" collide
echo "1..$n"
