/* The file of settings, and what lists of addresses and keys of others stand in it. */
#include "base/address.h"
#include "fuzz.h"

static void try_file(struct arena *arena, const uint8_t *data, size_t size, FILE *nowhere) {
    struct config config;
    int next = 1, file = file_of(data, size);
    char *argv[] = {"tillit", "--settings", arena_printf(arena, "/proc/self/fd/%d", file), NULL};
    if (config_read(&config, 3, argv, &next, nowhere)) {
        struct address address;
        must(address_read("2001:db8::1", &address) && address_list_is_valid(config.trusted_proxies));
        address_is_listed(&address, config.trusted_proxies);
        address_is_listed(&address, config.unlimited_addresses);
        must(config.default_page <= config.max_page && config.max_json_depth > 0);
    }
    close(file);
}

/* An address that is read is written, and read as the same. */
static void try_addresses(const char *text) {
    struct address address, again;
    char written[ADDRESS_TEXT_SIZE];
    if (address_list_is_valid(text) && address_read("192.0.2.1", &address)) address_is_listed(&address, text);
    config_is_key_source(text);
    if (!address_read(text, &address)) return;
    address_write(&address, written);
    must(address_read(written, &again) && memcmp(&address, &again, sizeof address) == 0);
    must(address_is_listed(&address, written));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    static FILE *nowhere;
    if (nowhere == NULL) nowhere = fopen("/dev/null", "we");
    try_file(arena, data, size, nowhere);
    try_addresses(arena_strndup(arena, (const char *)data, size));
    arena_destroy(arena);
    return 0;
}
