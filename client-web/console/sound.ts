const TONES_HZ = [660, 880];
const TONE_S = 0.15;
const VOLUME = 0.1;

/** Two short soft tones, made here so that nothing has to be loaded. */
export function ring(): void {
    const context = new AudioContext();
    const volume = context.createGain();
    volume.gain.value = VOLUME;
    volume.connect(context.destination);
    TONES_HZ.forEach((frequency, index) => {
        const tone = context.createOscillator();
        tone.frequency.value = frequency;
        tone.connect(volume);
        tone.start(context.currentTime + index * TONE_S);
        tone.stop(context.currentTime + (index + 1) * TONE_S);
        if (index === TONES_HZ.length - 1) tone.onended = () => void context.close();
    });
}
