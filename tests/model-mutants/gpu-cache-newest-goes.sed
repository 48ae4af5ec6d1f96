# what: the newest translation goes, not the oldest
# file: gpu/lmtt.c
s/^\t\tmemmove(g->cache, .*/;/
