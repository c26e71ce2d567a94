import type { JSX } from 'preact';
import type { HandOver as HandOverContent } from '../../src/protocol/generated';
import { useTexts } from '../context';
import { useNames } from './names';
import { useNote } from './note';
import { TagList } from './tag_list';

/** What comes along with a visitor, as far as he agreed. */
export type Content = Pick<HandOverContent, 'from' | 'from_desk' | 'tags' | 'note'> &
    Partial<Pick<HandOverContent, 'amount'>>;

export function NoteText(props: { conversation: string; note: string | undefined }): JSX.Element {
    const { t } = useTexts();
    const text = useNote(props.conversation, props.note);
    if (props.note === undefined) return <p class="hint">{t.transfer.noNote}</p>;
    if (text === '') return <p class="hint">{t.transfer.emptyNote}</p>;
    return (
        <p class="note" dir="auto">
            {text === null ? t.talk.unreadable : (text ?? t.talk.opening)}
        </p>
    );
}

/** The hand-over as the receiver reads it. */
export function HandOver(props: {
    conversation: string;
    title: string;
    content: Content;
}): JSX.Element {
    const { conversation, title, content } = props;
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
            <NoteText conversation={conversation} note={content.note} />
        </section>
    );
}
