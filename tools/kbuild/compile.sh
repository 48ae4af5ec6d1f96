# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# compile.sh - the tree's objects.  Two ways to the same end:
#
#   full     one run of the tree's own Kbuild: the first time, and whenever a
#            Makefile, a Kconfig file, a list or a flag changed;
#   replay   only C sources or headers changed, each of which Kbuild recorded
#            as a dependency: run again the very commands that Kbuild recorded
#            for their objects.  Kbuild's own walk costs seconds, this does not.
#
# state files in OUT:
#   deps.kbuild, deps.env    object TAB source, for all that each object read
#   makefiles                Makefiles, Kconfig files and scripts of the tree
#   files                    all of those together
#   stamp                    "mtime.size path" of each, when it was built

phase() {
	progress_end
	say "$HP_SELF: $TREE_NAME $VARIANT: $*"
}

# Shows Kbuild's lines as "[ 37/212] CC drivers/pci/probe.o" on a terminal,
# as a line every tenth of the way elsewhere.  The total is that of the last
# full build, or a guess.
compile_progress() {
	local total=$1 n=0 next=1 line guess=
	[ "$total" -gt 0 ] || { total=${HP_GUESS:-135} guess='~'; }
	while IFS= read -r line; do
		case $line in
		'  CC '* | '  AS '*)
			n=$((n + 1))
			[ $n -le "$total" ] || guess='~' total=$n
			line=${line#  }
			if [ "$HP_PROGRESS_TTY" ]; then
				progress "[$(printf '%3d/%s%d' $n "$guess" "$total")] ${line%% *} ${line##* }"
			elif [ $((n * 10 / total)) -ge $next ]; then
				say "  [$n/$guess$total] ${line##* }"
				next=$((n * 10 / total + 1))
			fi ;;
		esac
	done
	progress_end
	echo $n >"$OUT/count.new"
}

# What the compiler and make said, without Kbuild's own narration.
compile_messages() {
	grep -v -e '^make\(\[[0-9]*\]\)\{0,1\}: \(Entering\|Leaving\)' \
		-e '^  [A-Z][A-Z0-9_ ]* ' -e '^  GEN ' "$1" || cat "$1"
}

# compile_full: everything through Kbuild.
compile_full() {
	local log=$OUT/build.log total=0 targets usual
	mapfile -t targets < <(objects_targets)
	mapfile -t usual < <(objects_usual)
	[ ! -e "$OUT/count" ] || total=$(<"$OUT/count")
	phase "compile (Kbuild)"
	# Objects older than what changed are remade by make itself; those whose
	# source went back in time (a checkout, a copy) are not: remove them.
	changed_objects | while IFS= read -r o; do
		case $o in *.o) rm -f "$OUT/kbuild/$o" ;; esac
	done
	rm -f "$OUT/stamp" "$OUT/extra.failed" "$OUT/undefined.searched"
	if ! kmake "${targets[@]}" "${usual[@]}" 2>&1 | tee "$log" |
	   compile_progress "$total"; then
		# Was it one of those that only might be needed?
		kmake -k "${usual[@]}" >/dev/null 2>&1 || :
		if ! kmake "${targets[@]}" >"$log" 2>&1; then
			progress_end
			compile_messages "$log" >&2
			fail "$TREE does not compile (whole log: $log)"
		fi
	fi
	[ "$(<"$OUT/count.new")" -le "$total" ] || mv "$OUT/count.new" "$OUT/count"
	rm -f "$OUT/count.new"
	objects_list
}

# compile_extra OBJECT...: more objects of pool folders.  True if any compiled.
compile_extra() {
	local o any=
	phase "compile $# more object$([ $# = 1 ] || echo s) of the pool"
	kmake -k "$@" >"$OUT/build.extra.log" 2>&1 || :
	for o; do
		if [ -e "$OUT/kbuild/$o" ]; then
			POOL_OBJS+=("$o")
			echo "$o" >>"$OUT/pool"
			echo "$o" >>"$OUT/extra"
			any=1
		else
			echo "$o" >>"$OUT/extra.failed"
		fi
	done
	[ "$any" ]
}

# "target TAB dependency" out of Kbuild's .cmd files; those in the output folder
# are relative.
CMD_DEPS='
FNR == 1 { on = 0 }
/^deps_/ { t = $1; sub(/^deps_/, "", t); on = 1; next }
/^source_/ { t = $1; sub(/^source_/, "", t); print t "\t" $3; next }
/^$/ { on = 0 }
on && $1 !~ /^\$/ && $1 != "\\" { print t "\t" $1 }
'

