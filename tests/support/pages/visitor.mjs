// The visitor's page, as somebody finds his way on it.

import { Tab } from './tab.mjs';

export class VisitorPage extends Tab {
    logName = 'Berichten';

    /** Waits until the entrance says this of a desk. */
    async deskIs(desk, words) {
        const item = this.page.getByRole('listitem')
            .filter({ has: this.page.getByRole('link', { name: desk }) });
        await this.sees(words, item);
    }

    choose(desk) {
        return this.page.getByRole('link', { name: desk }).click();
    }

    async tick(...tags) {
        await this.page.getByText('Wil je alvast iets aangeven?').click();
        for (const tag of tags) {
            await this.page.getByLabel(tag).check();
        }
    }

    start() {
        return this.press('Start chat');
    }

    /** Opens a desk's own address and enters. */
    async enter(path = '/c/csg/acute') {
        await this.open(path);
        await this.start();
    }

    async isWaiting() {
        await this.heading('Je staat in de rij').waitFor();
    }

    async talksWith(alias) {
        await this.heading(`Gesprek met ${alias}`).waitFor();
    }

    get field() {
        return this.page.getByRole('textbox', { name: 'Jouw bericht' });
    }

    async say(text) {
        await this.field.fill(text);
        await this.press('Verstuur');
    }

    /** The question of a transfer. */
    get question() {
        return this.region(/^Mag .* je verder helpen\?$/);
    }

    get note() {
        return this.question.getByLabel('Briefje', { exact: true });
    }

    /** Answers the question: what may be read, and what the visitor changes. */
    async agree(amount, { note, without = [], also = [] } = {}) {
        await this.question.getByLabel(AMOUNTS[amount], { exact: true }).check();
        for (const tag of without) {
            await this.question.getByLabel(tag).uncheck();
        }
        if (also.length > 0) {
            await this.question.getByText('Onderwerp erbij').click();
        }
        for (const tag of also) {
            await this.question.getByLabel(tag).check();
        }
        if (note !== undefined) {
            await this.note.fill(note);
        }
        await this.press('Ja, dat is goed');
    }

    /** Waits until the page says this of the transfer. */
    async isTold(words) {
        await this.sees(words, this.region('Verder geholpen worden'));
    }

    async end() {
        await this.press('Stop het gesprek');
        await this.press('Ja, stop');
    }
}

const AMOUNTS = {
    tags: 'Alleen de onderwerpen',
    note: 'De onderwerpen en het briefje',
    history: 'De onderwerpen, het briefje en ons hele gesprek',
};
