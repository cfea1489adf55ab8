/* Which file is which page, and how it leaves. */
#include "pages/pages.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "base/text.h"

#define FOLDER "web/"
#define PARTS "web/parts/" /* of pages that are filled in, no pages themselves */
#define INDEX "index.html"
#define EMBEDDED "/embed/" /* pages made for frames of others, whom a setting names */
#define VENDOR "/vendor/"  /* files with their version in their name: what they are does not change */

/* What a page may load and run: what comes from here. Observable Plot puts one style into each of its pictures, always
 * the same one, known by its hash; a picture becomes a PNG by way of a blob. */
#define PLOT_STYLE "'sha256-+TfQir1nvDucAdvE6XUQBt4ayUjpAWkbw2kCdSfekHM='"
#define POLICY                                                                                                         \
    "default-src 'self'; style-src 'self' " PLOT_STYLE "; img-src 'self' data: blob:; object-src 'none'; "             \
    "base-uri 'none'; form-action 'none'; frame-ancestors "
#define NO_FRAMES "'none'"

static struct page_file *pages;
static size_t page_count;
static struct arena *paths;

/* Pages have no ending, as nothing has that a person types; what pages load keeps its own. */
static const char *path_of(const char *name) {
    size_t length = strlen(name) - strlen(FOLDER) + 1;
    const char *path = name + strlen(FOLDER) - 1;
    if (text_ends(path, "/" INDEX)) return arena_strndup(paths, path, length - strlen(INDEX));
    return text_ends(path, ".html") ? arena_strndup(paths, path, length - strlen(".html")) : path;
}

static void free_pages(void) {
    free(pages);
    arena_destroy(paths);
}

static void find_pages(void) {
    paths = arena_create();
    pages = memory_zeroed(embedded_count, sizeof *pages);
    for (size_t i = 0; i < embedded_count; i++) {
        const char *name = embedded_files[i].name;
        if (!text_starts(name, FOLDER) || text_starts(name, PARTS)) continue;
        pages[page_count++] = (struct page_file){path_of(name), &embedded_files[i], media_of_file(name)};
    }
    atexit(free_pages);
}

const struct page_file *pages_list(size_t *count) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_pages);
    *count = page_count;
    return pages;
}

/* Who may show the page in a frame: the setting's list as a policy has it, with spaces. */
static const char *frames_of(const struct request *request, const struct page_file *page) {
    const char *origins = request->config->embed_origins;
    if (!text_starts(page->path, EMBEDDED) || *origins == '\0') return NO_FRAMES;
    char *frames = arena_strndup(request->arena, origins, strlen(origins));
    for (char *at = frames; *at != '\0'; at++)
        if (*at == ',') *at = ' ';
    return frames;
}

/* A page is asked for anew each time, so that it never meets scripts of another version; what has not changed is 304.
 */
void page_reply(const struct request *request, struct reply *reply, const struct page_file *page) {
    reply_body(reply, page->file->text, page->file->length);
    reply->content_type = media_types[page->media].content_type;
    reply->revision = 0;
    reply->cache_control = text_starts(page->path, VENDOR) ? "public, max-age=31536000, immutable" : "public, no-cache";
    reply_header(reply, "Content-Security-Policy", arena_printf(request->arena, POLICY "%s", frames_of(request, page)));
    reply_header(reply, "Vary", "Accept, Accept-Encoding, Authorization");
}

bool page_handle(struct request *request, struct reply *reply, struct error *err) {
    (void)err;
    page_reply(request, reply, request->route->subject);
    return true;
}

/* ---- notices ---- */

static void add_escaped(struct text *html, const char *text) {
    static const struct {
        char character;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (; *text != '\0'; text++) {
        const char *entity = NULL;
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            if (entities[i].character == *text) entity = entities[i].entity;
        if (entity == NULL)
            text_add_char(html, *text);
        else
            text_add(html, entity);
    }
}

/* Adds the text of a place such as {title}; the length of the place, 0 when there is none. */
static size_t fill_place(struct text *html, const char *at, const struct notice *notice) {
    char status[16];
    snprintf(status, sizeof status, "%d", notice->status);
    const struct {
        const char *place, *text;
    } places[] = {{"{lang}", lang_codes[notice->lang]},
                  {"{status}", status},
                  {"{title}", notice->title},
                  {"{text}", notice->text}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!text_starts(at, places[i].place)) continue;
        add_escaped(html, places[i].text);
        return strlen(places[i].place);
    }
    return 0;
}

void page_notice(struct reply *reply, const struct notice *notice) {
    const char *at = embedded_file(PARTS "notice.html")->text;
    struct text html = text_start(reply->arena);
    while (*at != '\0') {
        size_t filled = fill_place(&html, at, notice);
        if (filled == 0) text_add_char(&html, *at);
        at += filled == 0 ? 1 : filled;
    }
    reply_body(reply, html.data, html.length);
    reply->content_type = media_types[MEDIA_HTML].content_type;
    reply_header(reply, "Content-Security-Policy", POLICY NO_FRAMES);
}
