// The form door: moves by POST and the present stage by GET, for as long as no socket opens.
import { isStale } from "../stale.js";

const JSON_PLEASE = { Accept: "application/json" };

export class Shut extends Error {} // the server answered that we may not come in

export class Door {
  constructor(room) {
    this.room = room;
  }

  async post({ move, words, fields, seen, key }) {
    const token = this.room.querySelector("#door [name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ ...fields, move, words, seen, key });
    const refused = {
      is: "refused",
      key,
      reason: "too_long",
      message: this.room.dataset.tooMuch,
      version: seen,
    };
    return this.frames(
      this.room.dataset.door,
      { method: "POST", body, headers: { ...JSON_PLEASE, "X-CSRFToken": token } },
      [refused],
    );
  }

  async look(seen) {
    return this.frames(`${this.room.dataset.stageUrl}?seen=${seen}`, {
      headers: JSON_PLEASE,
      cache: "no-store",
    });
  }

  async frames(url, options, tooMuch) {
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout?.(8000) });
    if (isStale(answer)) throw new Shut("4419");
    if (answer.redirected || answer.status === 403) throw new Shut("4401");
    if (answer.status === 404) throw new Shut("4403");
    if (answer.status === 413) return tooMuch;
    if (![200, 409, 422].includes(answer.status)) throw new Error("no answer");
    return (await answer.json()).frames;
  }
}
