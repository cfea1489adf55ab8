/* The request target, read strictly: nothing is repaired and nothing is dropped. */
#include "target-private.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
    const char *sv, *da, *en;
} wording[TARGET_FAULT_COUNT] = {
    [TARGET_NO_PATH] = {"Adressen ska börja med \"/\".", "Adressen skal begynde med \"/\".",
                        "The address must start with \"/\"."},
    [TARGET_BAD_CHARACTER] = {"Adressen innehåller blanksteg eller styrtecken.",
                              "Adressen indeholder mellemrum eller styretegn.",
                              "The address holds white space or control characters."},
    [TARGET_BAD_ESCAPE] = {"Adressen innehåller ett \"%\" som inte följs av två hexadecimala siffror.",
                           "Adressen indeholder et \"%\", der ikke følges af to hexadecimale cifre.",
                           "The address holds a \"%\" that is not followed by two hexadecimal digits."},
    [TARGET_NUL] = {"Adressen innehåller nolltecknet (%00).", "Adressen indeholder nultegnet (%00).",
                    "The address holds the NUL character (%00)."},
    [TARGET_ENCODED_SLASH] = {"Adressens sökväg innehåller ett kodat snedstreck (%2F).",
                              "Adressens sti indeholder en kodet skråstreg (%2F).",
                              "The address's path holds an encoded slash (%2F)."},
    [TARGET_BACKSLASH] = {"Adressens sökväg innehåller ett omvänt snedstreck.",
                          "Adressens sti indeholder en omvendt skråstreg.", "The address's path holds a backslash."},
    [TARGET_EMPTY_SEGMENT] = {"Adressens sökväg innehåller ett tomt led (//).",
                              "Adressens sti indeholder et tomt led (//).",
                              "The address's path holds an empty segment (//)."},
    [TARGET_DOT_SEGMENT] = {"Adressens sökväg innehåller \".\" eller \"..\" som led.",
                            "Adressens sti indeholder \".\" eller \"..\" som led.",
                            "The address's path holds \".\" or \"..\" as a segment."},
    [TARGET_NOT_UTF8] = {"Adressen är inte giltig UTF-8 när den avkodats.",
                         "Adressen er ikke gyldig UTF-8, når den er afkodet.",
                         "The address is not valid UTF-8 when decoded."},
    [TARGET_FRAGMENT] = {"Adressen innehåller ett fragment (#).", "Adressen indeholder et fragment (#).",
                         "The address holds a fragment (#)."},
};

bool target_refuse(enum target_fault fault, struct error *err) {
    return error_say(err, PROBLEM_MALFORMED_REQUEST, wording[fault].sv, wording[fault].da, wording[fault].en);
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

/* Decodes `length` bytes of `raw` into `out`, which holds as many; `plus` is what a `+` stands for. */
static enum target_fault decode(const char *raw, size_t length, char plus, char *out, size_t *out_length) {
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)raw[i];
        if (c == '#') return TARGET_FRAGMENT;
        if (c == ' ' || is_control(c)) return TARGET_BAD_CHARACTER;
        if (c == '+') c = (unsigned char)plus;
        if (c == '%') {
            int high = length - i > 2 ? hex_value(raw[i + 1]) : -1;
            int low = length - i > 2 ? hex_value(raw[i + 2]) : -1;
            if (high < 0 || low < 0) return TARGET_BAD_ESCAPE;
            c = (unsigned char)(high * 16 + low);
            if (c == 0) return TARGET_NUL;
            i += 2;
        }
        out[used++] = (char)c;
    }
    *out_length = used;
    return text_is_utf8(out, used) ? TARGET_FINE : TARGET_NOT_UTF8;
}

static bool has_encoded_slash(const char *raw, size_t length) {
    for (size_t i = 0; i + 2 < length; i++)
        if (raw[i] == '%' && raw[i + 1] == '2' && (raw[i + 2] == 'F' || raw[i + 2] == 'f')) return true;
    return false;
}

