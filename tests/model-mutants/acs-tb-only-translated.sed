# what: translation blocking lets translation requests through
# file: acs.c
s/t->at != TLP_UNTRANSLATED)/t->at == TLP_TRANSLATED)/
