/* What the verbs of `tillit key` share. */
#ifndef API_KEYS_PRIVATE_H
#define API_KEYS_PRIVATE_H

#include "api/keys.h"
#include "store/store.h"

enum { KEY_EXIT_REFUSED = 1, KEY_EXIT_WRONG_CALL = 2 };

struct key_call {
    struct store *store;
    struct arena *arena;
    char **words; /* after the verb */
    int count;
};

/* Print to standard error and return the exit code. */
int key_wrong_call(const char *what, const char *word);
int key_show_error(struct arena *arena, const struct error *err);

/* keys_demo.c: tillit key create-demo FILE */
int key_create_demo(const struct key_call *call);

#endif
