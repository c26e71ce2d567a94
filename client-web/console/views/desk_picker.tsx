import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConversationEvent } from '../../src/protocol/generated';
import { useSelected } from '../../src/use_store';
import { useConsole, useTexts } from '../context';
import type { DeskChoice } from '../model/desk_choices';
import { deskChoices } from '../model/desk_choices';
import { useNames } from './names';

const FILTER_FROM = 8;

function Choice(props: {
    choice: DeskChoice;
    chosen: boolean;
    onChoose: () => void;
}): JSX.Element {
    const { choice, chosen, onChoose } = props;
    const { t } = useTexts();
    const names = useNames();
    const { refused } = choice;
    return (
        <label class={refused ? 'desk-choice desk-choice--refused' : 'desk-choice'}>
            <input
                type="radio"
                name="desk"
                checked={chosen}
                disabled={refused !== null && !chosen}
                onChange={onChoose}
            />
            <span class="desk-choice__name">{names.desk(choice.desk)}</span>{' '}
            <span class="desk-choice__state">{t.staff.deskStates[choice.state]}</span>{' '}
            <span class="desk-choice__figures">
                {refused === null || refused === 'nobody'
                    ? [
                          t.transfer.onDuty(choice.onDuty),
                          t.transfer.free(choice.free),
                          t.transfer.wait(t.staff.waits[choice.wait]),
                      ].join(', ')
                    : ''}
            </span>{' '}
            {refused && (
                <strong class="desk-choice__refused">{t.transfer.noChoices[refused]}</strong>
            )}
            {refused === null && choice.fitting > 0 && (
                <span class="desk-choice__fits">{t.transfer.fits}</span>
            )}
        </label>
    );
}

/** The live list of desks; those that cannot be chosen are there too, and say why. */
export function DeskPicker(props: {
    event: ConversationEvent;
    chosen: string | null;
    onChoose: (desk: string) => void;
}): JSX.Element {
    const { event, chosen, onChoose } = props;
    const { t } = useTexts();
    const { workplace, network } = useConsole();
    const names = useNames();
    const board = useSelected(workplace.session.state, (state) => state.board);
    const [filter, setFilter] = useState('');
    if (!board) return <p role="status">{t.transfer.waitingForBoard}</p>;
    const choices = deskChoices(workplace.colleagues, network, event);
    const wanted = filter.trim().toLowerCase();
    const shown = choices.filter(({ desk }) => names.desk(desk).toLowerCase().includes(wanted));
    return (
        <fieldset class="desk-picker">
            <legend>{t.transfer.desks}</legend>
            {choices.length >= FILTER_FROM && (
                <p class="field">
                    <label for="desk-filter">{t.transfer.filter}</label>
                    <input
                        id="desk-filter"
                        type="search"
                        value={filter}
                        autocomplete="off"
                        onInput={(input) => setFilter(input.currentTarget.value)}
                        onKeyDown={(key) => {
                            if (key.key === 'Enter') key.preventDefault();
                        }}
                    />
                </p>
            )}
            <div class="desk-picker__list">
                {shown.length === 0 && <p>{t.transfer.noDesks}</p>}
                {shown.map((choice) => (
                    <Choice
                        key={choice.desk}
                        choice={choice}
                        chosen={choice.desk === chosen}
                        onChoose={() => onChoose(choice.desk)}
                    />
                ))}
            </div>
        </fieldset>
    );
}
