/* Pages for people: the files of the folder web/, served as they are. They use the API as any other client does. */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "http/http.h"

struct embedded;

struct page_file {
    const char *path; /* "/docs/errors" is web/docs/errors.html, "/docs/" web/docs/index.html */
    const struct embedded *file;
    enum media media;
};

/* All pages, scripts, styles and pictures; found once, live until the end of the program. */
const struct page_file *pages_list(size_t *count);

/* Replies with a page, whose route says that it lasts: http keeps and packs it. */
void page_reply(const struct request *request, struct reply *reply, const struct page_file *page);

/* The handler of a route whose subject is a page. Parameters are for the scripts of the page: none is refused. */
bool page_handle(struct request *request, struct reply *reply, struct error *err);

/* A page that tells one thing in `lang`: a title with the number of its status, and a text. Neither is HTML. */
struct notice {
    enum lang lang;
    int status;
    const char *title, *text;
};

void page_notice(struct reply *reply, const struct notice *notice);

#endif
