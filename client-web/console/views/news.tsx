import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../src/staff/parts';
import { useConsole, useLocal, useTexts } from '../context';
import type { News } from '../model/news';
import type { Message } from '../workplace';
import { useNames } from './names';

/** Says politely what happens, also in conversations that are not open. */
export function Announcer(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const [words, setWords] = useState('');
    useEffect(
        () =>
            workplace.listen((news: News, number) => {
                const name = t.list.name(number);
                if (news.kind === 'transfer') {
                    setWords(t.news.transfer(name, t.transfer.steps[news.state]));
                } else if (news.kind !== 'offer_lapsed') {
                    setWords(t.news[news.kind](name));
                }
            }),
        [workplace, t],
    );
    return (
        <div role="status" class="hidden">
            {words}
        </div>
    );
}

/** What stays to be read until it is dismissed. */
export function Messages(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const names = useNames();
    const messages = useLocal((state) => state.messages);
    const wordsOf = (message: Message): string =>
        message.kind === 'offer_lapsed'
            ? t.offers.lapsed(names.desk(message.desk))
            : t.news[message.kind](t.list.name(message.number));
    return (
        <div class="messages" role="status" aria-label={t.news.title}>
            {messages.map((message) => (
                <div key={message.key} class="box box--info message">
                    <p>{wordsOf(message)}</p>
                    <Button
                        kind="subtle"
                        label={`${t.news.dismiss}: ${wordsOf(message)}`}
                        onClick={() => workplace.dismissMessage(message.key)}
                    >
                        {t.close}
                    </Button>
                </div>
            ))}
        </div>
    );
}
