/* Who is on duty at a desk, and signing somebody out by force. */
#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "store/generated/calls.h"

void desk_colleagues(struct party *party, const struct wire_colleagues *request)
{
    const struct config_desk *desk = config_desk_find(party->hub->config, request->desk);
    bool may_see =
        desk && (party->role == WIRE_ROLE_COUNSELLOR || config_staff_watches(party->staff, desk));
    if (!may_see) {
        answer_refuse(party, request->id, WIRE_ERROR_UNKNOWN_DESK);
        return;
    }
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    struct store_colleagues args = {.counsellor = party->staff->id, .desk = request->desk};
    answer_sent(answer, store_colleagues(party->hub->store, &args, answer_forward, answer));
}

/* A coordinator may sign out whoever may staff a desk that he watches. */
static bool watches(const struct config_staff *coordinator, const struct config_staff *staff)
{
    for (size_t i = 0; staff && i < staff->desk_count; i++)
        if (config_staff_watches(coordinator, staff->desks[i]))
            return true;
    return false;
}

void desk_sign_off(struct party *party, const struct wire_sign_off *request)
{
    if (!watches(party->staff, config_staff_find(party->hub->config, request->counsellor))) {
        answer_refuse(party, request->id, WIRE_ERROR_UNKNOWN_COUNSELLOR);
        return;
    }
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    struct store_sign_off args = {
        .command = request->id,
        .coordinator = party->staff->id,
        .counsellor = request->counsellor,
    };
    answer_sent(answer, store_sign_off(party->hub->store, &args, answer_forward, answer));
}
