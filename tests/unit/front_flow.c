/* What comes in on a WebSocket: order, fragments, and everything that is refused. */
#include "front_client.h"
#include "front_fixture.h"

static struct fixture fixture;
static const struct front_settings quick = {.ping_ms = 400, .close_ms = 1000, .request_s = 1};

static int start(void **state)
{
    (void)state;
    fixture = fixture_start(&quick);
    return 0;
}

/* Also shows that every connection of the tests was closed, told once, and freed. */
static int stop(void **state)
{
    (void)state;
    fixture_stop(&fixture);
    return 0;
}

static void test_echo_in_order(void **state)
{
    int fd = client_open(fixture.port);
    char text[32];

    (void)state;
    for (int i = 0; i < 150; i++) {
        snprintf(text, sizeof(text), "message %d", i);
        assert_true(client_text(fd, text));
    }
    for (int i = 0; i < 150; i++) {
        snprintf(text, sizeof(text), "message %d", i);
        client_expect(fd, text);
    }
    close(fd);
}

static void test_to_others(void **state)
{
    int from = client_open(fixture.port), to = client_open(fixture.port);

    (void)state;
    assert_true(client_text(from, "others good day"));
    client_expect(to, "good day");
    close(from);
    close(to);
}

static void test_fragments_and_sizes(void **state)
{
    static char text[8193];
    int fd = client_open(fixture.port);

    (void)state;
    assert_true(client_frame(fd, FRAME_TEXT, "one ", 4));
    assert_true(client_frame(fd, FRAME_CONTINUATION, "", 0));
    assert_true(client_frame(fd, FRAME_FINAL | FRAME_PING, "", 0));
    assert_true(client_frame(fd, FRAME_CONTINUATION, "two ", 4));
    assert_true(client_frame(fd, FRAME_FINAL | FRAME_CONTINUATION, "three", 5));
    client_expect(fd, "one two three");
    close(fd);

    fd = client_open(fixture.port);
    memset(text, 'm', 8192);
    assert_true(client_text(fd, text));
    client_expect(fd, text);
    assert_true(client_text(fd, ""));
    client_expect(fd, "");
    close(fd);
}

static void test_too_big(void **state)
{
    static char text[8193];
    int whole = client_open(fixture.port), parts = client_open(fixture.port);

    (void)state;
    memset(text, 'm', sizeof(text));
    assert_true(client_frame(whole, FRAME_FINAL | FRAME_TEXT, text, sizeof(text)));
    assert_int_equal(client_read_close(whole), WIRE_CLOSE_TOO_BIG);
    for (int i = 0; i < 3; i++)
        assert_true(client_frame(parts, i == 0 ? FRAME_TEXT : FRAME_CONTINUATION, text, 3000));
    assert_int_equal(client_read_close(parts), WIRE_CLOSE_TOO_BIG);
}

/* 19: only the header and a few bytes have come of a frame of 2^62 bytes. */
static void test_declared_length(void **state)
{
    static const unsigned char head[] = {0x81, 0xff, 0x40, 0, 0, 0, 0,   0,
                                         0,    0,    1,    2, 3, 4, 'a', 'b'};
    int fd = client_open(fixture.port);
    static struct frame frame;

    (void)state;
    assert_true(client_write(fd, head, sizeof(head)));
    client_receive(fd, &frame);
    assert_int_equal(client_code(&frame), WIRE_CLOSE_TOO_BIG);
    close(fd);
}

/* 20: fragments without end, empty or not. */
static void test_endless_fragments(void **state)
{
    int fd = client_open(fixture.port);

    (void)state;
    assert_true(client_frame(fd, FRAME_TEXT, "a", 1));
    for (int i = 0; i < 40 && client_frame(fd, FRAME_CONTINUATION, "", 0); i++)
        continue;
    assert_int_equal(client_read_close(fd), WIRE_CLOSE_TOO_BIG);
}

/* One frame that must be answered by this close code. */
static void refuse(int first, const char *payload, size_t length, unsigned code)
{
    int fd = client_open(fixture.port);

    assert_true(client_frame(fd, first, payload, length));
    assert_int_equal(client_read_close(fd), code);
}

