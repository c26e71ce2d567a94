/* A counsellor's tab presents the certificates of its shift key. */
#include "base/clock.h"
#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "store/generated/calls.h"

void desk_shift_key(struct party *party, const struct wire_shift_key *request)
{
    if (keys_chain_fault(party->hub->keys, party->staff, request->chain, clock_wall_ms())) {
        answer_refuse(party, request->id, WIRE_ERROR_BAD_CHAIN);
        return;
    }
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    struct store_shift_key args = {
        .command = request->id,
        .counsellor = party->key,
        .chain = request->chain,
    };
    answer_sent(answer, store_shift_key(party->hub->store, &args, answer_forward, answer));
}
