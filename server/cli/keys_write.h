/* Files that are there wholly or not at all. */
#ifndef VEER_CLI_KEYS_WRITE_H
#define VEER_CLI_KEYS_WRITE_H

#include <stdbool.h>
#include <stddef.h>

/* Makes DIR and DIR/ORG, for their owner only, unless they are there. Returns false after it has
 * said what is wrong. */
bool keys_make_folder(const char *dir, const char *organisation);

enum keys_file {
    KEYS_FILE_SECRET, /* for its owner only */
    KEYS_FILE_PUBLIC  /* for everybody to read */
};

/* Writes the text under a name of its own, then gives it its name: whoever reads finds the old file
 * or the new one. Without `replace` a file that is there stays, and that is an error. Returns false
 * after it has said what is wrong. */
bool keys_write(const char *path, const char *text, size_t length, enum keys_file kind,
                bool replace);

/* The same for bytes in base64, with a line end. */
bool keys_write_base64(const char *path, const unsigned char *bytes, size_t length,
                       enum keys_file kind, bool replace);

#endif
