/** A list of words, packed by the build. */
declare module '*.txt' {
    const packed: string;
    export default packed;
}
