# what: translation blocking lets translation requests through
# file: wire/acs.c
s/t->at != TLP_UNTRANSLATED)/t->at == TLP_TRANSLATED)/
