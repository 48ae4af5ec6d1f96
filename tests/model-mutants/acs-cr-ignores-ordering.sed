# what: completion redirect takes relaxed-ordered completions too
# file: wire/acs.c
s/\tif (relaxed)$/\tif (relaxed \&\& !acs->present)/
