// A server that cannot be trusted: it stands between a page and the real server, and does with each
// message what a test wants.

/** What passes between one page and the server. Begin it before the page is opened. */
export class Between {
    #near = null;
    /** What becomes of a message of the server, or of the page: a list of messages in its place. */
    down = (message) => [message];
    up = (message) => [message];
    /** Every message of the page, parsed. */
    asked = [];
    /** Every message of the server, parsed, as the real one sent it. */
    told = [];

    static async begin(tab) {
        const between = new Between();
        await tab.page.routeWebSocket(/\/ws$/, (near) => {
            const far = near.connectToServer();
            between.#near = near;
            near.onMessage((text) => {
                const message = JSON.parse(String(text));
                between.asked.push(message);
                for (const each of between.up(message)) {
                    far.send(JSON.stringify(each));
                }
            });
            far.onMessage((text) => {
                const message = JSON.parse(String(text));
                between.told.push(message);
                for (const each of between.down(message)) {
                    near.send(JSON.stringify(each));
                }
            });
        });
        return between;
    }

    /** Says something to the page in the server's name. */
    tell(message) {
        this.#near.send(JSON.stringify(message));
    }

    /** The newest picture of a conversation that the real server sent. */
    get picture() {
        return this.told.findLast(({ type }) => type === 'conversation');
    }

    /** The lines of a channel that the real server sent. */
    linesOf(channel) {
        return this.told.filter((message) => message.type === 'records' && message.channel === channel)
            .flatMap(({ lines }) => lines);
    }

    /** What the page said in a channel. */
    saidIn(channel) {
        return this.asked.filter((message) => message.type === 'say' && message.channel === channel);
    }
}

/** `down` for pictures of conversations only. */
export function onPictures(change) {
    return (message) => (message.type === 'conversation' ? [change(structuredClone(message))] : [message]);
}

/** `down` for the lines of one channel only: a list of lines in the place of these. */
export function onLines(channel, change) {
    return (message) => {
        if (message.type !== 'records' || message.channel !== channel) {
            return [message];
        }
        const lines = change(structuredClone(message.lines));
        return lines.length > 0 ? [{ ...message, lines }] : [];
    };
}
