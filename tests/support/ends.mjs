// What a test has begun, ended in the opposite order (node's own `after` ends in the same order).

export class Ends {
    #ends = [];

    /** `end` is called by finish(), before all that were given earlier. */
    after(end) {
        this.#ends.unshift(end);
    }

    /** Ends everything, whatever fails; then throws the first mistake. */
    async finish() {
        const mistakes = [];
        for (const end of this.#ends.splice(0)) {
            try {
                await end();
            } catch (error) {
                mistakes.push(error);
            }
        }
        if (mistakes.length > 0) {
            throw mistakes[0];
        }
    }

    /** Ends that finish with the test `t`. */
    static of(t) {
        const ends = new Ends();
        t.after(() => ends.finish());
        return ends;
    }
}
