// Two soft tones, made on the phone. A browser lets a page sound only after a tap.
const TONES = [
  { at: 0, pitch: 523.25 },
  { at: 0.22, pitch: 659.25 },
]; // s, Hz
const LOUDNESS = 0.12; // of 1
const RINGS_FOR = 1.1; // s

export class Chime {
  // Call it while a tap is handled.
  unlock() {
    if (window.AudioContext) this.context ??= new AudioContext();
    this.context?.resume().catch(() => {});
  }

  play() {
    if (this.context?.state === "running") TONES.forEach((tone) => this.ring(tone));
    else this.context?.resume().catch(() => {}); // after a call; too late for this one
  }

  ring({ at, pitch }) {
    const { context } = this;
    const start = context.currentTime + at;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + RINGS_FOR);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + RINGS_FOR);
  }
}
