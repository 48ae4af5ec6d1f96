# what: the header log is overwritten by later errors
# file: wire/aer.c
s/ || (status & 1u << (ctl & AER_CTL_FIRST))//
