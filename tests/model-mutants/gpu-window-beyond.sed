# what: the window shows what is behind the end of VRAM
# file: gpu/gpu.c
s/return \*address < g->vram_bytes ? WIRE_MEMORY : WIRE_NOTHING;/return WIRE_MEMORY;/
