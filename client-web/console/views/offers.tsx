import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLeft } from '../../src/countdown';
import { DECLINE_REASON_VALUES } from '../../src/protocol/generated';
import type { OfferView } from '../../src/session/state';
import { languageName, minutesLeft } from '../../src/staff/format';
import { Button, ErrorText } from '../../src/staff/parts';
import { useSelected, useStore } from '../../src/use_store';
import { useConsole, useDeed, useLocal, useTexts } from '../context';
import { ring } from '../sound';
import { useNames } from './names';
import { TagList } from './tag_list';

function Decline(props: {
    disabled: boolean;
    onChoose: (reason: (typeof DECLINE_REASON_VALUES)[number]) => void;
    onKeep: () => void;
}): JSX.Element {
    const { t } = useTexts();
    const first = useRef<HTMLFieldSetElement>(null);
    useEffect(() => first.current?.querySelector('button')?.focus(), []);
    return (
        <fieldset class="offer__reasons" ref={first}>
            <legend>{t.offers.why}</legend>
            {DECLINE_REASON_VALUES.map((reason) => (
                <Button
                    key={reason}
                    disabled={props.disabled}
                    onClick={() => props.onChoose(reason)}
                >
                    {t.offers.declineReasons[reason]}
                </Button>
            ))}
            <Button kind="subtle" onClick={props.onKeep}>
                {t.offers.keep}
            </Button>
        </fieldset>
    );
}

function OfferCard(props: { offer: OfferView }): JSX.Element {
    const { offer } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const names = useNames();
    const left = useLeft(offer.deadline) ?? 0;
    const keys = useStore(workplace.keys.state).step;
    const deed = useDeed();
    const [declining, setDeclining] = useState(false);
    const heading = `offer-${offer.offer}`;
    const locked = keys !== 'open';
    return (
        <article class={`offer offer--${offer.kind}`} aria-labelledby={heading}>
            <h2 id={heading}>
                {t.offers.kinds[offer.kind]}: {names.desk(offer.desk)}
            </h2>
            {offer.from && offer.from_desk !== undefined && (
                <p>{t.transfer.fromDesk(names.desk(offer.from_desk), names.person(offer.from))}</p>
            )}
            {offer.named && <p>{t.offers.named}</p>}
            {offer.on_call && <p>{t.offers.onCall}</p>}
            <p>{t.offers.language(languageName(offer.language, names.language))}</p>
            <TagList tags={offer.tags} label={t.offers.tags} />
            <p class="offer__left">
                <span role="timer">{t.offers.left(minutesLeft(left))}</span>
                <progress value={left} max={offer.deadline.ofMs} aria-hidden="true" />
            </p>
            {declining ? (
                <Decline
                    disabled={deed.busy}
                    onChoose={(reason) => void deed.run(() => workplace.decline(offer, reason))}
                    onKeep={() => setDeclining(false)}
                />
            ) : (
                <div class="buttons">
                    <Button
                        kind="primary"
                        disabled={deed.busy || locked}
                        describedBy={locked ? `${heading}-locked` : heading}
                        onClick={() => void deed.run(() => workplace.accept(offer))}
                    >
                        {t.offers.accept}
                    </Button>
                    <Button describedBy={heading} onClick={() => setDeclining(true)}>
                        {t.offers.decline}
                    </Button>
                </div>
            )}
            {locked && (
                <p class="hint" id={`${heading}-locked`}>
                    {keys === 'none' ? t.keys.noneFirst : t.keys.first}
                </p>
            )}
            <ErrorText texts={t.staff} code={deed.error} />
        </article>
    );
}

/** Says each new offer once, and rings if that was asked for. */
function OfferAlert(props: { offers: readonly OfferView[] }): JSX.Element {
    const { t } = useTexts();
    const names = useNames();
    const sound = useLocal((state) => state.sound);
    const newest = props.offers[props.offers.length - 1];
    useEffect(() => {
        if (newest && sound) ring();
    }, [newest?.offer]);
    return (
        <div role="alert" class="hidden">
            {newest && t.offers.arrived(t.offers.kinds[newest.kind], names.desk(newest.desk))}
        </div>
    );
}

const NO_OFFERS: readonly OfferView[] = [];

/** What is offered to this counsellor now: always in sight, whichever part of the page is shown. */
export function Offers(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const offers = useSelected(
        workplace.session.state,
        (state) => state.counsellor?.offers ?? NO_OFFERS,
    );
    return (
        <>
            <OfferAlert offers={offers} />
            {offers.length > 0 && (
                <section class="offers" aria-label={t.offers.title}>
                    {offers.map((offer) => (
                        <OfferCard key={offer.offer} offer={offer} />
                    ))}
                </section>
            )}
        </>
    );
}
