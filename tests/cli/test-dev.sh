#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-dev.sh - root names device nodes as output files: each node is afterwards what
# it was.  In a root of its own whose /dev has nodes made by mknod, so that a mistake
# costs no machine its /dev/null.  Needs no kernel.  Prints TAP.
#
#	test-dev.sh [--all]	and the unit tests, and all tests of the command line but those
#				that build kernels
#
# HAIRPIN: the program (default build/hairpin).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
skip() {
	echo "1..0 # SKIP $1"
	exit 4
}
[ "$(id -u)" = 0 ] || skip "only root can make nodes"
if [ -z "${HAIRPIN_INSIDE:-}" ]; then
	unshare -m true 2>/dev/null || skip "no name space to mount in"
	HAIRPIN_INSIDE=1 exec unshare -m "tests/cli/${0##*/}" "$@"
fi
export LC_ALL=C
here=$PWD
export hairpin fake
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fake=${hairpin%/*}/fake_kernel_new.so
n=0
tmp=$(mktemp -d) || exit 3
root=$tmp/root
trap 'cd /; umount -R "$root" 2>/dev/null && rmdir "$root" && rm -rf "$tmp"' EXIT
. tests/tap.sh
mkdir "$root"
{ mount --make-rprivate / && mount --rbind / "$root" && mount -t tmpfs -o dev none "$root/dev"; } ||
	skip "nothing can be mounted"

# nodes: a /dev as machines have it.
nodes() {
	local name minor
	rm -rf "${root:?}/dev"/*
	while read -r name minor; do
		mknod -m 666 "$root/dev/$name" c "${minor% *}" "${minor#* }" || return
	done <<-'XEND'
	null 1 3
	zero 1 5
	full 1 7
	random 1 8
	urandom 1 9
	tty 5 0
	kmsg 1 11
	XEND
	mkdir "$root/dev/shm" "$root/dev/pts"
	ln -s /proc/self/fd "$root/dev/fd"
	ln -s fd/1 "$root/dev/stdout"
	ln -s fd/2 "$root/dev/stderr"
	mkfifo "$root/dev/fifo"
}
# state: each node, its kind, numbers, mode and inode.
state() {
	find "$root/dev" -mindepth 1 -printf '%P %y %m %i ' -exec stat -c '%t:%T' {} \; | sort
}
{ nodes && [ -c "$root/dev/null" ] && chroot "$root" sh -c 'echo >/dev/null' 2>/dev/null; } ||
	skip "nodes cannot be made or used here"
state >"$tmp/before"
# as_was: nothing was replaced, removed or left beside.
as_was() { state | diff "$tmp/before" - ; }

# in_root COMMAND...: there, with standard output that is one of the nodes.
in_root() { chroot "$root" bash -c "cd '$here' && $*" >"$tmp/o" 2>"$tmp/e" </dev/null; }
each() {
	local node o
	for node in null zero full random tty stdout stderr; do
		for o in "run -k $fake --junit" "run -k $fake --json" "run -k $fake --dot" \
			"run -k $fake --trace" "matrix -k $fake --json" "dot -k $fake -o" "dot -o"; do
			in_root "'$hairpin' $o /dev/$node tests/golden/skip.hp >/dev/null"
			as_was || { echo "after $o /dev/$node"; cat "$tmp/e"; return 1; }
		done
		in_root "'$hairpin' import -o /dev/$node tests/fixtures/import/*.lspci >/dev/null"
		as_was || { echo "after import -o /dev/$node"; return 1; }
		in_root "'$hairpin' init /dev/$node; '$hairpin' fmt -i /dev/$node"
		as_was || { echo "after init or fmt /dev/$node"; return 1; }
	done
}
check "every output into every node: each is what it was" each
works() {
	in_root "'$hairpin' run -k $fake --json /dev/stdout tests/golden/skip.hp >/dev/null" &&
		! in_root "'$hairpin' run -k $fake --json /dev/full tests/golden/skip.hp" &&
		grep -q '/dev/full: No space left' "$tmp/e"
}
check "and is written to" works
# The comparison itself: a file moved over a node, as outputs once were.
fires() {
	in_root 'echo x >/dev/x && mv -f /dev/x /dev/null'
	! as_was
}
check "a node that is replaced would be noticed" fires
nodes && state >"$tmp/before"

if [ "${1:-}" = --all ]; then
	[ ! -e build/CTestTestfile.cmake ] || {
		in_root "ctest --test-dir build"
		echo "# unit tests: status $?"
		check "the unit tests leave every node as it was" as_was
	}
	printf "%s\n" tests/cli/*.sh >"$tmp/tests"
	while IFS= read -r t; do
		case ${t##*/} in test-dev.sh | test-kernel-* | test-cache.sh | test-compiler.sh | mutants.sh | test-config.sh) continue ;; esac
		in_root "$t"
		echo "# $t: status $?"
		check "$t leaves every node as it was" as_was
	done <"$tmp/tests"
fi
echo "1..$n"
