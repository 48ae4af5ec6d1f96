# what: the root register's valid bit is ignored
# file: gpu/lmtt.c
s/!(g->root \& GPU_VALID) || //