/* 18, 21, 22, 23, 28 */
static void test_bad_frames(void **state)
{
    static char text[3000];

    (void)state;
    refuse(FRAME_FINAL | FRAME_BINARY, "bin", 3, WIRE_CLOSE_UNSUPPORTED);
    refuse(FRAME_FINAL | FRAME_TEXT, "\xff\xfe", 2, 1007);
    refuse(FRAME_FINAL | FRAME_TEXT, "\xc0\xaf", 2, 1007);
    refuse(FRAME_FINAL | FRAME_TEXT, "cut \xe2\x82", 6, 1007);
    memset(text, 'a', sizeof(text));
    text[2999] = (char)0xe2; /* the last of several pieces */
    refuse(FRAME_FINAL | FRAME_TEXT, text, sizeof(text), 1007);
    refuse(FRAME_PING, "", 0, 1002);
    refuse(FRAME_FINAL | 0x40 | FRAME_TEXT, "rsv", 3, 1002);
    refuse(FRAME_FINAL | 0x10 | FRAME_TEXT, "rsv", 3, 1002);
    refuse(FRAME_FINAL | 3, "", 0, 1002);
    refuse(FRAME_FINAL | 0xb, "", 0, 1002);
    refuse(FRAME_FINAL | FRAME_CONTINUATION, "no start", 8, 1002);
}

/* A new message inside of another one. */
static void test_interleaved(void **state)
{
    int fd = client_open(fixture.port);

    (void)state;
    assert_true(client_frame(fd, FRAME_TEXT, "one", 3));
    assert_true(client_frame(fd, FRAME_FINAL | FRAME_TEXT, "two", 3));
    assert_int_equal(client_read_close(fd), 1002);
}

/* 25: a code that may not stand on the wire; 26: text after close is not acted upon. */
static void test_close_frames(void **state)
{
    static struct frame frame;
    int fd;

    (void)state;
    refuse(FRAME_FINAL | FRAME_CLOSE, "\x03\xed", 2, 1002);
    fd = client_open(fixture.port);
    assert_true(client_frame(fd, FRAME_FINAL | FRAME_CLOSE, "\x03\xe8", 2));
    client_text(fd, "after close");
    client_receive(fd, &frame);
    assert_int_equal(client_code(&frame), 1000);
    client_receive(fd, &frame);
    assert_int_equal(frame.opcode, -1);
    close(fd);
}

/* 24: a flood of pings costs nobody else anything, and is not answered one by one. */
static void test_ping_flood(void **state)
{
    int flood = client_open(fixture.port), other = client_open(fixture.port);

    (void)state;
    for (int i = 0; i < 5000; i++)
        if (!client_frame(flood, FRAME_FINAL | FRAME_PING, "x", 1))
            break;
    assert_true(client_text(other, "meanwhile"));
    client_expect(other, "meanwhile");
    close(flood);
    close(other);
}

static void test_rate(void **state)
{
    int fd = client_open(fixture.port);

    (void)state;
    for (int i = 0; i < 400; i++)
        if (!client_text(fd, "again"))
            break;
    assert_int_equal(client_read_close(fd), WIRE_CLOSE_RATE);
}

/* 17: libwebsockets takes unmasked frames and does not tell; they do no harm. */
static void test_unmasked(void **state)
{
    int fd = client_open(fixture.port);

    (void)state;
    assert_true(client_write(fd, "\x81\x03raw", 5));
    client_expect(fd, "raw");
    close(fd);
}

/* The last one: all connections of the tests above are gone, without waiting for pings. */
static void test_nothing_is_left(void **state)
{
    struct counts counts;
    int64_t start_ms = clock_monotonic_ms();

    (void)state;
    do {
        counts = client_counts(fixture.port);
        assert_true(clock_monotonic_ms() - start_ms < CLIENT_PATIENCE_MS);
    } while (counts.living > 1);
    assert_int_equal(counts.opened, counts.closed + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_echo_in_order),
        cmocka_unit_test(test_to_others),
        cmocka_unit_test(test_fragments_and_sizes),
        cmocka_unit_test(test_too_big),
        cmocka_unit_test(test_declared_length),
        cmocka_unit_test(test_endless_fragments),
        cmocka_unit_test(test_bad_frames),
        cmocka_unit_test(test_interleaved),
        cmocka_unit_test(test_close_frames),
        cmocka_unit_test(test_ping_flood),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_unmasked),
        cmocka_unit_test(test_nothing_is_left),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