static enum target_fault check_segment(const char *segment, size_t length, bool is_last) {
    if (length == 0 && !is_last) return TARGET_EMPTY_SEGMENT;
    if ((length == 1 || length == 2) && memcmp(segment, "..", length) == 0) return TARGET_DOT_SEGMENT;
    for (size_t i = 0; i < length; i++) {
        if (segment[i] == '\\') return TARGET_BACKSLASH;
        if (is_control((unsigned char)segment[i])) return TARGET_BAD_CHARACTER;
    }
    return TARGET_FINE;
}

static enum target_fault check_segments(const char *path) {
    for (const char *segment = path + 1;;) {
        size_t length = strcspn(segment, "/");
        enum target_fault fault = check_segment(segment, length, segment[length] == '\0');
        if (fault != TARGET_FINE) return fault;
        if (segment[length] == '\0') return TARGET_FINE;
        segment += length + 1;
    }
}

static enum target_fault read_path(struct arena *arena, const char *raw, size_t length, struct target *target) {
    char *path = arena_alloc(arena, length + 1);
    size_t path_length = 0;
    enum target_fault fault = decode(raw, length, '+', path, &path_length);
    if (fault != TARGET_FINE) return fault;
    if (has_encoded_slash(raw, length)) return TARGET_ENCODED_SLASH;
    target->path = path;
    return check_segments(path);
}

static enum target_fault read_text(struct arena *arena, const char *raw, size_t length, const char **value) {
    char *decoded = arena_alloc(arena, length + 1);
    size_t decoded_length = 0;
    *value = decoded;
    return decode(raw, length, ' ', decoded, &decoded_length);
}

static enum target_fault read_parameter(struct arena *arena, const char *raw, size_t length,
                                        struct parameter *parameter) {
    const char *equals = memchr(raw, '=', length);
    size_t name_length = equals == NULL ? length : (size_t)(equals - raw);
    size_t value_length = equals == NULL ? 0 : length - name_length - 1;
    enum target_fault fault = read_text(arena, raw, name_length, &parameter->name);
    if (fault != TARGET_FINE) return fault;
    return read_text(arena, raw + length - value_length, value_length, &parameter->value);
}

static enum target_fault read_query(struct arena *arena, const char *raw, struct target *target) {
    size_t most = 1;
    for (const char *at = raw; *at != '\0'; at++) most += *at == '&';
    target->query = arena_strdup(arena, raw);
    target->parameters = arena_alloc(arena, most * sizeof *target->parameters);
    for (const char *at = raw; *at != '\0';) {
        size_t length = strcspn(at, "&");
        enum target_fault fault = TARGET_FINE;
        if (length > 0) fault = read_parameter(arena, at, length, &target->parameters[target->parameter_count++]);
        if (fault != TARGET_FINE) return fault;
        at += length + (at[length] == '&');
    }
    return TARGET_FINE;
}

const char *target_find_path(const char *raw) {
    if (raw[0] == '/') return raw;
    bool http = strncasecmp(raw, "http://", 7) == 0, https = strncasecmp(raw, "https://", 8) == 0;
    if (!http && !https) return NULL;
    const char *authority = raw + (http ? 7 : 8);
    size_t length = strcspn(authority, "/?#");
    if (length == 0) return NULL;
    return authority[length] == '/' ? authority + length : "/";
}

enum target_fault target_parse(struct arena *arena, const char *raw, struct target *target) {
    *target = (struct target){.path = "/", .query = ""};
    if (text_equal(raw, "*")) {
        target->path = "*";
        return TARGET_FINE;
    }
    const char *path = target_find_path(raw);
    if (path == NULL) return TARGET_NO_PATH;
    size_t length = strcspn(path, "?");
    enum target_fault fault = read_path(arena, path, length, target);
    if (fault != TARGET_FINE || path[length] == '\0') return fault;
    return read_query(arena, path + length + 1, target);
}

const char *target_encode(struct arena *arena, const char *path) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
    struct text encoded = text_start(arena);
    for (const char *at = path; *at != '\0'; at++) {
        if (strchr(allowed, *at) != NULL)
            text_add_char(&encoded, *at);
        else
            text_printf(&encoded, "%%%02X", (unsigned char)*at);
    }
    return encoded.data;
}
