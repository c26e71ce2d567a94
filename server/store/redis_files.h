/* What the embedded Redis has on disk: STATE/redis with its configuration, socket and log. */
#ifndef VEER_STORE_REDIS_FILES_H
#define VEER_STORE_REDIS_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct redis_files {
    char *folder;  /* STATE/redis */
    char *config;  /* STATE/redis/redis.conf */
    char *address; /* "unix:STATE/redis/redis.sock" */
    char *log;     /* STATE/redis/redis.log */
};

/* Makes the folder (mode 0700) and the paths. Returns false, with a sentence that says what to do
 * in error; also then redis_files_finish() is called. */
bool redis_files_init(struct redis_files *files, const char *state, char *error, size_t error_size);

void redis_files_finish(struct redis_files *files);

/* Writes the configuration (mode 0600), which holds only a digest of the loader's password.
 * Returns false, with a sentence in error, when that fails. */
bool redis_files_write_config(const struct redis_files *files, const char *loader_password,
                              bool fsync_always, char *error, size_t error_size);

/* Opens the log for appending (close-on-exec). Returns -1 with errno set when that fails. */
int redis_files_open_log(const struct redis_files *files);

/* Writes the last line of the log, without what is not printable; "" when there is none. */
void redis_files_last_log_line(const struct redis_files *files, char *line, size_t size);

/* Looks for `name`, or where it is NULL for redis-server and then valkey-server, in PATH. Returns
 * its path, which the caller frees; NULL when it is not there. */
char *redis_files_find_program(const char *name);

#endif
