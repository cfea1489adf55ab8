/* The command line: one verb, then settings (see --help), then the verb's own words. Nothing else prints. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/* Runs the verb. Returns the exit code: 0, 1 when it was refused or failed, 2 for a wrong call. */
int command_run(int argc, char **argv);

#endif
