# what: invalidating drops nothing
# file: gpu/lmtt.c
s/uint32_t to = 0;/uint32_t to = GPU_CACHED;/
