/* Log lines: one JSON object per line, with ids and codes only. Never pass an address, a user
 * agent, a name or anything that a person wrote. */
#ifndef VEER_BASE_LOG_H
#define VEER_BASE_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

struct log;

/* Makes a log that writes to fd (which stays the caller's) all lines of level `least` and above.
 * `process` names the writer in every line ("parent", "w0"). NULL when memory runs out. */
struct log *log_create(int fd, enum log_level least, const char *process);

/* Frees the log; takes NULL. */
void log_destroy(struct log *log);

/* Writes {"at":"2026-01-02T03:04:05.678Z","level":"info","process":"w0","code":CODE,KEY:VALUE...}
 * in one write. After `code` come pairs of key and value (const char *), then NULL; a NULL value
 * is written as null. Values are escaped and cut after 1000 bytes. A line that the file descriptor
 * does not take is counted and the next line tells how many were lost. Does nothing when log is
 * NULL. */
void log_write(struct log *log, enum log_level level, const char *code, ...)
    __attribute__((sentinel));

#endif
