# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# compile.sh - the tree's objects.  Two ways to the same end:
#
#   full     one run of the tree's own Kbuild: the first time, and whenever a
#            Makefile, a list or a flag changed, or the configuration did;
#   replay   only C sources or headers changed, each of which Kbuild recorded
#            as a dependency: run again the very commands that Kbuild recorded
#            for their objects.  Kbuild's own walk costs seconds, this does not.
#            So too where Kconfig files changed, and the configuration is the same.
#
# state files in OUT:
#   deps.kbuild, deps.env    object TAB source, for all that each object read
#   makefiles                Makefiles, Kconfig files and scripts of the tree
#   files                    all of those together
#   stamp                    "mtime.size path" of each: what is compiled agrees
#                            with these
#   underway                 when the build began that has not succeeded yet
#   todo                     "configure" and "kbuild", as long as either has to be done

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
			[ "$n" -le "$total" ] || guess='~' total=$n
			line=${line#  }
			if [ "$HP_PROGRESS_TTY" ]; then
				progress "[$(printf '%3d/%s%d' "$n" "$guess" "$total")] ${line%% *} ${line##* }"
			elif [ $((n * 10 / total)) -ge "$next" ]; then
				say "  [$n/$guess$total] ${line##* }"
				next=$((n * 10 / total + 1))
			fi ;;
		esac
	done
	progress_end
	echo "$n" >"$OUT/count.new"
}

# What the compiler and make said, without Kbuild's own narration.
compile_messages() {
	grep -v -e '^make\(\[[0-9]*\]\)\{0,1\}: \(Entering\|Leaving\)' \
		-e '^  [A-Z][A-Z0-9_ ]* ' -e '^  GEN ' "$1" || cat "$1"
}

# tree_failed LOG WHAT: a command failed.  Whose fault is it, the tree's or the
# machine's?
tree_failed() {
	progress_end
	compile_messages "$1" | head -n 100 >&2 || :
	! cache_trouble || exit 3
	if grep -qE 'No space left on device|Disk quota exceeded|Read-only file system|Input\/output error|[Cc]annot allocate memory|virtual memory exhausted|Killed signal terminated program' "$1"; then
		broken "the machine failed, not the tree (whole log: $1)"
	fi
	fail "$2 (whole log: $1)"
}

# compile_begin: removes what was made from files that changed, and only then
# calls the rest as built, so that whatever becomes of this build, no object is
# compiled twice and none is older than its sources.
compile_begin() {
	echo "$BUILD_START" >"$OUT/underway"
	# Objects older than what changed are remade by make itself; those whose
	# source went back in time (a checkout, a copy) are not.
	changed_objects | sed -n "/\\.[os]$/s,^,$OUT/kbuild/,p" |
		xargs -d '\n' -r rm -f
	stamp_take
}

