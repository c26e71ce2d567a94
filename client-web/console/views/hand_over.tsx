import type { JSX } from 'preact';
import type { HandOver as HandOverContent } from '../../src/protocol/generated';
import { useIsLocked, useTexts } from '../context';
import { useNames } from './names';
import type { Shown } from '../../src/crypto/staff_view';
import { useNote } from './note';
import { TagList } from './tag_list';

/** What comes along with a visitor, as far as he agreed. */
export type Content = Pick<HandOverContent, 'from' | 'from_desk' | 'tags' | 'note'> &
    Partial<Pick<HandOverContent, 'amount'>>;

/** `shown`: what the server says that the visitor agreed to; null before she did. */
export function NoteText(props: {
    conversation: string;
    note: string | undefined;
    shown: Shown | null;
}): JSX.Element {
    const { conversation, note, shown } = props;
    const { t } = useTexts();
    const locked = useIsLocked();
    const read = useNote(conversation, note, shown);
    if (read === null) return <p class="hint">{t.transfer.noNote}</p>;
    if (read.kind !== 'text') {
        const why = read.kind === 'waiting' && locked ? 'locked' : read.kind;
        return <p class="hint">{t.transfer.noteUnread[why]}</p>;
    }
    return (
        <>
            {read.differs && (
                <p class="box box--error" role="alert">
                    {t.transfer.otherThanAgreed}
                </p>
            )}
            {read.text === '' ? (
                <p class="hint">
                    {shown?.amount === 'tags' ? t.transfer.noNote : t.transfer.emptyNote}
                </p>
            ) : (
                <p class="note" dir="auto">
                    {read.text}
                </p>
            )}
        </>
    );
}

/** The hand-over as the receiver reads it. */
export function HandOver(props: {
    conversation: string;
    title: string;
    content: Content;
    /** Where the visitor was to be brought, and by which transfer if that still stands. */
    desk: string;
    transfer: string | null;
}): JSX.Element {
    const { conversation, title, content, desk, transfer } = props;
    const { amount, tags } = content;
    const shown = amount === undefined ? null : { transfer, desk, tags, amount };
    const { t } = useTexts();
    const names = useNames();
    return (
        <section class="panel" aria-label={title}>
            <h3>{title}</h3>
            <p>{t.transfer.fromDesk(names.desk(content.from_desk), names.person(content.from))}</p>
            {content.amount && (
                <p>
                    <strong>{t.transfer.amountLabel}:</strong> {t.transfer.amounts[content.amount]}
                </p>
            )}
            <TagList tags={content.tags} label={t.offers.tags} />
            <h4>{t.transfer.note}</h4>
            <NoteText conversation={conversation} note={content.note} shown={shown} />
        </section>
    );
}
