/* The listener when the process has no descriptors left, and two of them on one port. */
#include "front_client.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

#include "front/listener.h"

#define CLIENTS 8

struct door {
    uv_loop_t loop;
    uv_prepare_t turns;
    uv_timer_t end;
    int accepted, turned;
    int fds[CLIENTS];
};

static void on_accepted(void *context, int fd)
{
    struct door *door = context;

    assert_true(door->accepted < CLIENTS);
    door->fds[door->accepted++] = fd;
}

static void on_turn(uv_prepare_t *handle)
{
    struct door *door = handle->data;

    door->turned++;
    if (door->accepted == CLIENTS)
        uv_stop(&door->loop);
}

static void on_end(uv_timer_t *handle)
{
    uv_stop(handle->loop);
}

static void open_door(struct door *door)
{
    *door = (struct door){0};
    uv_loop_init(&door->loop);
    uv_prepare_init(&door->loop, &door->turns);
    door->turns.data = door;
    uv_prepare_start(&door->turns, on_turn);
    uv_timer_init(&door->loop, &door->end);
}

static void run_for(struct door *door, unsigned ms)
{
    uv_timer_start(&door->end, on_end, ms, 0);
    uv_run(&door->loop, UV_RUN_DEFAULT);
}

static void close_door(struct door *door)
{
    uv_close((uv_handle_t *)&door->turns, NULL);
    uv_close((uv_handle_t *)&door->end, NULL);
    uv_run(&door->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&door->loop), 0);
    for (int i = 0; i < door->accepted; i++)
        close(door->fds[i]);
}

/* While nothing can be accepted the loop rests; what waits is accepted when there is room. */
static void test_no_descriptors(void **state)
{
    struct door door;
    struct rlimit before, none;
    int error = 0, clients[CLIENTS], next;
    struct listener *listener;

    (void)state;
    open_door(&door);
    listener = listener_create(&door.loop, "127.0.0.1", 0, on_accepted, &door, NULL, &error);
    assert_non_null(listener);
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = client_connect(listener_port(listener), 0);
    uv_run(&door.loop, UV_RUN_NOWAIT); /* makes its own descriptors, and accepts the first ones */
    for (int i = 0; i < door.accepted; i++)
        close(door.fds[i]);
    door.accepted = 0;
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i]);
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = client_connect(listener_port(listener), 0);

    next = dup(0);
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = (rlim_t)next;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    run_for(&door, 500);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(door.accepted, 0);
    assert_true(door.turned < 20);
    run_for(&door, 5000);
    assert_int_equal(door.accepted, CLIENTS);
    listener_close(listener);
    close_door(&door);
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i]);
}

/* What the kernel accepted before the end is handed over, and not reset. */
static void test_close_hands_over(void **state)
{
    struct door door;
    int error = 0, clients[CLIENTS];
    struct listener *listener;

    (void)state;
    open_door(&door);
    listener = listener_create(&door.loop, "127.0.0.1", 0, on_accepted, &door, NULL, &error);
    assert_non_null(listener);
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = client_connect(listener_port(listener), 0);
    listener_close(listener);
    assert_int_equal(door.accepted, CLIENTS);
    close_door(&door);
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i]);
}

static void test_shared_port(void **state)
{
    struct door door;
    int error = 0;
    struct listener *one, *other;
    uint16_t port;

    (void)state;
    open_door(&door);
    one = listener_create(&door.loop, "127.0.0.1", 0, on_accepted, &door, NULL, &error);
    assert_non_null(one);
    port = listener_port(one);
    other = listener_create(&door.loop, "127.0.0.1", port, on_accepted, &door, NULL, &error);
    assert_non_null(other);
    assert_int_equal(listener_probe("127.0.0.1", port), EADDRINUSE);
    assert_null(listener_create(&door.loop, "nowhere", 0, on_accepted, &door, NULL, &error));
    assert_int_equal(error, EINVAL);
    listener_close(one);
    listener_close(other);
    assert_int_equal(listener_probe("127.0.0.1", port), 0);
    close_door(&door);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_descriptors),
        cmocka_unit_test(test_close_hands_over),
        cmocka_unit_test(test_shared_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
