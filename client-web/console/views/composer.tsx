import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { fitsRecord } from '../../src/crypto/cipher';
import type { Channel } from '../../src/protocol/generated';
import { Button, ErrorText } from '../../src/staff/parts';
import { useConsole, useTexts, useWantedFocus } from '../context';

/**
 * Where one writes in a channel. Spelling help and completion are off: some browsers send the text
 * to a service for them.
 */
export function Composer(props: {
    conversation: string;
    channel: Channel;
    label: string;
    send: string;
}): JSX.Element {
    const { conversation, channel } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const [text, setText] = useState(() => workplace.draft(conversation, channel));
    const [tooLong, setTooLong] = useState(false);
    const field = useRef<HTMLTextAreaElement>(null);
    const id = `composer-${channel}`;
    useWantedFocus(channel, () => field.current?.focus());

    const write = (next: string): void => {
        setText(next);
        setTooLong(false);
        workplace.keepDraft(conversation, channel, next);
    };
    const send = (): void => {
        const words = text.trim();
        if (words === '') return;
        if (!fitsRecord(words)) {
            setTooLong(true);
            return;
        }
        write('');
        workplace.session.say(conversation, channel, words);
        field.current?.focus();
    };
    const key = (event: KeyboardEvent): void => {
        if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing) return;
        event.preventDefault();
        send();
    };

    return (
        <form
            class={`composer composer--${channel}`}
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
        >
            <label for={id}>{props.label}</label>
            <textarea
                id={id}
                ref={field}
                rows={2}
                dir="auto"
                value={text}
                spellcheck={false}
                autocomplete="off"
                aria-describedby={`${id}-hint`}
                onInput={(event) => {
                    write(event.currentTarget.value);
                    if (channel === 'notes') return; // nobody else is there to be told
                    workplace.session.input(conversation, channel, event.currentTarget.value);
                }}
                onKeyDown={key}
            />
            <ErrorText texts={t.staff} text={tooLong ? t.composer.tooLong : null} />
            <div class="composer__foot">
                <span class="hint" id={`${id}-hint`}>
                    {t.composer.hint}
                </span>
                <Button submit kind={channel === 'talk' ? 'primary' : 'secondary'}>
                    {props.send}
                </Button>
            </div>
        </form>
    );
}
