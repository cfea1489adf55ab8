/* What the verbs of `tillit key` share. */
#ifndef COMMAND_KEY_PRIVATE_H
#define COMMAND_KEY_PRIVATE_H

#include "private.h"
#include "store/store.h"

struct key_call {
    const struct config *config;
    struct store *store;
    struct arena *arena;
    char **words; /* after the verb */
    int count;
};

/* key_demo.c: tillit key create-demo FILE, create-bench FILE */
int key_create_demo(const struct key_call *call);
int key_create_bench(const struct key_call *call);

#endif
