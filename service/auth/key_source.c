/* Reading the provider's key document from its one address, or from a file. */
#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "token-private.h"

enum { CONNECT_TIMEOUT_MS = 3000, READ_TIMEOUT_MS = 5000 };

struct document {
    struct text text;
    bool too_long;
};

static bool add(struct document *document, const char *bytes, size_t length) {
    document->too_long = document->too_long || document->text.length + length > KEYS_MOST_BYTES;
    if (!document->too_long) text_add_bytes(&document->text, bytes, length);
    return !document->too_long;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *document) {
    return add(document, bytes, size * count) ? size * count : 0;
}

static void start_curl(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

/* TLS is verified because these are curl's defaults and nothing here touches them but to say so. A proxy of the
 * environment (https_proxy) is used as elsewhere, but not for an address of this machine. */
static void set_options(CURL *curl, const char *source, struct document *document, char *words) {
    bool is_https = text_starts(source, "https://");
    curl_easy_setopt(curl, CURLOPT_URL, source);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_https ? "https" : "http");
    if (!is_https) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)READ_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* a hanging name server is not waited for */
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "tillit");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, document);
}

static bool fetch(const char *source, struct document *document, char *words, size_t size) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    long status = 0;
    pthread_once(&once, start_curl);
    CURL *curl = curl_easy_init();
    if (curl == NULL) return false;
    set_options(curl, source, document, words);
    bool good = curl_easy_perform(curl) == CURLE_OK;
    if (good) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (good && status != 200) snprintf(words, size, "status %ld", status);
    return good && status == 200;
}

static bool read_file(const char *path, struct document *document, char *words, size_t size) {
    char buffer[4096];
    size_t length;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        snprintf(words, size, "%s", strerror(errno));
        return false;
    }
    while ((length = fread(buffer, 1, sizeof buffer, file)) > 0 && add(document, buffer, length)) {
    }
    bool good = ferror(file) == 0 && !document->too_long;
    fclose(file);
    return good;
}

char *key_source_read(struct arena *arena, const char *source, size_t *length) {
    char words[CURL_ERROR_SIZE] = "";
    struct document document = {.text = text_start(arena)};
    if (!config_is_key_source(source)) return NULL;
    bool good = *source == '/' ? read_file(source, &document, words, sizeof words)
                               : fetch(source, &document, words, sizeof words);
    if (!good) {
        log_warning("provider keys", "%s: %s", source, document.too_long ? "longer than 256 KiB" : words);
        return NULL;
    }
    *length = document.text.length;
    return document.text.data;
}
