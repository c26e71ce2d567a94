/* Integers in the order of the network: the highest byte first. */
#ifndef VEER_SEALED_BYTES_H
#define VEER_SEALED_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t bytes_number(const unsigned char *at, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

static inline uint16_t bytes_u16(const unsigned char *at)
{
    return (uint16_t)bytes_number(at, 2);
}

static inline uint32_t bytes_u32(const unsigned char *at)
{
    return (uint32_t)bytes_number(at, 4);
}

static inline uint64_t bytes_u64(const unsigned char *at)
{
    return bytes_number(at, 8);
}

static inline void bytes_put(unsigned char *at, size_t size, uint64_t number)
{
    for (size_t i = size; i > 0; i--) {
        at[i - 1] = (unsigned char)number;
        number >>= 8;
    }
}

static inline void bytes_put_u16(unsigned char *at, uint16_t number)
{
    bytes_put(at, 2, number);
}

static inline void bytes_put_u32(unsigned char *at, uint32_t number)
{
    bytes_put(at, 4, number);
}

static inline void bytes_put_u64(unsigned char *at, uint64_t number)
{
    bytes_put(at, 8, number);
}

#endif
