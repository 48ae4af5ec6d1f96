# what: the window register does not move the window
# file: gpu/gpu.c
s/\*address = g->window + offset;/*address = offset;/
