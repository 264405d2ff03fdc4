// Tells the person how the connection is, in #connection. A short interruption is not worth a sentence.
import { makeLink, reloadLink } from "../session.js";
import * as storage from "../storage.js";
import { NOT_YOURS, PAGE_EXPIRED, SIGN_IN_AGAIN } from "./close_codes.js";

const SHOW_AFTER = 2500; // ms

export class ConnectionStatus {
  constructor(room, connection) {
    Object.assign(this, { room, connection, box: room.querySelector("#connection"), reason: "" });
  }

  update() {
    if (this.connection.endedBy === NOT_YOURS) return this.leave();
    const reason = this.findReason();
    if (reason === this.reason) return;
    this.reason = reason;
    clearTimeout(this.timer);
    const mayPass = reason === "lost" || reason === "http";
    if (mayPass && this.box.hidden) this.timer = setTimeout(() => this.show(reason), SHOW_AFTER);
    else this.show(reason);
  }

  // The dialogue is not theirs any more: nothing of it stays on the phone.
  leave() {
    storage.close(this.room);
    location.replace(this.room.querySelector(".room-back").href);
  }

  findReason() {
    const { endedBy, state, isSlow } = this.connection;
    if (endedBy) return { [SIGN_IN_AGAIN]: "signedOut", [PAGE_EXPIRED]: "stale" }[endedBy] ?? "elsewhere";
    if (state === "lost") return navigator.onLine ? "lost" : "offline";
    if (state === "http") return "http";
    return isSlow ? "slow" : "";
  }

  show(reason) {
    const { dataset } = this.box;
    this.box.replaceChildren(dataset[reason] ?? "");
    this.box.hidden = !reason;
    if (reason === "signedOut") this.box.append(" ", makeLink(dataset.signInUrl, dataset.signIn));
    if (reason === "stale") this.box.append(" ", reloadLink(dataset.reload));
    if (reason === "elsewhere") this.box.append(" ", this.makeResumeButton());
    this.reveal();
  }

  // It stands below the stage. Nothing scrolls under anyone who is typing.
  reveal() {
    if (!document.activeElement?.matches("textarea:read-write"))
      this.box.scrollIntoView({ block: "nearest" });
  }

  makeResumeButton() {
    const button = document.createElement("button");
    const className = "button button--quiet";
    Object.assign(button, { type: "button", className, textContent: this.box.dataset.comeBack });
    button.addEventListener("click", () => this.connection.resume());
    return button;
  }
}
