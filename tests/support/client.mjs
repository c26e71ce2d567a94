// A client that speaks the documented protocol (docs/protocol.md) and shares no code with our
// pages. Every message in both directions is held against protocol/messages.json.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { validateEvent, validateReply, validateRequest } from './protocol.generated.mjs';

const LIMIT_MS = 10_000;

export function requestId() {
    return randomBytes(12).toString('base64url');
}

export function newSecret() {
    return randomBytes(32).toString('base64url');
}

/** A reply that says no; `code` is one of errors.json. */
export class ReplyError extends Error {
    constructor(type, { code, text, again }) {
        super(`${type} was refused: ${code} (${text})`);
        this.code = code;
        this.again = again;
    }
}

export class Client {
    #socket;
    #open = new Map();
    #watchers = new Set();
    #mistake = null;
    /** Every event, in the order of arrival. */
    events = [];
    /** Gets each event as it comes. */
    onEvent = () => {};
    /** {code, reason} once the connection has ended. */
    closed = null;

    /** Opens a connection. `options` go to the WebSocket: headers, localAddress, origin. */
    static open(port, { host = '127.0.0.1', ...options } = {}) {
        const socket = new WebSocket(`ws://${host}:${port}/ws`, 'veer.v1',
            { origin: `http://${host}:${port}`, perMessageDeflate: false, ...options });
        return new Promise((resolve, reject) => {
            socket.once('error', reject);
            socket.once('open', () => {
                socket.off('error', reject);
                resolve(new Client(socket));
            });
        });
    }

    constructor(socket) {
        this.#socket = socket;
        socket.on('error', () => {}); // 'close' follows
        socket.on('message', (data) => this.#receive(String(data)));
        socket.on('close', (code, reason) => {
            this.closed = { code, reason: String(reason) };
            for (const { type, reject } of this.#open.values()) {
                reject(new Error(`${type}: the connection ended with ${code} before a reply came`));
            }
            this.#open.clear();
            this.#look();
        });
    }

    #receive(text) {
        try {
            const message = JSON.parse(text);
            if (message.type === 'reply') {
                this.#settle(message);
            } else {
                validateEvent(message);
                this.events.push(message);
                this.onEvent(message);
            }
        } catch (error) {
            error.message = `${error.message} in ${text}`;
            this.#mistake ??= error;
        }
        this.#look();
    }

    #settle(message) {
        const asked = this.#open.get(message.id);
        assert.ok(asked, 'a reply to nothing, or a second one');
        this.#open.delete(message.id);
        validateReply(asked.type, message);
        if (message.error) {
            asked.reject(new ReplyError(asked.type, message.error));
        } else {
            asked.resolve(message.done);
        }
    }

    #look() {
        for (const watcher of [...this.#watchers]) {
            watcher();
        }
    }

    /** Sends a request; resolves with what is done, rejects with a ReplyError. */
    request(type, fields = {}, id = requestId()) {
        const message = { type, id, ...fields };
        validateRequest(message);
        return this.send(message);
    }

    /** The same for a message that need not be right. */
    send(message) {
        return new Promise((resolve, reject) => {
            this.#open.set(message.id, { type: message.type, resolve, reject });
            this.#socket.send(JSON.stringify(message));
        });
    }

    /** Sends any text as it is. */
    sendText(text) {
        this.#socket.send(text);
    }

    /** Resolves with what `condition` gives as soon as that is true; looks at each message. */
    when(what, condition, limitMs = LIMIT_MS) {
        return new Promise((resolve, reject) => {
            const finish = (settle, value) => {
                clearTimeout(timer);
                this.#watchers.delete(look);
                settle(value);
            };
            const look = () => {
                if (this.#mistake) {
                    finish(reject, this.#mistake);
                    return;
                }
                let value;
                try {
                    value = condition();
                } catch (error) {
                    finish(reject, error);
                    return;
                }
                if (value) {
                    finish(resolve, value);
                } else if (this.closed && what !== 'closed') {
                    finish(reject, new Error(`the connection ended with ${this.closed.code} before: ${what}`));
                }
            };
            const timer = setTimeout(() => finish(reject, new Error(
                `waited ${limitMs} ms in vain: ${what}; the last events: ` +
                this.events.slice(-4).map((event) => JSON.stringify(event)).join('\n'))), limitMs);
            this.#watchers.add(look);
            look();
        });
    }

    /** The newest event of a type for which `condition` holds, waited for. */
    event(type, condition = () => true, limitMs = LIMIT_MS) {
        return this.when(`event ${type}, ${condition}`,
            () => this.events.findLast((event) => event.type === type && condition(event)), limitMs);
    }

    /** Waits until the newest event of a type (and, if named, of a conversation) is like this. */
    newest(type, condition, conversation, limitMs = LIMIT_MS) {
        return this.when(`newest ${type}, ${condition}`, () => {
            const event = this.events.findLast((each) => each.type === type &&
                (conversation === undefined || each.conversation === conversation));
            return event && condition(event) ? event : null;
        }, limitMs);
    }

    untilClosed(limitMs = LIMIT_MS) {
        return this.when('closed', () => this.closed, limitMs);
    }

    /** Fails when a message came that is not of the protocol. */
    check() {
        if (this.#mistake) {
            throw this.#mistake;
        }
    }

    /** Ends the connection in good order. */
    async close() {
        this.#socket.close(1000);
        await this.untilClosed();
        this.check();
    }

    /** Reads nothing any more, and answers no ping: a phone that sleeps. */
    pause() {
        this.#socket.pause();
    }

    unpause() {
        this.#socket.resume();
    }

    /** Drops the connection without a word, as a lost line does. */
    drop() {
        this.#socket.terminate();
    }
}
