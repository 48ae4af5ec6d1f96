# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# ours.sh - what a kernel build reads of Hairpin's own sources: sim/env/,
# include/hairpin/, and the folder of this machine's CPU in sim/arch/.  They are
# compiled from a copy below OUT, which is written only where content differs, so
# that it makes no difference which clone of Hairpin builds, nor when it was checked
# out.
#
#	gen/hairpin/{sim,include}/	the copy
#	ours				"sha256  name" of all in it
#	clones/DEV-INODE		what one clone's files were when it was
#					last found to be the copy's origin

HP_CPU=$(uname -m)
CPU_DIR=$HP_ROOT/sim/arch/$HP_CPU
[ -f "$CPU_DIR/kbuild.sh" ] ||
	broken "kernels are built for the machine that runs them, and Hairpin knows none with the CPU $HP_CPU (sim/arch/ has $(cd "$HP_ROOT/sim/arch" && echo *))"
# shellcheck source=/dev/null
. "$CPU_DIR/kbuild.sh"

# ours_at: where that copy is, once OUT is known.
ours_at() {
	OURS=$OUT/gen/hairpin
	OURS_ENV=$OURS/sim/env
	# env.sh reads it; not every script sources that.
	# shellcheck disable=SC2034
	OURS_CPU=$OURS/sim/arch/$HP_CPU
}

# ours_list: "sha256  name", names as in the copy.
ours_list() {
	(cd "$LISTS" && find . -type f \( -name '*.[ch]' -o -name '*.list' \
		-o -name '*.lds' \) -print0 | sort -z | xargs -0r sha256sum) |
		sed 's,  \./,  sim/env/,'
	(cd "$HP_ROOT/include" && find hairpin -type f -name '*.h' -print0 |
		sort -z | xargs -0r sha256sum) | sed 's,  ,  include/,'
	(cd "$HP_ROOT" && find "sim/arch/$HP_CPU" -type f -name '*.h' -print0 |
		sort -z | xargs -0r sha256sum)
}

ours_origin() {
	case $1 in
	sim/env/*) echo "$LISTS/${1#sim/env/}" ;;
	*) echo "$HP_ROOT/$1" ;;
	esac
}

# ours_copy LIST: brings the copy in step with LIST, ours_list's.
ours_copy() {
	local name dir
	! cmp -s "$1" "$OUT/ours" || return 0
	# As long as it is missing, the copy may be half of this and half of that.
	rm -f "$OUT/ours"
	cut -c67- "$1" | while IFS= read -r name; do
		dir=$OURS/${name%/*}
		[ -d "$dir" ] || mkdir -p "$dir"
		put "$OURS/$name" <"$(ours_origin "$name")"
	done
	(cd "$OURS" && find . -type f -printf '%P\n') | sort |
		comm -23 - <(cut -c67- "$1" | sort) |
		sed "s,^,$OURS/," | xargs -d '\n' -r rm -f
	cp "$1" "$OUT/ours.new"
	mv "$OUT/ours.new" "$OUT/ours"
}

# ours_messages: a compiler's messages name the files that people edit.
ours_messages() {
	sed "s,$OURS_ENV/,$LISTS/,g; s,$OURS/,$HP_ROOT/,g" "$@"
}

# ours_stamp: "mtime.size path" of the clone's own files, to see whether they
# were edited, and of the folders, for new ones.
ours_stamp() {
	find "$LISTS" "$CPU_DIR" "$HP_ROOT/include/hairpin" "$HP_ROOT/tools/kbuild" \
		\( -type d -o -name '*.[ch]' -o -name '*.list' -o -name '*.lds' \
		-o -name '*.sh' -o -name kernel-build \) \
		-exec stat -c '%.9Y.%s %n' {} + | sort
}

# ours_clone: a name for the clone that is building; the program finds the same
# (clone_path() in tools/common/kernel_find.c).
ours_clone() {
	stat -L -c '%d-%i' "$LISTS"
}

# ours_remember STAMP: this clone's files are what the instance was made from.
# key and key_env are kernel-build's.
# shellcheck disable=SC2154
ours_remember() {
	local file
	file=$OUT/clones/$(ours_clone)
	mkdir -p "$OUT/clones"
	{ origin_now; cat "$1"; } | put "$file"
	find "$OUT/clones" -type f -mtime +90 -exec rm -f {} +
}

# origin_now: the line that says which lists, flags and environment an instance
# was made with, whatever the tree.
# shellcheck disable=SC2154
origin_now() {
	printf 'origin %s\n' "$(printf '%s %s' "$key" "$key_env" | sha)"
}
