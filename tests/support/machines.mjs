// Machines on one desk: network namespaces, joined by a bridge, with one Redis for all of them
// outside. Needs root. A machine's link can be pulled, and packets dropped one way or the other.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { OwnRedis } from './own_redis.mjs';
import { Veer } from './veer.mjs';

const REDIS_PORT = 6390;
const PORT = 8080; // the same on every machine

/** Why the machines cannot be made here, or false. */
export const NO_MACHINES = process.getuid() === 0 ? false : 'network namespaces need root';

function run(...words) {
    execFileSync(words[0], words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** A network of its own for this test: a bridge 10.X.Y.1 with Redis on it. */
export class Network {
    static async start(t) {
        const network = new Network();
        const [x, y, ...rest] = randomBytes(5);
        network.prefix = `10.${100 + x % 100}.${y}`;
        network.mark = Buffer.from(rest).toString('hex'); // names of devices have 15 characters
        network.bridge = `vb${network.mark}`;
        network.host = `${network.prefix}.1`;
        run('ip', 'link', 'add', network.bridge, 'type', 'bridge');
        t.after(() => run('ip', 'link', 'del', network.bridge));
        run('ip', 'addr', 'add', `${network.host}/24`, 'dev', network.bridge);
        run('ip', 'link', 'set', network.bridge, 'up');
        network.redis = await OwnRedis.start(t, { words: ['--port', String(REDIS_PORT), '--bind', network.host,
            '--protected-mode', 'no'] });
        return network;
    }
}

export class Machine {
    /** Machine `number` (1 ..) of the network, serving. */
    static async start(t, network, number, options = {}) {
        const machine = new Machine();
        machine.network = network;
        machine.name = `veer${network.mark}${number}`;
        machine.outside = `v${network.mark}${number}o`;
        machine.host = `${network.prefix}.${10 + number}`;
        run('ip', 'netns', 'add', machine.name);
        t.after(() => run('ip', 'netns', 'del', machine.name));
        machine.#wire(network, `v${network.mark}${number}i`);
        machine.veer = await Veer.start(t, { ...options, host: machine.host, port: PORT,
            launcher: ['ip', 'netns', 'exec', machine.name],
            arguments: ['--redis', `${network.host}:${REDIS_PORT}`, '--listen', '0.0.0.0'],
            change: (file) => {
                file.demo = false; // a demo network is served on a loopback address only
                options.change?.(file);
            } });
        return machine;
    }

    #wire(network, inside) {
        run('ip', 'link', 'add', this.outside, 'type', 'veth', 'peer', 'name', inside);
        run('ip', 'link', 'set', inside, 'netns', this.name);
        run('ip', 'link', 'set', this.outside, 'master', network.bridge, 'up');
        this.#within('ip', 'addr', 'add', `${this.host}/24`, 'dev', inside);
        this.#within('ip', 'link', 'set', inside, 'up');
        this.#within('ip', 'link', 'set', 'lo', 'up');
    }

    #within(...words) {
        run('ip', 'netns', 'exec', this.name, ...words);
    }

    /** The place of its worker `index`, and all of them, for steady people. */
    place(index = 0) {
        return { host: this.host, port: this.veer.ownPort(index) };
    }

    /** The cable is out, or in again. */
    pull() {
        run('ip', 'link', 'set', this.outside, 'down');
    }

    plug() {
        run('ip', 'link', 'set', this.outside, 'up');
    }

    /** Packets of these TCP ports are dropped without a word, both ways, until heal(). */
    drop(...ports) {
        const set = `{ ${ports.join(', ')} }`;
        this.#within('nft', 'add', 'table', 'inet', 'cut');
        for (const hook of ['input', 'output']) {
            this.#within('nft', 'add', 'chain', 'inet', 'cut', hook, `{ type filter hook ${hook} priority 0; }`);
            for (const side of ['sport', 'dport']) {
                this.#within('nft', 'add', 'rule', 'inet', 'cut', hook, 'tcp', side, set, 'drop');
            }
        }
    }

    dropRedis() {
        this.drop(REDIS_PORT);
    }

    heal() {
        this.#within('nft', 'delete', 'table', 'inet', 'cut');
    }
}
