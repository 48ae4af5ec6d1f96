# what: a root entry's valid bit is ignored
# file: gpu/lmtt.c
s/return e \& GPU_VALID ? e : 0;/return e;/
