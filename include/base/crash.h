/* The last words of a process that crashes: one line of the log that names the signal, the request in hand and where it
 * was. Then it ends as it would have, so that whoever started it notices. */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

/* Once, before threads start. What a sanitizer reports itself is left to it. */
void crash_install(void);

/* The request that this thread is at; NULL for none. The text must live as long. */
void crash_note(const char *trace_id);

#endif
