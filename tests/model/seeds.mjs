// Faults put into the model on purpose: each is a piece of text that is replaced by another, and
// the run that has to find it.

export const SEEDS = [
    {
        name: 'the owner leaves when the receiver accepts',
        file: 'store.pml',
        find: 'step(transfer, accept); receiver = x; start_limit()',
        replace: 'step(transfer, accept); receiver = x; start_limit(); leave(owner)',
    },
    {
        name: 'the visitor of a lost owner is put in no queue',
        file: 'store.pml',
        find: 'step(conversation, offer)\n        :: else -> place_in_queue()',
        replace: 'step(conversation, offer)\n        :: else',
    },
    {
        name: 'a declined offer drops the visitor',
        file: 'store.pml',
        find: 'finish_offer(decline, decline);',
        replace: 'step(offer, decline);',
    },
    {
        name: 'whoever accepts wins, also with an offer of before',
        file: 'store.pml',
        find: '#define may_answer(x) (offered_to == (x) && !outdated[x] && offer_stands)',
        replace: '#define may_answer(x) (offer_stands)',
    },
    {
        name: 'the offer of a lost owner keeps to the transfer',
        file: 'store.pml',
        find: 'offer_is_for_transfer = 0; step(conversation, offer)\n        :: else -> place',
        replace: 'step(conversation, offer)\n        :: else -> place',
    },
    {
        name: 'a lost visitor keeps his place with the one who was asked',
        file: 'store.pml',
        find: 'grace_due[V] = 1;\n        withdraw_offer();',
        replace: 'grace_due[V] = 1;',
    },
    {
        name: 'a limit that stood still does not go on when the owner is back',
        file: 'store.pml',
        find: 'if :: holds_talk[x] && transfer_lives -> run_limit() :: else fi',
        replace: 'skip',
    },
    {
        name: 'a closed desk is a destination',
        file: 'store.pml',
        find: '#define destination_from(d, x) (is_manned_but(d, x) -> (d) : \\\n',
        replace: '#define destination_from(d, x) (true -> (d) : \\\n',
        trouble: 2,
    },
    {
        name: 'a search has no end',
        file: 'clock.pml',
        find: 'TIME_PASSES && limit_due ->',
        replace: 'TIME_PASSES && limit_due && transfer != transfer_seeking ->',
        liveness: true,
    },
    {
        name: 'exclusions end for ever while a transfer seeks',
        file: 'clock.pml',
        find: '(!is_search || patience > 0) -> forgive();',
        replace: 'true -> forgive(); patience = 0;',
        liveness: true,
    },
];
