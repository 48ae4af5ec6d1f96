# what: registers of a busy engine are written
# file: gpu/gpu.c
s/if (c->status == GPU_BUSY)$/if (false)/
