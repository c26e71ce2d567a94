// The pages of counsellors and coordinators, as somebody finds his way on them.

import assert from 'node:assert/strict';
import { PASSWORD } from '../network.mjs';
import { until } from '../places.mjs';
import { LIMIT_MS, Tab } from './tab.mjs';

export const FIER = 'Fier: Chat met Fier';
export const ACUTE = 'Centrum Seksueel Geweld: Net gebeurd';

class StaffPage extends Tab {
    async signIn(id) {
        const [organisation, name] = id.split('/');
        await this.open(this.path);
        await this.page.getByLabel('Organisatie').selectOption(organisation);
        await this.page.getByLabel('Naam').fill(name);
        await this.page.getByLabel('Wachtwoord').fill(PASSWORD);
        await this.press('Aanmelden');
    }
}

export class ConsolePage extends StaffPage {
    path = '/console/';
    logName = 'Berichten van het gesprek';

    /** In dienst, Pauze or Uit dienst. */
    async setDuty(duty) {
        const button = this.button(duty, this.page.getByRole('group', { name: 'Dienst' }));
        await button.click();
        await until(`${duty}`, async () => (await button.getAttribute('aria-pressed')) === 'true', LIMIT_MS);
    }

    /** How many places are taken. */
    async isTaken(load) {
        await this.sees(new RegExp(`^${load} van \\d plaats`));
    }

    get offers() {
        return this.page.getByRole('article');
    }

    offer(kind = /./) {
        return this.page.getByRole('article', { name: kind });
    }

    accept(kind) {
        return this.press('Aannemen', this.offer(kind));
    }

    async decline(reason = 'Ik heb even rust nodig') {
        await this.press('Weigeren', this.offer());
        await this.press(reason, this.offer());
    }

    get field() {
        return this.page.getByRole('textbox', { name: /^Bericht aan de bezoeker/ });
    }

    async say(text) {
        await this.field.fill(text);
        await this.press('Versturen');
    }

    get briefing() {
        return this.page.getByRole('log', { name: /^Overleg met je collega/ });
    }

    async brief(text) {
        await this.page.getByRole('textbox', { name: /de bezoeker ziet dit niet$/ }).fill(text);
        await this.press('Stuur naar collega');
    }

    async writeNote(text) {
        await this.page.getByRole('textbox', { name: 'Notitie voor jezelf' }).fill(text);
        await this.press('Notitie bewaren');
        await this.page.getByRole('list', { name: 'Je eigen notities' }).getByText(text).waitFor();
    }

    get transfer() {
        return this.region('Warme overdracht');
    }

    desk(name) {
        return this.transfer.getByRole('radio', { name: new RegExp(`^${name} `) });
    }

    /** Proposes a transfer. */
    async propose({ desk = FIER, note = '', tags = [] } = {}) {
        await this.press(/voorstellen$/, this.transfer);
        await this.desk(desk).check();
        if (tags.length > 0) {
            await this.transfer.getByText('Kenmerken wijzigen').click();
        }
        for (const tag of tags) {
            await this.transfer.getByLabel(tag).check();
        }
        await this.transfer.getByLabel('Notitie voor de collega').fill(note);
        await this.press('Vraag de bezoeker', this.transfer);
    }

    /** Waits until the transfer stands at this step. */
    async isAt(step) {
        await until(`the transfer is at ${step}`, async () => {
            const steps = await this.transfer.locator('[aria-current="step"]').allInnerTexts();
            return steps[0] === step;
        }, LIMIT_MS);
    }

    /** What came along with a visitor. */
    get handOver() {
        return this.region('Meegekomen met de overdracht');
    }

    async wrapUp(outcome = 'Geholpen') {
        const panel = this.region('Afronden');
        await panel.getByLabel(outcome).check();
        await this.press('Afronden en plaats vrijmaken', panel);
    }
}

export class WallboardPage extends StaffPage {
    path = '/wallboard/';

    /** The figures of a desk by the heads of their columns. */
    async row(desk) {
        const heads = await this.page.getByRole('columnheader').allInnerTexts();
        const row = this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: desk }) });
        const cells = await row.locator('th, td').evaluateAll((all) =>
            all.map((cell) => [...cell.childNodes].filter((node) => node.className !== 'cell__label')
                .map((node) => node.textContent).join('')));
        return Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
    }

    /** Waits until a desk has these figures. */
    async says(desk, figures) {
        let row = {};
        await until(`figures of ${desk}`, async () => {
            row = await this.row(desk);
            return Object.entries(figures).every(([head, figure]) => row[head] === figure);
        }, LIMIT_MS).catch(() => assert.deepEqual(row, { ...row, ...figures }));
    }
}
