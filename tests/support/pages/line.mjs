// A line between one browser and the server that a test can cut.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** The line of one person to the server: what he opens at `origin` passes until it is cut. */
export class Line {
    #pairs = new Set();
    #open = true;
    #server;

    /** `port`: the server's. */
    static async open(port) {
        const line = new Line();
        line.#server = createServer((near) => line.#join(near, port));
        line.#server.listen(0, '127.0.0.1');
        await once(line.#server, 'listening');
        line.origin = `http://127.0.0.1:${line.#server.address().port}`;
        return line;
    }

    close() {
        this.cut();
        this.#server.close();
    }

    #join(near, port) {
        if (!this.#open) {
            near.resetAndDestroy();
            return;
        }
        const far = connect(port, '127.0.0.1');
        const pair = { near, far };
        this.#pairs.add(pair);
        for (const [socket, other] of [[near, far], [far, near]]) {
            socket.on('error', () => {}); // 'close' follows
            socket.on('close', () => {
                this.#pairs.delete(pair);
                other.destroy();
            });
        }
        near.pipe(far);
        far.pipe(near);
    }

    /** Nothing passes any more, and nobody gets through. */
    cut() {
        this.#open = false;
        for (const { near } of this.#pairs) {
            near.destroy();
        }
    }

    mend() {
        this.#open = true;
    }

    /** What the server says comes no more; the connections stay. */
    deafen() {
        for (const { near, far } of this.#pairs) {
            far.unpipe(near);
        }
    }

    /** Nothing passes in either direction, and nobody is told. */
    freeze() {
        this.deafen();
        for (const { near, far } of this.#pairs) {
            near.unpipe(far);
        }
    }
}
