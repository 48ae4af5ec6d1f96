# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# store.sh - finished instances: kernel.info beside each libkernel.so, and a
# store by content of what each was made from, so that going back to a state
# that was built before compiles nothing.
#
#	objects/HASH-NAME.VARIANT/	HASH is of the instance's content
#		libkernel.so kernel.info traps.txt, and code.o of a plain one
#		inputs			"sha256 path" of all that it was made from
#	build/NAME.VARIANT/hashes	"sha256 mtime.size path", to hash little
#	build/NAME.VARIANT/answer	what libkernel.so there answers to

STORE=$HP_CACHE/objects
STORE_KEEP=${HAIRPIN_STORE_KEEP:-24}	# instances; the longest unused go first

# store_info HASH NTRAPS: kernel.info, key=value.  Nothing in it depends on
# where or when it was built, save the tree's own path.
store_info() {
	echo "release=$(<"$OUT/kbuild/include/config/kernel.release")"
	echo "describe=$(tree_describe)"
	echo "config=$(config_hash)"
	echo "compiler=$("${HP_CC[@]}" --version | head -n 1)"
	echo "variant=$VARIANT"
	echo "kind=$TREE_KIND"
	echo "name=$TREE_NAME"
	echo "tree=$TREE"
	echo "object=$1"
	echo "traps=$2"
	[ -z "$WITH" ] || echo "with=$(with_says | paste -sd ' ')"
}

# store_head: changes when the tree's description may have.
store_head() {
	[ "$TREE_GIT" ] || return 0
	git -C "$TREE" rev-parse HEAD 2>/dev/null || :
	stat -L -c '%.9Y %s' "$(git -C "$TREE" rev-parse --git-dir 2>/dev/null)/index" \
		2>/dev/null || :
}

# hashes_of LIST CACHE: CACHE := "sha256 mtime.size path" of each file of LIST that
# exists, hashing only those whose time or size is not what it was.
hashes_of() {
	touch "$2"
	rm -f "$2.todo"
	# Those that do not exist have no line, and that is no failure.
	{ xargs -d '\n' -a "$1" stat -L -c '%.9Y.%s %n' 2>/dev/null || :; } |
		awk -v todo="$2.todo" '
		NR == FNR && FILENAME != "-" { had[substr($0, 66)] = $1; next }
		$0 in had { print had[$0], $0; next }
		{ print >todo }
	' "$2" - >"$2.new"
	if [ -s "$2.todo" ]; then
		cut -d' ' -f2- "$2.todo" |
			xargs -d '\n' sha256sum 2>/dev/null | cut -c1-64 |
			paste -d ' ' - "$2.todo" >>"$2.new"
		rm -f "$2.todo"
	fi
	mv "$2.new" "$2"
}

# store_inputs: "sha256 path" of everything the instance was made from.
# key and key_env are kernel-build's.
# shellcheck disable=SC2154
store_inputs() {
	hashes_of "$OUT/files" "$OUT/hashes"
	echo "$key"
	echo "$key_env"
	awk '{ h = $1; p = $0; sub(/^[^ ]* [^ ]* /, "", p); print h, p }' \
		"$OUT/hashes" | sort -k 2
}

# answer_now: what libkernel.so answers to: the lists, the flags, and a stamp of every
# file, on standard input.
# shellcheck disable=SC2154
answer_now() {
	{ echo "$key"; echo "$key_env"; cat; } | sha
}

# watch_write STAMP: OUT/watch, what libkernel.so was made with, and "mtime.size
# path" of the files of the tree that people edit, for the program to see in half
# a millisecond whether it should have us look (is_stale() in
# tools/common/kernel_find.c).  A file that is not in STAMP is never as built.
watch_write() {
	{
		origin_now
		awk -v src="$SRC/" -v tree="$TREE/" '
		NR == FNR {
			p = $0
			sub(/^[^ ]* /, "", p)
			is[p] = $1
			next
		}
		index($0, src) != 1 { next }
		{ p = substr($0, length(src) + 1) }
		p ~ /^(drivers|lib|kernel|fs|mm)\/.*(\.[chS]|\/Makefile|\/Kbuild)$/ ||
		p ~ /^include\/linux\/[^\/]*(pci|dma|iommu|iova|vfio|msi|memremap|scatterlist)/ {
			print ($0 in is ? is[$0] : "0.0.0"), tree p
		}' "$1" "$OUT/files"
	} >"$OUT/watch.new"
	mv -f "$OUT/watch.new" "$OUT/watch"
	ours_remember "$OUT/ours.stamp"
}

# store_put: libkernel.so.new replaces libkernel.so, in one step.  Nothing says any
# more what it is, until somebody does.
store_put() {
	rm -f "$OUT/answer" "$OUT/watch"
	if [ "$OUT/libkernel.so.new" -ef "$OUT/libkernel.so" ]; then
		rm -f "$OUT/libkernel.so.new"
	else
		mv -f "$OUT/libkernel.so.new" "$OUT/libkernel.so"
	fi
}

