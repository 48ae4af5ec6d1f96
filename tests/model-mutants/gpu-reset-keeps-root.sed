# what: a reset of the PF keeps the root register
# file: gpu/gpu.c
s/g->window = g->root = 0;/g->window = 0;/
