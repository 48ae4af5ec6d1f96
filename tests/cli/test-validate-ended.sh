#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-validate-ended - a validation that is ended by Ctrl-C, SIGTERM or SIGHUP, in each of
# its stages: its status is the signal's, nothing of it is left running, no lock is kept,
# and the next one says what it always says.
#
# A stage is held by a program of ours in the place of one that it calls, which never ends.
#
# TAP.  HAIRPIN: the program.  HAIRPIN_TREE: the newest packaged kernel's sources.

set -um
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
. tests/said.sh
begin_validating
file=drivers/pci/p2pdma.c
export tmp hairpin
# Seconds: what has not ended by then never will.
patience=120

mkdir -p "$tmp/repo/drivers/pci" "$tmp/bin"
cp "$src/$file" "$tmp/repo/$file"
base_commit
in='/^static .*pci_bridge_has_acs_redir/,/^}/'
sed -i -E "${in}s/^\tint pos;/&\n\n\tif (pdev->vendor == 0x1af7)\n\t\treturn 0;/" "$tmp/repo/$file"
git -C "$tmp/repo" commit -qam "One of $$"
sed -i -E "${in}s/return 1;/return 0;/" "$tmp/repo/$file"	# a law: the page has drawings
git -C "$tmp/repo" commit -qam "Two of $$"
git -C "$tmp/repo" format-patch -q --stdout HEAD~2 >"$tmp/first.mbox"
cp "$tmp/first.mbox" "$tmp/series.mbox"

# What holds: it says that it is there, and stays until it is ended.
for program in git ar gcov dot; do
	real=$(command -v $program) || continue
	cat >"$tmp/bin/$program" <<END
#!/bin/sh
if [ "\$(cat "\$tmp/hold")" = $program ] && case "\$*" in *$( [ $program = git ] && echo 'commit')*) ;; *) false ;; esac; then
	echo >"\$tmp/at"
	exec sleep 100000
fi
exec $real "\$@"
END
	chmod +x "$tmp/bin/$program"
done
PATH=$tmp/bin:$PATH
mkfifo "$tmp/at"

validate() {
	exec "$hairpin" validate -s scenarios/acs --report "$tmp/page.html" --report "$tmp/mail" "$tmp/series.mbox"
}

# start: in a session of its own, whose number is in $tmp/session.
start() {
	rm -f "$tmp/status" "$tmp/session"
	# shellcheck disable=SC2016 # for the shell of the session
	setsid bash -c 'exec 2>/dev/null; trap : INT; echo $$ >"$tmp/session.new"; mv "$tmp/session.new" "$tmp/session"
		(trap - INT; validate) >"$tmp/out" 2>"$tmp/err" </dev/null
		echo $? >"$tmp/status"' &
}
export -f validate

# soon COMMAND...: it holds in the end.
soon() {
	local i
	for ((i = 0; i < patience * 10; i++)); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	return 1
}
nothing_left() {
	[ -z "$(pgrep -s "$1" -r S,R,D,T)" ]
}
has_children() {
	pid=$(pgrep -s "$1" -x hairpin -o) && [ -n "$(pgrep -P "$pid" -x hairpin)" ]
}

# ended STAGE SIGNAL STATUS: $stage is reached.
ended() {
	local stage=$1 signal=$2 wanted=$3 session pid
	session=$(cat "$tmp/session")
	pid=$(pgrep -s "$session" -x hairpin -o)
	if [ "$signal" = CTRL-C ]; then
		kill -INT -- "-$session"
	else
		kill -"$signal" "$pid"
	fi
	soon [ -e "$tmp/status" ]
	is "$stage, $signal: the status is the signal's" "$wanted" "$(cat "$tmp/status" 2>/dev/null)"
	soon nothing_left "$session"
	is "$stage, $signal: nothing is left running" "" "$(pgrep -s "$session" -r S,R,D,T -a)"
	pkill -KILL -s "$session"
	check "$stage, $signal: no lock is kept" unlocked
}

# unlocked: who else validates beside us lets go of them, in time.
unlocked() {
	local lock
	for lock in "$cache/series/lock.packages" "$cache"/series/*/step; do
		timeout 1200 flock "$lock" true || return 1
	done
}

cache=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hairpin}
echo none >"$tmp/hold"
(validate) >"$tmp/wanted" 2>"$tmp/err" </dev/null
cp "$tmp/page.html" "$tmp/wanted.html"

# afresh NUMBER: the same commits with other names: nothing of them is built.
afresh() {
	sed "s/^Subject: .*/& again $1/" "$tmp/first.mbox" >"$tmp/series.mbox"
}
holds=("git:patches applied" "ar:commits built" "gcov:lines counted")
[ ! -e "$tmp/bin/dot" ] || holds+=("dot:page written")
signals=(TERM:143 CTRL-C:130 HUP:129)
i=0
for hold in "${holds[@]}"; do
	afresh $i
	echo "${hold%%:*}" >"$tmp/hold"
	start
	# Open for both: who holds need not wait, and nobody waits for ever.
	exec 5<>"$tmp/at"
	read -r -t 600 _ <&5 || { is "the stage is reached: ${hold#*:}" yes no; continue; }
	signal=${signals[i++ % 3]}
	echo none >"$tmp/hold"
	ended "${hold#*:}" "${signal%:*}" "${signal#*:}"
done
# While scenarios run there are children of the program.
for signal in TERM:143 CTRL-C:130; do
	reached=
	for ((try = 0; try < 20; try++)); do
		start
		soon [ -e "$tmp/session" ]
		until has_children "$(cat "$tmp/session")" || [ -e "$tmp/status" ]; do :; done
		[ ! -e "$tmp/status" ] || continue
		reached=yes
		ended "scenarios run" "${signal%:*}" "${signal#*:}"
		break
	done
	[ "$reached" ] || is "the stage is reached: scenarios run" yes no
done

cp "$tmp/first.mbox" "$tmp/series.mbox"
(validate) >"$tmp/out" 2>"$tmp/err" </dev/null
is "the next validation says what it always says" "" "$(diff "$tmp/wanted" "$tmp/out" | head -n 5)"
is "and writes the same page" "" "$(diff "$tmp/wanted.html" "$tmp/page.html" | head -n 5)"
is "and leaves no file that is half written" "" "$(find "$tmp" -name '.hairpin-*')"
echo "1..$n"
