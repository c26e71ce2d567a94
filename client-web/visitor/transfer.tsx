import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Transfer, TransferState } from '../src/protocol/generated';
import { FINAL } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import { ownerOf } from '../src/session/state';
import { useSelected } from '../src/use_store';
import type { Failure } from '../src/transport/types';
import type { VisitorTexts } from './context';
import { usePage, useTexts } from './context';
import { nameOf } from './names';
import { Button, ErrorText, usePanel } from './parts';

interface Names {
    readonly owner: string;
    readonly ownerInFull: string;
    readonly receiver: string;
    readonly organisation: string;
}

/** Where a transfer stands, in words. */
function wordsOf(t: VisitorTexts, { state, because }: Transfer, names: Names): string {
    const { owner, receiver, organisation } = names;
    switch (state) {
        case 'asked': // the question stands in its place
        case 'completed': // a notice among the messages says so
            return '';
        case 'seeking':
            return t.transfer.seeking(organisation, owner);
        case 'offered':
            return t.transfer.offered(organisation, owner);
        case 'briefing':
            return t.transfer.briefing(receiver, owner);
        case 'introduced':
            return t.transfer.introduced(names.ownerInFull, receiver);
        case 'unanswered':
            if (because === 'no_answer') return t.transfer.noAnswer(owner);
            if (because === 'desk_closed') return t.transfer.closed(owner);
            return t.transfer.unanswered(owner);
        case 'refused':
        case 'cancelled':
        case 'returned':
            return t.transfer[state](owner);
        case 'void':
            return t.transfer.void;
    }
}

/** Where the transfer stands, and the way to take the consent back. */
export function TransferStatus(props: { view: ConversationView; transfer: Transfer }): JSX.Element {
    const { t } = useTexts();
    const { client, network } = usePage();
    const [hidden, setHidden] = useState<TransferState | null>(null);
    const [error, setError] = useState<Failure | null>(null);
    const { view, transfer } = props;
    const receiver = transfer.receiver ?? '';
    const readsAlong = useSelected(client.keys, ({ reads }) => reads.includes(receiver));
    const owner = ownerOf(view.event)?.person ?? transfer.from;
    const isOver = FINAL.transfer.includes(transfer.state);
    const words = wordsOf(t, transfer, {
        owner: owner.alias,
        ownerInFull: nameOf(t, network, owner),
        receiver: nameOf(t, network, transfer.to),
        organisation: network.organisationOf(transfer.desk)?.name ?? transfer.desk,
    });
    const withdraw = (): void => {
        void client
            .withdraw(view, transfer)
            .then((result) => setError(result.ok ? null : result.error));
    };
    const isShown = words !== '' && hidden !== transfer.state;
    const panel = usePanel('nearest', isShown ? words : null);
    return (
        <section
            class={isShown ? 'card panel' : ''}
            aria-label={isShown ? t.transfer.title : undefined}
            ref={panel}
        >
            <p class="nl-paragraph" role="status">
                {isShown ? words : ''}
            </p>
            <p class="hint" role="status">
                {transfer.state === 'introduced' &&
                    t.transfer.reads[readsAlong ? 'now' : 'soon'](transfer.to?.alias ?? t.someone)}
            </p>
            {isShown && !isOver && (
                <>
                    <p class="hint">{t.transfer.withdrawHint}</p>
                    <ErrorText error={error} />
                    <Button onClick={withdraw}>{t.transfer.withdraw}</Button>
                </>
            )}
            {isShown && isOver && (
                <Button kind="subtle" onClick={() => setHidden(transfer.state)}>
                    {t.transfer.close}
                </Button>
            )}
        </section>
    );
}
