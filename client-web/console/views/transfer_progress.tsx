import type { JSX } from 'preact';
import { useLeft } from '../../src/countdown';
import type { Shown } from '../../src/crypto/staff_view';
import type { ConversationEvent, Transfer } from '../../src/protocol/generated';
import type { ConversationView } from '../../src/session/state';
import { minutesLeft } from '../../src/staff/format';
import { Button, ErrorText } from '../../src/staff/parts';
import type { FailureCode } from '../../src/transport/transport';
import type { Deed } from '../context';
import { useConsole, useDeed, useIsLocked, useTexts } from '../context';
import type { TransferAction, TransferView } from '../model/transfer_view';
import { isShort, STEPS, transferView } from '../model/transfer_view';
import { NoteText } from './hand_over';
import { useNames } from './names';
import { TagList } from './tag_list';

function Steps(props: { step: TransferView['step'] }): JSX.Element {
    const { t } = useTexts();
    const at = STEPS.findIndex((step) => step === props.step);
    return (
        <ol class="steps" aria-label={t.transfer.progress}>
            {STEPS.map((step, index) => (
                <li
                    key={step}
                    class={index < at ? 'step step--past' : 'step'}
                    aria-current={index === at ? 'step' : undefined}
                >
                    {t.transfer.steps[step]}
                </li>
            ))}
        </ol>
    );
}

/** What goes on in this step and what this counsellor can do meanwhile. */
function Explanation(props: { event: ConversationEvent }): JSX.Element | null {
    const { event } = props;
    const { t } = useTexts();
    const names = useNames();
    const who = names.colleague(event);
    const state = event.transfer?.state;
    const { owner, receiver } = t.transfer;
    if (event.part === 'receiver') {
        if (state === 'briefing') return <p>{receiver.briefing(who)}</p>;
        return state === 'introduced' ? <p>{receiver.introduced(who)}</p> : null;
    }
    if (state === 'briefing' || state === 'introduced') return <p>{owner[state](who)}</p>;
    if (state === 'asked' || state === 'seeking' || state === 'offered') {
        return <p>{owner[state]}</p>;
    }
    return null;
}

/** What is left of the step's time, and more of it when it is short. */
function TimeLeft(props: { view: ConversationView; shown: TransferView; deed: Deed }): JSX.Element {
    const { view, shown, deed } = props;
    const { t } = useTexts();
    const { conversation, transferDeadline } = view;
    const transfer = view.event.transfer?.transfer ?? '';
    const left = useLeft(shown.standsStill ? null : transferDeadline);
    const short =
        left !== null && transferDeadline !== null && isShort(left, transferDeadline.ofMs);
    return (
        <div class="time-left">
            {shown.standsStill && <p class="hint">{t.transfer.standsStill}</p>}
            {left !== null && <span role="timer">{t.transfer.left(minutesLeft(left))}</span>}
            <span role="status">{short && shown.extendable && t.transfer.short}</span>
            {short && shown.extendable && (
                <Button
                    disabled={deed.busy}
                    onClick={() => void deed.request('extend', { conversation, transfer })}
                >
                    {t.transfer.extend}
                </Button>
            )}
        </div>
    );
}

function useActions(
    conversation: string,
    transfer: Transfer,
    onEdit: (transfer: Transfer) => void,
): (action: TransferAction) => Promise<FailureCode | null> {
    const { workplace } = useConsole();
    return async (action) => {
        const fields = { conversation, transfer: transfer.transfer };
        if (action === 'give_back') return workplace.giveBack(conversation, transfer.transfer);
        if (action === 'edit' || action === 'propose') {
            onEdit(transfer);
            return null;
        }
        const result = await workplace.session.request(action, fields);
        return result.ok ? null : result.error.code;
    };
}

function Actions(props: {
    event: ConversationEvent;
    transfer: Transfer;
    shown: TransferView;
    deed: Deed;
    onEdit: (transfer: Transfer) => void;
}): JSX.Element {
    const { event, transfer, shown, deed, onEdit } = props;
    const { t } = useTexts();
    const act = useActions(event.conversation, transfer, onEdit);
    const stepsBack = transfer.state === 'briefing';
    const forward: readonly TransferAction[] = ['introduce', 'hand_over', 'take_over'];
    return (
        <div class="buttons">
            {shown.actions.map(({ action, blocked }) => (
                <div key={action}>
                    <Button
                        kind={forward.includes(action) ? 'primary' : 'secondary'}
                        disabled={deed.busy || blocked !== null}
                        describedBy={blocked === null ? undefined : `blocked-${action}`}
                        onClick={() => void deed.run(() => act(action))}
                    >
                        {action === 'give_back' && stepsBack
                            ? t.transfer.step_back
                            : t.transfer[action]}
                    </Button>
                    {blocked && (
                        <p class="hint" id={`blocked-${action}`}>
                            {t.transfer.blocked[blocked]}
                        </p>
                    )}
                </div>
            ))}
        </div>
    );
}

/** What the server says that the visitor agreed to; null before she did. */
function agreedOf({ transfer, desk, tags, amount }: Transfer): Shown | null {
    return amount === undefined ? null : { transfer, desk, tags, amount };
}

/** A transfer under way. */
export function TransferProgress(props: {
    view: ConversationView;
    onEdit: (transfer: Transfer) => void;
}): JSX.Element | null {
    const { view, onEdit } = props;
    const { event } = view;
    const { transfer } = event;
    const { t } = useTexts();
    const names = useNames();
    const deed = useDeed();
    const shown = transferView(event, useIsLocked());
    if (!transfer) return null;
    return (
        <>
            <p>{t.transfer.to(names.desk(transfer.desk))}</p>
            {transfer.named && <p>{t.transfer.onlyTo(names.person(transfer.named))}</p>}
            <Steps step={shown.step} />
            <Explanation event={event} />
            <TimeLeft view={view} shown={shown} deed={deed} />
            <Actions event={event} transfer={transfer} shown={shown} deed={deed} onEdit={onEdit} />
            <ErrorText texts={t.staff} code={deed.error} />
            {event.part === 'owner' && (
                <details class="goes-along">
                    <summary>{t.transfer.tags}</summary>
                    {transfer.amount && (
                        <p>
                            <strong>{t.transfer.amountLabel}:</strong>{' '}
                            {t.transfer.amounts[transfer.amount]}
                        </p>
                    )}
                    <TagList tags={transfer.tags} label={t.transfer.tags} />
                    <NoteText
                        conversation={view.conversation}
                        note={transfer.note}
                        shown={agreedOf(transfer)}
                    />
                </details>
            )}
        </>
    );
}
