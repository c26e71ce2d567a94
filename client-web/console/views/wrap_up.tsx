import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Outcome } from '../../src/protocol/generated';
import { OUTCOME_VALUES } from '../../src/protocol/generated';
import type { ConversationView } from '../../src/session/state';
import { ownerOf } from '../../src/session/state';
import { Button, ErrorText } from '../../src/staff/parts';
import { useDeed, useTexts, useWantedFocus } from '../context';
import { useRescuedFocus } from './focus';
import { useNames } from './names';

function HowItEnded(props: { view: ConversationView }): JSX.Element {
    const { event } = props.view;
    const { t } = useTexts();
    const names = useNames();
    const owner = ownerOf(event);
    if (event.state === 'ended' && event.ended_by && event.channels.some(isTalk)) {
        return <p>{t.wrapUp.endedBy[event.ended_by]}</p>;
    }
    if (!owner) return <p>{t.wrapUp.handedOverUnknown}</p>;
    return <p>{t.wrapUp.handedOver(names.person(owner.person))}</p>;
}

/** Whoever may still read the talk was there until its end. */
function isTalk({ channel }: { channel: string }): boolean {
    return channel === 'talk';
}

/** After the conversation: how it ended, in two clicks, and the place is free again. */
export function WrapUp(props: { view: ConversationView }): JSX.Element {
    const { view } = props;
    const { t } = useTexts();
    const [outcome, setOutcome] = useState<Outcome | null>(null);
    const [incomplete, setIncomplete] = useState(false);
    const deed = useDeed();
    const heading = useRef<HTMLHeadingElement>(null);
    useWantedFocus('transfer', () => heading.current?.focus());
    useRescuedFocus(heading, view.conversation, true);
    const submit = (event: Event): void => {
        event.preventDefault();
        setIncomplete(outcome === null);
        if (outcome === null) return;
        void deed.request('wrap_up', { conversation: view.conversation, outcome });
    };
    return (
        <section class="panel wrap-up" aria-labelledby="wrap-up-title">
            <h3 id="wrap-up-title" tabIndex={-1} ref={heading}>
                {t.wrapUp.title}
            </h3>
            <HowItEnded view={view} />
            <form onSubmit={submit}>
                <fieldset>
                    <legend>{t.wrapUp.question}</legend>
                    {OUTCOME_VALUES.map((each) => (
                        <label key={each} class="choice">
                            <input
                                type="radio"
                                name="outcome"
                                checked={outcome === each}
                                onChange={() => setOutcome(each)}
                            />
                            {t.wrapUp.outcomes[each]}
                        </label>
                    ))}
                </fieldset>
                <ErrorText
                    texts={t.staff}
                    code={deed.error}
                    text={incomplete && outcome === null ? t.wrapUp.choose : null}
                />
                <Button kind="primary" submit disabled={deed.busy}>
                    {t.wrapUp.submit}
                </Button>
            </form>
        </section>
    );
}
