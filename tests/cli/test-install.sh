#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-install.sh - a program that is installed needs neither its source tree nor
# the prefix it was made for: it is installed below a folder, moved, and run with
# the source tree hidden.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin), whose folder is installed from.

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
build=${hairpin%/*} source=$PWD
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0
echo 1..16

# hidden COMMAND...: where the source tree and the build are empty folders.
# shellcheck disable=SC2016
hidden() {
	unshare -rm sh -c '
		tmp=$1 source=$2 build=$3
		shift 3
		mkdir -p "$tmp/empty"
		for d in "$source" "$build"; do
			[ ! -d "$d" ] || mount --bind "$tmp/empty" "$d" || exit 3
		done
		cd / && exec "$@"' sh "$tmp" "$source" "$build" "$@"
}

installed() {
	DESTDIR=$tmp/first cmake --install "$build" --prefix /opt/hp >/dev/null &&
		mv "$tmp/first/opt/hp" "$tmp/moved" && [ -x "$tmp/moved/bin/hairpin" ]
}
check "install below a folder, and move it" installed
prog=$tmp/moved/bin/hairpin share=$tmp/moved/share

none_of() {
	! grep -rlF -e "$source" -e "$tmp" "$tmp/moved"
}
check "no file that is installed names the source tree" none_of

version() {
	[ "$("$prog" --version)" = "$("$hairpin" --version)" ]
}
check "it says its version" version
hidden_works() {
	[ -z "$(hidden ls "$source")" ]
}
check "the source tree can be hidden" hidden_works

cp "$build/fake_kernel_new.so" "$tmp/fake.so"
cat >"$tmp/a.hp" <<-'END'
	# A root port and an endpoint.
	host pc
	rp a 01.0
	ep e under a bar0 1M
END
check "it runs a scenario on an instance" hidden "$prog" run -k "$tmp/fake.so" "$tmp/a.hp"

# No tree, and scripts that say so: they were found, and they work.
mkdir "$tmp/notree"
export HAIRPIN_CACHE=$tmp/cache
check "it runs its scripts on a tree by path" \
	says "not the top of a Linux source tree" hidden "$prog" run -k "$tmp/notree" "$tmp/a.hp"
check "and by 'kernel build'" gives 2 hidden "$prog" kernel build "$tmp/notree"
unset HAIRPIN_CACHE

# Whatever the scripts name below their root is there, and whatever the
# environment's files include of their own.
scripts_complete() {
	local f missing=
	# shellcheck disable=SC2013 # none has a blank
	for f in $(grep -ohE '\$(HP_ROOT|OURS)/[a-z./_-]*[a-z]' tools/kbuild/* | sort -u); do
		f=${f#*/}
		[ "$f" = tools/install-deps ] || [ -e "$share/hairpin/$f" ] || missing+=" $f"
	done
	diff -r sim/env "$share/hairpin/sim/env" &&
		diff -r "sim/arch/$(uname -m)" "$share/hairpin/sim/arch/$(uname -m)" &&
		diff -r tools/kbuild "$share/hairpin/tools/kbuild" &&
		diff -r include "$share/hairpin/include" &&
		diff -r scenarios "$share/hairpin/scenarios" && [ -z "$missing" ] ||
		{ echo "missing:$missing"; return 1; }
}
check "what the scripts name is installed" scripts_complete

pages() {
	local p
	for p in docs/man/*.[15]; do
		cmp "$p" "$share/man/man${p##*.}/${p##*/}" || return
	done
}
check "so is every man page" pages
documents() {
	local f
	for f in README.md LICENSE CHANGELOG.md CONTRIBUTING.md; do
		cmp "$f" "$share/doc/hairpin/$f" || return
	done
	diff docs/LANGUAGE.md "$share/doc/hairpin/LANGUAGE.md"
}
check "and every document" documents
check "the capture script works" "$tmp/moved/bin/hairpin-capture" --help
check "completion is installed" cmp tools/completion/hairpin.bash \
	"$share/bash-completion/completions/hairpin"
check "so is Vim's syntax" cmp tools/vim/syntax/hairpin.vim \
	"$share/vim/vimfiles/syntax/hairpin.vim"

# Packages: dpkg is Debian's, so is this.
if command -v dpkg-deb >/dev/null; then
	package() {
		(cd "$build" && cpack -G DEB -B "$tmp/deb" >"$tmp/cpack.log" 2>&1) ||
			{ tail -n 5 "$tmp/cpack.log"; return 1; }
		dpkg-deb -f "$tmp"/deb/hairpin_*.deb Depends >"$tmp/depends"
		dpkg-deb -x "$tmp"/deb/hairpin_*.deb "$tmp/unpacked"
	}
	check "a package is made" package
	depends() {
		local p
		for p in gcc make flex bison bc libc6 libdw1 libjansson4 libarchive libxml2; do
			grep -qE "(^| )$p" "$tmp/depends" || { echo "no $p"; return 1; }
		done
	}
	check "it depends on what is linked, loaded and run" depends
	check "what is in it runs" hidden "$tmp/unpacked/usr/bin/hairpin" run \
		-k "$tmp/fake.so" "$tmp/a.hp"
else
	for n in 14 15 16; do echo "ok $n - # SKIP no dpkg-deb"; done
fi