# store_product: the new instance becomes the folder's, and is kept.
store_product() {
	local hash dir
	hash=$(sha <"$OUT/libkernel.so.new")
	hash=${hash:0:16}
	store_info "$hash" "$NTRAPS" >"$OUT/kernel.info.new"
	store_head >"$OUT/head"
	dir=$STORE/$hash-$TREE_NAME.$VARIANT
	mkdir -p "$dir"
	store_inputs >"$dir/inputs.new"
	cp "$OUT/kernel.info.new" "$dir/kernel.info"
	cp "$OUT/traps.txt" "$dir/traps.txt"
	if [ -e "$OUT/code.o" ] && [ ! -e "$dir/code.o" ]; then
		cp "$OUT/code.o" "$dir/code.o.new"
		mv "$dir/code.o.new" "$dir/code.o"
	fi
	if [ ! -e "$dir/libkernel.so" ]; then
		ln -f "$OUT/libkernel.so.new" "$dir/libkernel.so" 2>/dev/null || {
			cp "$OUT/libkernel.so.new" "$dir/libkernel.so.new"
			mv "$dir/libkernel.so.new" "$dir/libkernel.so"
		}
	fi
	mv "$dir/inputs.new" "$dir/inputs"
	store_put
	mv -f "$OUT/kernel.info.new" "$OUT/kernel.info"
	answer_now <"$OUT/stamp" >"$OUT/answer"
	watch_write "$OUT/stamp"
	store_prune
	say "$HP_SELF: $TREE_NAME $VARIANT: $(sed -n 's/^release=//p' "$OUT/kernel.info"), object ${hash:0:12}, $NTRAPS symbol$(plural "$NTRAPS") trapped"
}

# store_recall: when the tree is as it was for an instance in the store, that
# one becomes the folder's, and RECALLED is set.  The compiled objects stay those of
# the last build, and so does its stamp: the next change is judged against them.
store_recall() {
	local dir dirs=()
	RECALLED=
	[ -s "$OUT/files" ] || return 0
	for dir in "$STORE"/*-"$TREE_NAME.$VARIANT"; do
		if [ -e "$dir/libkernel.so" ] &&
		   [ "$(head -n 2 "$dir/inputs")" = "$key"$'\n'"$key_env" ]; then
			dirs+=("$dir")
		fi
	done
	[ ${#dirs[@]} -gt 0 ] || return 0
	# An instance may have read files that the last build did not.
	for dir in "${dirs[@]}"; do
		tail -n +3 "$dir/inputs" | cut -c66-
	done | sort -u - "$OUT/files" >"$OUT/files.new"
	mv "$OUT/files.new" "$OUT/files"
	store_inputs >"$OUT/inputs.now"
	for dir in "${dirs[@]}"; do
		# every line of the instance's inputs is true now
		if ! comm -23 <(sort "$dir/inputs") <(sort "$OUT/inputs.now") |
		     grep . >/dev/null; then
			store_take "$dir"
			# shellcheck disable=SC2034 # kernel-build asks
			RECALLED=1
			return 0
		fi
	done
}

store_take() {
	local h
	h=$(sed -n 's/^object=//p' "$1/kernel.info")
	ln -f "$1/libkernel.so" "$OUT/libkernel.so.new" 2>/dev/null ||
		cp "$1/libkernel.so" "$OUT/libkernel.so.new"
	store_info "$h" "$(sed -n 's/^traps=//p' "$1/kernel.info")" \
		>"$OUT/kernel.info.new"
	store_head >"$OUT/head"
	cp "$1/traps.txt" "$OUT/traps.txt"
	rm -f "$OUT/code.o"
	[ ! -e "$1/code.o" ] || cp "$1/code.o" "$OUT"
	store_put
	mv -f "$OUT/kernel.info.new" "$OUT/kernel.info"
	touch "$1"
	stamp_now >"$OUT/tmp/stamp"
	answer_now <"$OUT/tmp/stamp" >"$OUT/answer"
	watch_write "$OUT/tmp/stamp"
	rm -f "$OUT/tmp/stamp"
	say "$HP_SELF: $TREE_NAME $VARIANT: as built before, object ${h:0:12}"
}

# store_refresh: same objects, but git may call the tree something else now.
store_refresh() {
	local describe
	[ "$TREE_GIT" ] || return 0
	store_head | cmp -s - "$OUT/head" && return 0
	describe=$(tree_describe)
	sed "s,^describe=.*,describe=$describe," "$OUT/kernel.info" >"$OUT/kernel.info.new"
	mv -f "$OUT/kernel.info.new" "$OUT/kernel.info"
	store_head >"$OUT/head"
}

# store_tidy: what builds that were killed left in the store.
store_tidy() {
	local d
	for d in "$STORE"/*-"$TREE_NAME.$VARIANT"; do
		[ -d "$d" ] || continue
		rm -f "$d"/*.new
		[ -e "$d/inputs" ] || rm -rf "$d"
	done
}

store_prune() {
	local n=0 d
	# shellcheck disable=SC2012 # by age; names are ours
	ls -dt "$STORE"/*/ 2>/dev/null | while IFS= read -r d; do
		n=$((n + 1))
		[ "$n" -le "$STORE_KEEP" ] || rm -rf "$d"
	done
}
