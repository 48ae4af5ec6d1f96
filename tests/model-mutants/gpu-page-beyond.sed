# what: a page behind the end of VRAM is reached
# file: gpu/lmtt.c
s/return (leaf \& GPU_VALID) .*/return leaf \& GPU_VALID;/
