/* API keys: 256 random bits, shown once, known to the service only by their hash.
 *
 * The text is `tillit_` and 43 characters of base64url, so that secret scanners can find a key that leaked. A hash
 * without salt is enough: nobody guesses 256 bits. */
#ifndef AUTH_KEY_H
#define AUTH_KEY_H

#include <stdbool.h>

/* With the terminating NUL. */
enum { KEY_TEXT_SIZE = 51, KEY_HASH_SIZE = 65 };

/* Fills `text` with a new key. The caller shows it once and wipes it with key_wipe. */
void key_create(char text[KEY_TEXT_SIZE]);
void key_wipe(char text[KEY_TEXT_SIZE]);

/* Whether `text` has the form of a key; says nothing about whether it is one. */
bool key_is_well_formed(const char *text);

/* SHA-256 of the text, in lower-case hexadecimal: what the database holds. */
void key_hash(const char *text, char hash[KEY_HASH_SIZE]);

/* Compares two hashes in constant time; false when either is not of that length. */
bool key_hash_equal(const char *a, const char *b);

/* The credential of an Authorization header (RFC 6750): what follows "Bearer" and one blank. NULL when the scheme is
 * another, nothing follows, or it holds a character that no credential has. */
const char *bearer_credential(const char *authorization);

#endif
