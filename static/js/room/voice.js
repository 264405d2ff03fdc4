// The phone's own voice, in the page's language. Others would send what they say to someone's server, so they
// aren't used; where there is no other, the phone is silent.
const RATE = 0.9; // of its usual pace

const languageOf = (tag) => tag.toLowerCase().split(/[-_]/)[0];

export class Voice {
  constructor(onChange) {
    this.synthesis = window.speechSynthesis;
    if (this.synthesis) this.synthesis.onvoiceschanged = onChange; // many arrive late
  }

  get own() {
    const wanted = languageOf(document.documentElement.lang);
    const voices = this.synthesis?.getVoices() ?? [];
    const own = voices.filter((voice) => voice.localService && languageOf(voice.lang) === wanted);
    return own.find((voice) => voice.default) ?? own[0];
  }

  say(text) {
    const voice = this.own;
    this.stop();
    if (!voice || !text) return;
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice, lang: voice.lang, rate: RATE });
    this.synthesis.speak(utterance);
  }

  stop() {
    this.synthesis?.cancel();
  }
}
