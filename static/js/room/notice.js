// How the line stands, in words. A short stumble is not worth a sentence.
import { loadAgain } from "../stale.js";
import * as store from "../store.js";

const WORTH_SAYING = 2500; // ms
const SIGN_IN_AGAIN = 4401,
  NOT_YOURS = 4403,
  STALE = 4419;

export class Notice {
  constructor(room, link) {
    Object.assign(this, { room, link, box: room.querySelector("#connection"), why: "" });
  }

  update() {
    if (this.link.ended === NOT_YOURS) return this.leave();
    const why = this.reason();
    if (why === this.why) return;
    this.why = why;
    clearTimeout(this.timer);
    const soon = why === "lost" || why === "door";
    if (soon && this.box.hidden) this.timer = setTimeout(() => this.say(why), WORTH_SAYING);
    else this.say(why);
  }

  // The dialogue is not theirs any more, and nothing of it stays on the phone.
  leave() {
    store.close(this.room);
    location.replace(this.room.querySelector(".room-back").href);
  }

  reason() {
    const { ended, state, slow } = this.link;
    if (ended) return { [SIGN_IN_AGAIN]: "signedOut", [STALE]: "stale" }[ended] ?? "elsewhere";
    if (state === "lost") return navigator.onLine ? "lost" : "offline";
    if (state === "door") return "door";
    return slow ? "slow" : "";
  }

  say(why) {
    this.box.replaceChildren(this.box.dataset[why] ?? "");
    this.box.hidden = !why;
    if (why === "signedOut") this.box.append(" ", this.signIn());
    if (why === "stale") this.box.append(" ", loadAgain(this.box.dataset.reload));
    if (why === "elsewhere") this.box.append(" ", this.comeBack());
  }

  signIn() {
    const link = document.createElement("a");
    link.href = this.box.dataset.signInUrl;
    link.textContent = this.box.dataset.signIn;
    return link;
  }

  comeBack() {
    const button = document.createElement("button");
    Object.assign(button, {
      type: "button",
      className: "button button--quiet",
      textContent: this.box.dataset.comeBack,
    });
    button.addEventListener("click", () => this.link.comeBack());
    return button;
  }
}
