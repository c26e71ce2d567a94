/* How connections end: close codes arrive, slow and silent ones are let go. */
#include "front_client.h"
#include "front_fixture.h"

static void test_code_arrives(void **state)
{
    struct fixture fixture = fixture_start(&(struct front_settings){0});
    int fd = client_open(fixture.port);

    (void)state;
    assert_true(client_text(fd, "close 4001"));
    assert_int_equal(client_read_close(fd), 4001);
    fixture_stop(&fixture);
}

/* Closing from the loop, with a queue that is sent first and nothing after it. */
static void test_queue_is_sent_first(void **state)
{
    static struct frame frame;
    struct fixture fixture =
        fixture_start(&(struct front_settings){.queue_bytes = 8 * 1024 * 1024});
    int fd = client_open_with(fixture.port, 4096), texts = 0;

    (void)state;
    assert_true(client_text(fd, "last 5000"));
    for (client_receive(fd, &frame); frame.opcode == FRAME_TEXT; client_receive(fd, &frame))
        texts++;
    assert_int_equal(texts, 5000);
    assert_int_equal(client_code(&frame), 4001);
    close(fd);
    fixture_stop(&fixture);
}

static void test_slow_reader_gets_code(void **state)
{
    struct fixture fixture = fixture_start(&(struct front_settings){0});
    int fd = client_open_with(fixture.port, 4096);

    (void)state;
    /* More than the kernel's send buffer and the queue together. */
    assert_true(client_text(fd, "flood 8000"));
    assert_int_equal(client_read_close(fd), WIRE_CLOSE_TOO_SLOW);
    fixture_stop(&fixture);
}

/* A reader that never reads: no close frame can be sent, but he is gone after close_ms. */
static void test_deaf_reader_is_cut(void **state)
{
    struct fixture fixture =
        fixture_start(&(struct front_settings){.ping_ms = 200, .close_ms = 300});
    int fd = client_open_with(fixture.port, 4096);
    int64_t start_ms = clock_monotonic_ms();
    struct counts counts;

    (void)state;
    assert_true(client_text(fd, "flood 8000"));
    do {
        counts = client_counts(fixture.port);
        assert_true(clock_monotonic_ms() - start_ms < CLIENT_PATIENCE_MS);
    } while (counts.living > 1);
    assert_true(clock_monotonic_ms() - start_ms >= 300);
    assert_int_equal(counts.opened, counts.closed + 1);
    close(fd);
    fixture_stop(&fixture);
}

/* The other side gets the close frame and never answers it. */
static void test_unanswered_close_is_cut(void **state)
{
    struct fixture fixture =
        fixture_start(&(struct front_settings){.ping_ms = 200, .close_ms = 300});
    int fd = client_open(fixture.port);
    char rest[256];

    (void)state;
    assert_true(client_text(fd, "close 4001"));
    assert_true(client_read_to_end(fd, rest, sizeof(rest), 3000) > 4);
    close(fd);
    fixture_stop(&fixture);
}

static void test_hello_timeout(void **state)
{
    struct fixture fixture =
        fixture_start(&(struct front_settings){.ping_ms = 200, .hello_ms = 300});
    int mute = client_open(fixture.port), polite = client_open(fixture.port);

    (void)state;
    assert_true(client_text(polite, "hello"));
    assert_int_equal(client_read_close(mute), WIRE_CLOSE_HELLO_TIMEOUT);
    assert_true(client_text(polite, "still here"));
    client_expect(polite, "still here");
    close(polite);
    fixture_stop(&fixture);
}

/* Pings come; who answers nothing is closed, who answers them stays. */
static void test_silence(void **state)
{
    static struct frame frame;
    struct fixture fixture =
        fixture_start(&(struct front_settings){.ping_ms = 100, .silence_ms = 350});
    int silent = client_open(fixture.port), alive = client_open(fixture.port);
    int64_t start_ms = clock_monotonic_ms();
    int pings = 0;

    (void)state;
    assert_true(client_text(silent, "hello"));
    assert_true(client_text(alive, "hello"));
    while (clock_monotonic_ms() - start_ms < 900) {
        client_receive_any(alive, &frame, CLIENT_PATIENCE_MS);
        assert_int_equal(frame.opcode, FRAME_PING);
        client_frame(alive, FRAME_FINAL | FRAME_PONG, (char *)frame.payload, frame.length);
        pings++;
    }
    assert_true(pings >= 4);
    do {
        client_receive_any(silent, &frame, CLIENT_PATIENCE_MS);
    } while (frame.opcode == FRAME_PING);
    assert_int_equal(client_code(&frame), WIRE_CLOSE_TOO_SLOW);
    assert_true(client_text(alive, "alive"));
    client_expect(alive, "alive");
    close(silent);
    close(alive);
    fixture_stop(&fixture);
}

/* Everybody gets 1012, also who has 2 MB before it, and the process ends. */
static void test_drain(void **state)
{
    static struct frame frame;
    struct fixture fixture =
        fixture_start(&(struct front_settings){.queue_bytes = 8 * 1024 * 1024});
    int idle[20], busy = client_open_with(fixture.port, 4096), texts = 0;

    (void)state;
    for (int i = 0; i < 20; i++)
        idle[i] = client_open(fixture.port);
    assert_true(client_text(busy, "flood 2000"));
    client_receive(busy, &frame);
    kill(fixture.pid, SIGTERM);
    for (int i = 0; i < 20; i++)
        assert_int_equal(client_read_close(idle[i]), WIRE_CLOSE_DRAINING);
    for (texts = 1; client_receive(busy, &frame), frame.opcode == FRAME_TEXT; texts++)
        continue;
    assert_int_equal(texts, 2000);
    assert_int_equal(client_code(&frame), WIRE_CLOSE_DRAINING);
    client_frame(busy, FRAME_FINAL | FRAME_CLOSE, (char *)frame.payload, 2);
    fixture_await_end(&fixture);
    close(busy);
}

/* One that never reads does not keep the process from ending. */
static void test_drain_is_limited(void **state)
{
    static struct frame frame;
    struct fixture fixture = fixture_start(
        &(struct front_settings){.queue_bytes = 16 * 1024 * 1024, .ping_ms = 200, .close_ms = 300});
    int fd = client_open_with(fixture.port, 4096);
    int64_t start_ms = clock_monotonic_ms();

    (void)state;
    assert_true(client_text(fd, "flood 8000"));
    client_receive(fd, &frame);
    fixture_stop(&fixture);
    assert_true(clock_monotonic_ms() - start_ms < 3000);
    close(fd);
}

static void test_vanished_client(void **state)
{
    struct fixture fixture = fixture_start(&(struct front_settings){.ping_ms = 200});
    const struct linger at_once = {.l_onoff = 1};
    struct counts counts;

    (void)state;
    for (int i = 0; i < 5; i++) {
        int fd = client_open(fixture.port);
        assert_true(client_text(fd, "flood 100"));
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        close(fd); /* a reset */
    }
    do {
        counts = client_counts(fixture.port);
    } while (counts.living > 1);
    fixture_stop(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code_arrives),
        cmocka_unit_test(test_queue_is_sent_first),
        cmocka_unit_test(test_slow_reader_gets_code),
        cmocka_unit_test(test_deaf_reader_is_cut),
        cmocka_unit_test(test_unanswered_close_is_cut),
        cmocka_unit_test(test_hello_timeout),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_drain),
        cmocka_unit_test(test_drain_is_limited),
        cmocka_unit_test(test_vanished_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