# compile_scan: rewrites deps and files after a full build.
compile_scan() {
	(cd "$OUT/kbuild" && find . -name ".*.cmd" -print0 |
		xargs -0 awk "$CMD_DEPS") | sort -u >"$OUT/deps.kbuild"
	# What decides what is built, besides sources.
	{
		(cd "$SRC" && find Makefile Kbuild Kconfig scripts arch/um \
			arch/x86/um arch/x86/Makefile.um include/linux/kconfig.h \
			\( -name 'Makefile*' -o -name 'Kbuild*' -o -name 'Kconfig*' \
			-o -path 'scripts/*.sh' \) -type f -print 2>/dev/null
		local t
		for t in "${ROOTS[@]}" "${POOLS[@]}"; do
			case $t in
			*/) find "$t" \( -name Makefile -o -name Kbuild \) ;;
			*) ls "${t%/*}/Makefile" "${t%/*}/Kbuild" 2>/dev/null ;;
			esac
			while [[ $t == */* ]]; do
				t=${t%/*}
				ls "$t/Makefile" "$t/Kbuild" 2>/dev/null
			done
		done || :) | sed "s,^,$SRC/,"
		# kconfig's own list of what it read
		grep -o '^[[:space:]]*[^[:space:]:]*Kconfig[^[:space:]]*' \
			"$OUT/kbuild/include/config/auto.conf.cmd" |
			sed "s,^[[:space:]]*,,; s,^[^/],$SRC/&," || :
	} | sort -u >"$OUT/makefiles"
}

# files_list: everything whose change matters; relative ones are ours.
files_list() {
	{
		cut -f2 "$OUT/deps.kbuild" | sed -n "s,^/,/,p"
		cat "$OUT/makefiles"
		if [ -s "$OUT/deps.env" ]; then
			cut -f2 "$OUT/deps.env" | sed -n "s,^/,/,p"
		fi
	} | grep -v "^$OUT/" | sort -u
}

# stamp_now: "mtime.size path" of every file in OUT/files; a file that is gone
# has no line, which is a difference too.
stamp_now() {
	xargs -d '\n' -a "$OUT/files" stat -L -c '%.9Y.%s %n' 2>/dev/null || :
}

# A file that was written after the build began may have been read before that:
# it does not count as built.
stamp_write() {
	files_list >"$OUT/files"
	stamp_now | awk -v start="$BUILD_START" '$1 + 0 < start' >"$OUT/stamp"
}

# stamp_forget: what OUT/changed names is not as it was built.
stamp_forget() {
	awk 'NR == FNR { c[$0]; next }
		{ p = $0; sub(/^[^ ]* /, "", p) } !(p in c)' \
		"$OUT/changed" "$OUT/stamp" >"$OUT/stamp.new"
	mv "$OUT/stamp.new" "$OUT/stamp"
}

# changed_files: OUT/changed := the files that are not as in OUT/stamp.
changed_files() {
	touch "$OUT/stamp" "$OUT/files" "$OUT/deps.kbuild" "$OUT/makefiles" \
		"$OUT/roots" "$OUT/pool" "$OUT/deps.env"
	stamp_now >"$OUT/stamp.new"
	comm -3 <(sort "$OUT/stamp") <(sort "$OUT/stamp.new") |
		sed 's/^\t//; s/^[^ ]* //' | sort -u >"$OUT/changed"
}

# changed_objects: targets of Kbuild that read a changed file.
changed_objects() {
	awk -F '\t' 'NR == FNR { c[$1]; next } $2 in c && !s[$1]++ { print $1 }' \
		"$OUT/changed" "$OUT/deps.kbuild"
}

# replay_possible: every changed file is a source or header, is still there,
# and only objects that we link read it.
replay_possible() {
	local f
	if grep -qxF -f "$OUT/changed" "$OUT/makefiles"; then
		return 1
	fi
	while IFS= read -r f; do
		[ -e "$f" ] || return 1
	done <"$OUT/changed"
	changed_objects >"$OUT/replay"
	# asm-offsets.s and host programs are for Kbuild to redo.
	! grep -qvxF -f <(cat "$OUT/roots" "$OUT/pool") "$OUT/replay"
}

# replay_one OBJECT: runs the command that Kbuild saved, and lets Kbuild's own
# fixdep write the dependencies again, just as Kbuild would.
replay_one() {
	local o=$1 dir base cmd raw
	dir=${o%/*} base=${o##*/}
	cd "$OUT/kbuild" || exit 3
	raw=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$dir/.$base.cmd")
	# As make expands it.
	cmd=${raw//'$(pound)'/#}
	cmd=${cmd//'$$'/$}
	rm -f "$o"
	bash -c "$cmd" || { rm -f "$o"; exit 1; }
	scripts/basic/fixdep "$dir/.$base.d" "$o" "$raw" >"$dir/.$base.cmd.new" ||
		exit 3
	mv "$dir/.$base.cmd.new" "$dir/.$base.cmd"
	rm -f "$dir/.$base.d"
}

# compile_replay: false when it failed, with the compiler's message shown.
compile_replay() {
	local n log=$OUT/build.log
	n=$(wc -l <"$OUT/replay")
	[ "$n" -gt 0 ] || return 0
	phase "compile $n changed object$([ "$n" = 1 ] || echo s)"
	export -f replay_one
	export OUT
	# Until this has succeeded, what changed counts as changed.
	stamp_forget
	if ! xargs -d '\n' -P "$HP_JOBS" -I{} bash -c 'replay_one {}' \
		<"$OUT/replay" >"$log" 2>&1; then
		cat "$log" >&2
		fail "$TREE does not compile (whole log: $log)"
	fi
	[ ! -s "$log" ] || cat "$log" >&2
	# Their dependencies may have changed.
	{
		awk -F '\t' 'NR == FNR { c[$1]; next } !($1 in c)' \
			"$OUT/replay" "$OUT/deps.kbuild"
		cd "$OUT/kbuild"
		sed 's,\(.*/\)\(.*\),\1.\2.cmd,' "$OUT/replay" | xargs awk "$CMD_DEPS"
	} >"$OUT/deps.new"
	mv "$OUT/deps.new" "$OUT/deps.kbuild"
	cd "$HP_ROOT"
}
