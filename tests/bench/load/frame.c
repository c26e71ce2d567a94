#include "frame.h"

#include <string.h>

size_t frame_write(char *out, enum frame_kind kind, uint32_t mask, const char *bytes,
                   size_t length)
{
    uint64_t twice = mask | (uint64_t)mask << 32;
    size_t head = 2, i;

    out[0] = (char)(0x80 | kind);
    if (length < 126) {
        out[1] = (char)(0x80 | length);
    } else {
        out[1] = (char)(0x80 | 126);
        out[2] = (char)(length >> 8);
        out[3] = (char)length;
        head = 4;
    }
    memcpy(out + head, &mask, 4);
    head += 4;
    for (i = 0; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        word ^= twice;
        memcpy(out + head + i, &word, 8);
    }
    for (; i < length; i++)
        out[head + i] = (char)(bytes[i] ^ ((const char *)&mask)[i & 3]);
    return head + length;
}

size_t frame_read(const char *bytes, size_t length, struct frame *frame)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    size_t head = 2, content;

    if (length < 2)
        return 0;
    content = byte[1] & 127;
    if (content >= 126) {
        size_t digits = content == 126 ? 2 : 8;
        head += digits;
        if (length < head)
            return 0;
        content = 0;
        for (size_t i = 0; i < digits; i++)
            content = content << 8 | byte[2 + i];
    }
    if (length - head < content)
        return 0;
    *frame = (struct frame){.kind = (enum frame_kind)(byte[0] & 15), .whole = byte[0] >> 7,
                            .bytes = bytes + head, .length = content};
    return head + content;
}

unsigned frame_close_code(const struct frame *frame)
{
    const unsigned char *byte = (const unsigned char *)frame->bytes;

    return frame->kind == FRAME_CLOSE && frame->length >= 2 ? (unsigned)byte[0] << 8 | byte[1] : 0;
}
