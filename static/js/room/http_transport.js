// Moves by POST and the present stage by GET, for as long as no socket opens. Both answer with the socket's
// frames.
import { isPageExpired } from "../session.js";
import { NOT_YOURS, PAGE_EXPIRED, SIGN_IN_AGAIN } from "./close_codes.js";

const TIMEOUT = 8000; // ms

// The server refuses this page: trying again does not help.
export class AccessEnded extends Error {
  constructor(code) {
    super(`access ended: ${code}`);
    this.code = code;
  }
}

export class HttpTransport {
  constructor(room) {
    this.room = room;
  }

  async postMove({ move, words, fields, seen, key }) {
    const token = this.room.querySelector("#csrf [name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ ...fields, move, words, seen, key });
    const message = this.room.dataset.tooMuch;
    const tooLong = { is: "refused", key, reason: "too_long", message, version: seen };
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return this.fetchFrames(this.room.dataset.movesUrl, { method: "POST", body, headers }, [tooLong]);
  }

  async getStage(seen) {
    const headers = { Accept: "application/json" };
    return this.fetchFrames(`${this.room.dataset.stageUrl}?seen=${seen}`, { headers, cache: "no-store" });
  }

  async fetchFrames(url, options, framesIfTooLarge) {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout?.(TIMEOUT) });
    if (isPageExpired(response)) throw new AccessEnded(PAGE_EXPIRED);
    if (response.redirected || response.status === 403) throw new AccessEnded(SIGN_IN_AGAIN);
    if (response.status === 404) throw new AccessEnded(NOT_YOURS);
    if (response.status === 413) return framesIfTooLarge;
    if (![200, 409, 422].includes(response.status)) throw new Error(`status ${response.status}`);
    return (await response.json()).frames;
  }
}
