import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fitsRecord } from '../../src/crypto/cipher';
import type { ConversationEvent } from '../../src/protocol/generated';
import { Button, ErrorText } from '../../src/staff/parts';
import { useConsole, useDeed, useTexts } from '../context';
import { deskChoices } from '../model/desk_choices';
import type { TransferDraft } from '../workplace';
import { ColleaguePicker } from './colleague_picker';
import { DeskPicker } from './desk_picker';
import { useNames } from './names';
import { TagPicker } from './tag_picker';

type Mistake = 'chooseDesk' | 'deskGone' | 'noteTooLong' | 'noKeyForNote';

function useMistake(event: ConversationEvent, draft: TransferDraft): () => Mistake | null {
    const { workplace, network } = useConsole();
    return () => {
        if (!fitsRecord(draft.note.trim())) return 'noteTooLong';
        const { keys } = workplace.keys;
        if (keys.sealNote(event.conversation, '') === null) return 'noKeyForNote';
        if (draft.edits !== null) return null; // the desk stays
        if (draft.desk === null) return 'chooseDesk';
        const choices = deskChoices(workplace.colleagues, network, event);
        const choice = choices.find(({ desk }) => desk === draft.desk);
        return choice?.refused === null ? null : 'deskGone';
    };
}

/** Sends what was written: a new question to the visitor, or the same one changed. */
function useAsk(conversation: string, draft: TransferDraft) {
    const { workplace } = useConsole();
    const deed = useDeed();
    const { desk, colleague, edits: transfer } = draft;
    const target = { desk: desk ?? '', ...(colleague === null ? {} : { colleague }) };
    const ask = async (): Promise<void> => {
        const note = workplace.keys.keys.sealNote(conversation, draft.note.trim());
        if (note === null) return;
        const fields = { conversation, tags: [...draft.tags], note };
        const went =
            transfer === null
                ? await deed.request('ask', { ...fields, ...target })
                : await deed.request('edit', { ...fields, transfer });
        if (!went) return;
        workplace.keepTransferDraft(conversation, null);
        workplace.focus('transfer');
    };
    return { deed, ask };
}

/** Where a transfer is written: to which desk, with which tags and what note. */
export function TransferForm(props: {
    event: ConversationEvent;
    draft: TransferDraft;
}): JSX.Element {
    const { event, draft } = props;
    const { conversation } = event;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const names = useNames();
    const { deed, ask } = useAsk(conversation, draft);
    const mistake = useMistake(event, draft);
    const [shown, setShown] = useState<Mistake | null>(null);
    const change = (part: Partial<TransferDraft>): void => {
        setShown(null);
        workplace.keepTransferDraft(conversation, { ...draft, ...part });
    };
    const submit = (submitted: Event): void => {
        submitted.preventDefault();
        const found = mistake();
        setShown(found);
        if (found === null) void ask();
    };
    return (
        <form class="transfer-form" onSubmit={submit}>
            {draft.edits === null ? (
                <DeskPicker
                    event={event}
                    chosen={draft.desk}
                    onChoose={(desk) => change({ desk, colleague: null })}
                />
            ) : (
                <p>{t.transfer.to(names.desk(draft.desk ?? ''))}</p>
            )}
            {draft.edits === null && draft.desk !== null && (
                <ColleaguePicker
                    desk={draft.desk}
                    chosen={draft.colleague}
                    onChoose={(colleague) => change({ colleague })}
                />
            )}
            <TagPicker tags={draft.tags} onChange={(tags) => change({ tags })} />
            <div class="field">
                <label for="hand-over-note">{t.transfer.note}</label>
                <p class="hint" id="hand-over-note-hint">
                    {t.transfer.noteHint}
                </p>
                <textarea
                    id="hand-over-note"
                    rows={4}
                    dir="auto"
                    value={draft.note}
                    spellcheck={false}
                    autocomplete="off"
                    aria-describedby="hand-over-note-hint"
                    onInput={(input) => change({ note: input.currentTarget.value })}
                />
            </div>
            <ErrorText
                texts={t.staff}
                code={deed.error}
                text={shown === null ? null : t.transfer[shown]}
            />
            <div class="buttons">
                <Button kind="primary" submit disabled={deed.busy}>
                    {draft.edits === null ? t.transfer.ask : t.transfer.askAgain}
                </Button>
                <Button
                    onClick={() => {
                        workplace.keepTransferDraft(conversation, null);
                        workplace.focus('transfer');
                    }}
                >
                    {t.transfer.stopForm}
                </Button>
            </div>
        </form>
    );
}
