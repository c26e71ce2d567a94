/* What each harness is: libFuzzer calls it with bytes, and it stops the program when something that
 * must be true of them is not. */
#ifndef VEER_FUZZ_H
#define VEER_FUZZ_H

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(int holds)
{
    if (!holds)
        abort();
}

/* Each harness is a program of one file: this stands in it. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    must(sodium_init() >= 0);
    return 0;
}

#endif
