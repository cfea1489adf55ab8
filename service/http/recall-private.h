/* Replies kept for others (cache/cache.h): which requests may be answered with one, which replies may become one, and
 * how one leaves. */
#ifndef HTTP_RECALL_PRIVATE_H
#define HTTP_RECALL_PRIVATE_H

#include "http-private.h"

/* Fills exchange->out with the reply that is kept; false when the handler has to answer. */
bool recall_reply(struct exchange *exchange) must_check;

/* Whether a handler's reply may be told to everybody who asks the same. */
bool recall_may_keep(const struct exchange *exchange, const struct reply *reply);

/* A reply that may be kept, whose headers for every receiver are in exchange->out: it is kept, and fills exchange->out
 * anew, coded as the client likes it. False when it is too large, or nobody has asked for it to be found out. */
bool recall_keep(struct exchange *exchange, const struct reply *reply) must_check;

/* The handler could not answer because the database is away: what was true before, marked as stale; false when nothing
 * is kept. */
bool recall_stale(struct exchange *exchange) must_check;

/* Nothing came that others could have: they need not wait longer. */
void recall_give_up(struct exchange *exchange);

/* Gives back what is held. */
void recall_close(struct exchange *exchange);

#endif
