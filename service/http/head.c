/* Follows the texts of a head through libmicrohttpd's buffer. */
#include "head-private.h"

#include <string.h>

enum { LINE_END = 2 }; /* CR LF */

static const char *after(const char *text) { return text + strlen(text) + 1; }

static const char *next_line(const char *last_text) { return last_text + strlen(last_text) + LINE_END; }

struct head head_start(const char *target) {
    struct head head = {.target = target, .version = target == NULL ? NULL : after(target)};
    return head;
}

void head_add_line(struct head *head, const char *method, const char *version, size_t size) {
    bool follows = head->target == after(method) && head->version == version;
    head->next = follows ? next_line(version) : NULL;
    head->end = method + size;
}

void head_add(struct head *head, const char *name, const char *value) {
    bool follows = head->next == name && after(name) + strspn(after(name), " \t") == value;
    head->next = follows ? next_line(value) : NULL;
}

bool head_is_plain(const struct head *head) { return head->next != NULL && head->end - head->next == LINE_END; }
