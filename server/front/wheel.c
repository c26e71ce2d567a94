#include "front/wheel.h"

static void on_timer(uv_timer_t *timer)
{
    struct wheel *wheel = timer->data;
    struct ring turn;

    wheel->at = (wheel->at + 1) % WHEEL_SLOTS;
    ring_init(&turn);
    ring_move(&wheel->slots[wheel->at], &turn);
    while (!ring_is_empty(&turn)) {
        struct ring *member = turn.next;
        ring_remove(member);
        ring_append(&wheel->slots[wheel->at], member);
        wheel->settings.visit(wheel->settings.context, member);
    }
    wheel->settings.step(wheel->settings.context);
}

void wheel_init(struct wheel *wheel, uv_loop_t *loop, const struct wheel_settings *settings)
{
    uint64_t step_ms = settings->period_ms / WHEEL_SLOTS;

    if (step_ms == 0)
        step_ms = 1;
    wheel->settings = *settings;
    wheel->at = 0;
    for (unsigned i = 0; i < WHEEL_SLOTS; i++)
        ring_init(&wheel->slots[i]);
    uv_timer_init(loop, &wheel->timer);
    wheel->timer.data = wheel;
    uv_timer_start(&wheel->timer, on_timer, step_ms, step_ms);
}

void wheel_add(struct wheel *wheel, struct ring *member)
{
    ring_append(&wheel->slots[wheel->at], member);
}

void wheel_each(struct wheel *wheel, void (*each)(void *context, struct ring *member),
                void *context)
{
    for (unsigned i = 0; i < WHEEL_SLOTS; i++) {
        struct ring turn;

        ring_init(&turn);
        ring_move(&wheel->slots[i], &turn);
        while (!ring_is_empty(&turn)) {
            struct ring *member = turn.next;
            ring_remove(member);
            ring_append(&wheel->slots[i], member);
            each(context, member);
        }
    }
}

void wheel_finish(struct wheel *wheel)
{
    if (!uv_is_closing((uv_handle_t *)&wheel->timer))
        uv_close((uv_handle_t *)&wheel->timer, NULL);
}
