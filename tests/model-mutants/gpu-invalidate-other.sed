# what: invalidating one VF keeps that one, and drops the others
# file: gpu/lmtt.c
s/g->cache\[i\].vf != vf)$/g->cache[i].vf == vf)/