# compile_resume: the last build failed or was killed.  Keeps what it compiled.
compile_resume() {
	local start
	[ -e "$OUT/underway" ] || return 0
	start=$(<"$OUT/underway")
	rm -f "$OUT/extra.failed" "$OUT/undefined.searched"
	# What was being written: Kbuild notes the command after the target is
	# complete, and deletes the compiler's list of dependencies last.
	(cd "$OUT/kbuild" && find . -type f -printf '%T@ %p\n' | awk '
		{ p = $0; sub(/^[^ ]* /, "", p); time[p] = $1 + 0 }
		END {
			for (p in time) {
				b = p; sub(/.*\//, "", b)
				d = substr(p, 1, length(p) - length(b))
				cmd = d "." b ".cmd"
				if (b ~ /^\..*\.o\.d$/) {
					print p
					print d substr(b, 2, length(b) - 3)
				} else if ((cmd in time && time[p] > time[cmd]) ||
					   (!(cmd in time) && b ~ /\.[ao]$/)) {
					print p
				}
			}
		}' | xargs -d '\n' -r rm -f)
	compile_scan
	# Files that are new in it agree with what was compiled if they are older
	# than that build by the time of their last change of any kind, which
	# nobody can set.
	files_list >"$OUT/files.new"
	comm -13 <(sort "$OUT/files" 2>/dev/null) "$OUT/files.new" |
		xargs -d '\n' -r stat -L -c '%.9Z %.9Y.%s %n' 2>/dev/null |
		awk -v start="${start:-0}" '$1 + 0 < start { sub(/^[^ ]* /, ""); print }' \
		>>"$OUT/stamp" || :
	mv "$OUT/files.new" "$OUT/files"
}

# compile_adopt: commands that were recorded when the flags still named the
# clone that compiled.  The objects are the same with the flags of today.
compile_adopt() {
	local map=-fdebug-prefix-map new
	new="$map=$OURS/=hairpin/ -fmacro-prefix-map=$OURS/="
	[ -e "$OUT/kbuild/lib/.ctype.o.cmd" ] || return 0
	! grep -qF -e "$new " "$OUT/kbuild/lib/.ctype.o.cmd" || return 0
	find "$OUT/kbuild" -name '.*.cmd' -exec sed -i \
		"1s,$map=[^ ]*/=hairpin/ -fmacro-prefix-map=[^ ]*/=,$new," {} +
}

# compile_full: everything through Kbuild.
compile_full() {
	local log=$OUT/build.log total=0 targets usual
	mapfile -t targets < <(objects_targets)
	mapfile -t usual < <(objects_usual)
	[ ! -e "$OUT/count" ] || total=$(<"$OUT/count")
	phase "compile (Kbuild)"
	rm -f "$OUT/extra.failed" "$OUT/undefined.searched" \
		"$OUT/config.built"
	if ! kmake "${targets[@]}" "${usual[@]}" 2>&1 | tee "$log" |
	   compile_progress "$total"; then
		# Was it one of those that only might be needed?
		kmake -k "${usual[@]}" >/dev/null 2>&1 || :
		kmake "${targets[@]}" >"$log" 2>&1 ||
			tree_failed "$log" "$TREE does not compile"
	fi
	[ "$(<"$OUT/count.new")" -le "$total" ] || mv "$OUT/count.new" "$OUT/count"
	rm -f "$OUT/count.new"
	objects_list
	config_symbols >"$OUT/config.built"
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
			"arch/$CPU_TREE/um" "arch/$CPU_TREE/Makefile.um" include/linux/kconfig.h \
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
			"$OUT/kbuild/include/config/auto.conf.cmd" 2>/dev/null |
			sed "s,^[[:space:]]*,,; s,^[^/],$SRC/&," || :
	} | sort -u >"$OUT/makefiles"
}

# files_list: everything whose change matters.  Of what is in OUT that is our
# own sources that the tree's objects include; the environment's have ours.sh.
files_list() {
	{
		cut -f2 "$OUT/deps.kbuild" | sed -n "s,^/,/,p"
		cat "$OUT/makefiles"
		if [ -s "$OUT/deps.env" ]; then
			grep -vF "$OUT/" "$OUT/deps.env" || :
		fi
	} | awk -v out="$OUT/" -v gen="$OUT/gen/" '
		index($0, out) != 1 || index($0, gen) == 1' | sort -u
}

# stamp_now: "mtime.size path" of every file in OUT/files; a file that is gone
# has no line, which is a difference too.
stamp_now() {
	xargs -d '\n' -a "$OUT/files" stat -L -c '%.9Y.%s %n' 2>/dev/null || :
}

# stamp_take: OUT/stamp := the files as they are.  One that was written after the
# build began may have been read before that: it does not count as built.  Those
# in OUT/gen are our own writing, and older than what reads them.
stamp_take() {
	stamp_now | awk -v start="$BUILD_START" -v gen=" $OUT/gen/" \
		'$1 + 0 < start || index($0, gen)' >"$OUT/stamp.new"
	mv "$OUT/stamp.new" "$OUT/stamp"
}

stamp_write() {
	files_list >"$OUT/files.new"
	mv "$OUT/files.new" "$OUT/files"
	stamp_take
}

# changed_files: OUT/changed := the files that are not as in OUT/stamp.
changed_files() {
	touch "$OUT/stamp" "$OUT/files" "$OUT/deps.kbuild" "$OUT/makefiles" \
		"$OUT/roots" "$OUT/pool" "$OUT/deps.env"
	comm -3 <(sort "$OUT/stamp") <(stamp_now | sort) |
		sed 's/^\t//; s/^[^ ]* //' | sort -u >"$OUT/changed"
}

# changed_objects: targets of Kbuild that read a changed file.
changed_objects() {
	awk -F '\t' 'NR == FNR { c[$1]; next } $2 in c && !s[$1]++ { print $1 }' \
		"$OUT/changed" "$OUT/deps.kbuild"
}

# compile_plan_file FILE: what a changed Makefile, Kconfig file or script asks for.  Of
# these only the topmost Makefile, scripts and those of the architecture decide what
# kconfig finds out of compilers.
compile_plan_file() {
	case ${1#"$SRC/"} in
	Makefile* | Kbuild* | *.sh) CONFIGURE=1 KBUILD=1 ;;
	*/Kconfig*) CONFIGURE=1 ;;
	scripts/* | arch/* | include/linux/kconfig.h) CONFIGURE=1 KBUILD=1 ;;
	*) KBUILD=1 ;;
	esac
}

# compile_plan: sets CONFIGURE and KBUILD: whether the configuration has to be made
# anew, and whether the tree's Kbuild has to run.  Neither is needed where every
# changed file is a source or header, is still there, and only objects that we link
# read it.
compile_plan() {
	local f
	CONFIGURE='' KBUILD=''
	if [ ! -s "$OUT/stamp" ] || [ "$(cat "$OUT/key" 2>/dev/null)" != "$key" ]; then
		rm -f "$OUT/key"
		CONFIGURE=1 KBUILD=1
	fi
	# Which Kconfig files had changed is not known any more.
	! grep -qx configure "$OUT/todo" 2>/dev/null || CONFIGURE=1 KBUILD=1
	! grep -qx kbuild "$OUT/todo" 2>/dev/null || KBUILD=1
	while IFS= read -r f; do
		if grep -qxF "$f" "$OUT/makefiles"; then
			compile_plan_file "$f"
		fi
		[ -e "$f" ] || KBUILD=1
	done <"$OUT/changed"
	changed_objects >"$OUT/replay"
	# asm-offsets.s and host programs are for Kbuild to redo.
	! grep -qvxF -f <(cat "$OUT/roots" "$OUT/pool") "$OUT/replay" || KBUILD=1
	{
		[ -z "$CONFIGURE" ] || echo configure
		[ -z "$KBUILD" ] || echo kbuild
	} >"$OUT/todo"
}

# compile_planned: that has been done.
compile_planned() {
	echo "$key" >"$OUT/key"
	rm -f "$OUT/todo"
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

# compile_replay: what compile_begin() removed, and what is missing since before.
compile_replay() {
	local n o log=$OUT/build.log
	cat "$OUT/roots" "$OUT/pool" | while IFS= read -r o; do
		[ -e "$OUT/kbuild/$o" ] || echo "$o"
	done | sort -u >"$OUT/replay"
	n=$(wc -l <"$OUT/replay")
	[ "$n" -gt 0 ] || return 0
	phase "compile $n changed object$([ "$n" = 1 ] || echo s)"
	export -f replay_one
	export OUT
	xargs -d '\n' -P "$HP_JOBS" -I{} bash -c 'replay_one {}' \
		<"$OUT/replay" >"$log" 2>&1 ||
		tree_failed "$log" "$TREE does not compile"
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
