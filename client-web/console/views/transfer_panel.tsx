import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ConversationEvent, Transfer } from '../../src/protocol/generated';
import type { ConversationView } from '../../src/session/state';
import { Button } from '../../src/staff/parts';
import { useSelected } from '../../src/use_store';
import { useConsole, useIsLocked, useLocal, useTexts, useWantedFocus } from '../context';
import { deskChoices, fallbacksOf } from '../model/desk_choices';
import { asksForAnotherDesk, endingOf } from '../model/endings';
import { transferView } from '../model/transfer_view';
import type { TransferDraft } from '../workplace';
import { useRescuedFocus } from './focus';
import { useNames } from './names';
import { TransferForm } from './transfer_form';
import { TransferProgress } from './transfer_progress';

/** Begins to write a transfer; what was written for the last one is there again. */
function useWriting(event: ConversationEvent): (desk: string | null, edits?: string) => void {
    const { workplace } = useConsole();
    const { conversation, transfer, tags } = event;
    return (desk, edits) => {
        const begin = (note: string): void => {
            const draft: TransferDraft = {
                edits: edits ?? null,
                desk,
                colleague: null,
                tags: transfer && transfer.state !== 'completed' ? transfer.tags : tags,
                note,
            };
            workplace.keepTransferDraft(conversation, draft);
            workplace.openConversation(conversation, 'transfer');
        };
        const note = transfer?.state === 'completed' ? undefined : transfer?.note;
        const read =
            note === undefined ? null : workplace.keys.keys.readNote(conversation, note, null);
        begin(read?.kind === 'text' ? read.text : '');
    };
}

function Fallbacks(props: {
    event: ConversationEvent;
    desk: string;
    propose: (desk: string) => void;
}): JSX.Element | null {
    const { t } = useTexts();
    const { workplace, network } = useConsole();
    const names = useNames();
    useSelected(workplace.session.state, (state) => state.board);
    const choices = deskChoices(workplace.colleagues, network, props.event);
    const desks = fallbacksOf(props.desk, choices, network);
    if (desks.length === 0) return null;
    return (
        <>
            <p>{t.transfer.fallbacks}</p>
            {desks.map((desk) => (
                <Button key={desk} onClick={() => props.propose(desk)}>
                    {t.transfer.proposeTo(names.desk(desk))}
                </Button>
            ))}
        </>
    );
}

/** How the last transfer ended and what to do now, until it is put away. */
function Ended(props: {
    event: ConversationEvent;
    transfer: Transfer;
    propose: (desk: string | null) => void;
}): JSX.Element | null {
    const { event, transfer, propose } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const names = useNames();
    const ending = endingOf(transfer);
    if (ending === null) return null;
    const { what, next } = t.transfer.endings[ending];
    return (
        <div class="box box--warning transfer-ended">
            <p>
                <strong>
                    {t.transfer.to(names.desk(transfer.desk))}: {what}
                </strong>
            </p>
            <p>{next}</p>
            {asksForAnotherDesk(ending) && (
                <Fallbacks event={event} desk={transfer.desk} propose={propose} />
            )}
            <Button onClick={() => workplace.dismissTransfer(transfer.transfer)}>
                {t.transfer.understood}
            </Button>
        </div>
    );
}

function Propose(props: { event: ConversationEvent }): JSX.Element {
    const { event } = props;
    const { transfer } = event;
    const { t } = useTexts();
    const dismissed = useLocal((state) => state.dismissed);
    const write = useWriting(event);
    const locked = useIsLocked();
    const ended = transfer && !dismissed.has(transfer.transfer) ? transfer : null;
    return (
        <>
            {ended && <Ended event={event} transfer={ended} propose={(desk) => write(desk)} />}
            {!transfer && <p class="hint">{t.transfer.about}</p>}
            {transfer?.state === 'completed' && <p>{t.transfer.completed}</p>}
            <Button
                id="propose-transfer"
                disabled={locked}
                describedBy={locked ? 'propose-locked' : undefined}
                onClick={() => write(null)}
            >
                {ended && ended.state !== 'completed'
                    ? t.transfer.proposeAgain
                    : t.transfer.propose}
            </Button>
            {locked && (
                <p class="hint" id="propose-locked">
                    {t.transfer.blocked.locked}
                </p>
            )}
        </>
    );
}

/** Whether what is being written still has a place. */
function formOf(draft: TransferDraft | undefined, event: ConversationEvent): TransferDraft | null {
    const { actions } = transferView(event);
    const needed = draft?.edits === null ? 'propose' : 'edit';
    const possible = actions.some(({ action }) => action === needed);
    const same = !draft?.edits || draft.edits === event.transfer?.transfer;
    return draft && possible && same ? draft : null;
}

/** The warm transfer of a conversation: proposing it, following it, and how it ended. */
export function TransferPanel(props: { view: ConversationView }): JSX.Element {
    const { view } = props;
    const { event, conversation } = view;
    const { t } = useTexts();
    const draft = useLocal((state) => state.transferDrafts.get(conversation));
    const heading = useRef<HTMLHeadingElement>(null);
    useWantedFocus('transfer', () => heading.current?.focus());
    const write = useWriting(event);
    const form = formOf(draft, event);
    const { kind, step, actions } = transferView(event);
    const putAway = useLocal(({ dismissed }) => dismissed.has(event.transfer?.transfer ?? ''));
    useRescuedFocus(heading, `${step} ${form !== null} ${putAway}`);
    const canPropose = actions.some(({ action }) => action === 'propose');
    return (
        <section class="panel transfer" aria-labelledby="transfer-title">
            <h3 id="transfer-title" tabIndex={-1} ref={heading}>
                {t.transfer.title}
            </h3>
            {form && <TransferForm event={event} draft={form} />}
            {!form && kind === 'running' && (
                <TransferProgress
                    view={view}
                    onEdit={(transfer) => write(transfer.desk, transfer.transfer)}
                />
            )}
            {!form && canPropose && <Propose event={event} />}
        </section>
    );
}
