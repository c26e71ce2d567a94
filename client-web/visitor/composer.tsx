import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { fitsRecord } from '../src/crypto/cipher';
import type { ConversationView } from '../src/session/state';
import { useSelected } from '../src/use_store';
import { usePage, useTexts } from './context';
import { Button, ErrorText } from './parts';
import { isShut } from './safety_state';

/** Where the visitor writes. A text that is too long stays here, with the reason. */
export function Composer({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { client } = usePage();
    const [text, setText] = useState(client.draft);
    const field = useRef<HTMLTextAreaElement>(null);
    const { conversation } = view;
    const safety = useSelected(client.keys, (keys) => keys.safety);
    const closed = isShut(safety) ? t.safety.closed[safety] : '';
    const open = closed === '' && (view.channels.talk?.place.open ?? false);
    const tooLong = !fitsRecord(text);

    const write = (value: string): void => {
        client.draft = value;
        setText(value);
    };

    const send = (): void => {
        const said = text.trim();
        if (said === '' || !open) return;
        if (client.session.say(conversation, 'talk', said)) write('');
        field.current?.focus();
    };

    return (
        <form
            class="composer"
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
        >
            <ErrorText error={null} text={tooLong ? t.tooLong : ''} />
            {closed !== '' && (
                <p class="hint" id="composer-closed">
                    {closed}
                </p>
            )}
            <label class="hidden" for="composer">
                {t.composer}
            </label>
            <div class="composer__row">
                <textarea
                    id="composer"
                    class="utrecht-textarea utrecht-textarea--html-textarea composer__text"
                    ref={field}
                    rows={1}
                    dir="auto"
                    lang={view.event.language}
                    spellcheck={false}
                    autocomplete="off"
                    enterkeyhint="send"
                    placeholder={open ? t.composer : t.composerClosed}
                    aria-invalid={tooLong}
                    readOnly={closed !== ''}
                    {...(closed !== '' && { 'aria-describedby': 'composer-closed' })}
                    value={text}
                    onInput={(event) => {
                        write(event.currentTarget.value);
                        client.session.input(conversation, 'talk', event.currentTarget.value);
                    }}
                    onKeyDown={(event) => {
                        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
                        event.preventDefault();
                        send();
                    }}
                />
                {closed === '' && (
                    <Button kind="primary" submit>
                        {t.send}
                    </Button>
                )}
            </div>
        </form>
    );
}
