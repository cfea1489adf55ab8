/* Judges access tokens outside the service: settings from the environment (TILLIT_OIDC_...), one token a line on
 * standard input, one answer a line: "200 account role@place ..." or "401 cause" or "503 cause". `sleep N` as a line
 * waits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/token.h"
#include "base/clock.h"

static void print_principal(const struct principal *principal) {
    printf("200 %s", principal->account);
    for (size_t i = 0; i < principal->grant_count; i++) {
        const struct grant *grant = &principal->grants[i];
        const char *place = grant->municipality != NULL ? grant->municipality : grant->evaluation;
        printf(" %s%s%s", role_code(grant->role), place == NULL ? "" : "@", place == NULL ? "" : place);
    }
    printf("\n");
}

static void judge(struct token_verifier *verifier, const char *token) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct principal principal;
    if (token_verify(verifier, arena, token, &principal, &err))
        print_principal(&principal);
    else
        printf("%d %s\n", problem_status(err.kind), err.cause);
    fflush(stdout);
    arena_destroy(arena);
}

int main(void) {
    struct config config;
    struct token_rules rules;
    char *line = NULL;
    size_t size = 0;
    int next = 0;
    if (!config_read(&config, 0, NULL, &next, stderr)) return EXIT_FAILURE;
    if (!token_rules_read(&config, &rules)) {
        fprintf(stderr, "verify: TILLIT_OIDC_ISSUER is not set\n");
        return EXIT_FAILURE;
    }
    struct token_verifier *verifier = token_verifier_create(&rules);
    while (getline(&line, &size, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "sleep ", 6) == 0)
            clock_sleep_ms(strtol(line + 6, NULL, 10) * 1000);
        else
            judge(verifier, line);
    }
    free(line);
    token_verifier_destroy(verifier);
    return EXIT_SUCCESS;
}
