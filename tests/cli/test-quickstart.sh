#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-quickstart.sh - tools/quickstart of a user who is not root and has no sudo: what
# it says where packages are missing, where the clone is not the user's, and when it is
# interrupted; nothing goes on behind it.  That it works where packages are there is what
# test-tutorial.sh sees.  Needs no kernel, and installs nothing.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
clone=$tmp/hairpin
mkdir -p "$clone/tools/kbuild" "$tmp/bin" "$tmp/home"
cp tools/quickstart tools/install-deps "$clone/tools"

# A download that does not end by itself; which packages there are; a sudo that asks.
printf '#!/bin/sh\necho $$ >"%s/fetch.pid"\nexec sleep 1000\n' "$tmp" >"$clone/tools/kbuild/kernel-fetch"
printf '#!/bin/sh\nfor p; do :; done\ngrep -qx "$p" "%s/missing" || printf "ii "\n' "$tmp" >"$tmp/bin/dpkg-query"
printf '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n' >"$tmp/bin/sudo"
chmod +x "$tmp/bin"/* "$clone/tools/kbuild/kernel-fetch"
user=()
if [ "$(id -u)" = 0 ]; then
	chown -R 65534 "$tmp"
	user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	"${user[@]}" test -w "$clone" || {
		echo "1..0 # SKIP $tmp is not for other users"
		exit 4
	}
fi

# quick COMMAND...: as that user; sets status, output in $tmp/o.
quick() {
	status=0
	rm -f "$tmp"/*.pid
	"${user[@]}" env HOME="$tmp/home" PATH="$tmp/bin:$PATH" "$@" >"$tmp/o" 2>&1 </dev/null || status=$?
}
said() { grep -qF -- "$1" "$tmp/o" || { cat "$tmp/o"; return 1; }; }
# goes_on: something of the last one, soon after.
goes_on() {
	local i pid f
	for f in "$tmp"/*.pid; do
		[ -e "$f" ] || continue
		pid=$(<"$f")
		for ((i = 0; i < 100; i++)); do
			kill -0 "$pid" 2>/dev/null || continue 2
			sleep 0.1
		done
		echo "${f##*/} goes on"
		kill "$pid"
		return 0
	done
	return 1
}

echo libdw-dev >"$tmp/missing"
missing() {
	quick "$clone/tools/quickstart"
	[ "$status" = 3 ] && said 'install-deps: as root, run: apt-get update && apt-get install libdw-dev' &&
		said 'tools/install-deps failed' && ! goes_on
}
check "a package is missing and no way to become root: says what root has to do, status 3" missing
without_sudo() {
	rm "$tmp/bin/sudo"
	ln -s "$(command -v false)" "$tmp/bin/sudo"
	missing
}
check "the same where sudo says nothing" without_sudo
: >"$tmp/missing"
none() {
	quick "$clone/tools/install-deps"
	[ "$status" = 0 ] && [ ! -s "$tmp/o" ]
}
check "nothing is missing: nothing is said" none
compiles_not() {
	printf '{ "version": 3, "configurePresets": [] }\n' >"$clone/CMakePresets.json"
	quick "$clone/tools/quickstart"
	[ "$status" = 3 ] && said 'Hairpin does not compile (whole log: build/build.log)' && ! goes_on
}
check "Hairpin does not compile: says so, status 3, and the download ends" compiles_not
printf '#!/bin/sh\necho $$ >"%s/cmake.pid"\nkill -s $SIGNAL $PPID\nsleep 1\n' "$tmp" >"$tmp/bin/cmake"
chmod 755 "$tmp/bin/cmake"
ended() {
	# A command in the background ignores SIGINT, so a new group it is.
	quick env SIGNAL="$1" setsid --wait "$clone/tools/quickstart"
	echo "status $status"
	[ "$status" = "$2" ] && ! goes_on
}
check "SIGTERM ends all that it started" ended TERM 143
check "SIGHUP, too" ended HUP 129
rm -f "$tmp/bin/cmake"
not_mine() {
	rm -rf "$clone/build"
	chmod 555 "$clone"
	quick "$clone/tools/quickstart"
	chmod 755 "$clone"
	[ "$status" = 3 ] && said "$clone/build cannot be written to"
}
check "the clone is somebody else's: says so, status 3" not_mine
echo "1..$n"
