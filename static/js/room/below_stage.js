// What stands below the stage at some steps (#below-stage): whether the partner is told, and what is offered at the end.
// Fetched when the stage came without a page, and again once a line is starred, which doesn't leave the room.
import { offerPush } from "../push.js";

const TIMEOUT = 10_000; // ms

export class BelowStage {
  constructor(stage) {
    this.stage = stage;
    this.element = document.getElementById("below-stage");
    this.element.addEventListener("submit", (event) => this.onSubmit(event));
  }

  async show() {
    const version = String(this.stage.version);
    const { version: shown, steps } = this.element.dataset;
    if (shown === version) return;
    this.element.dataset.version = version;
    this.element.replaceChildren();
    if (!steps.split(" ").includes(this.stage.step)) return;
    this.element.setAttribute("aria-busy", "true"); // the style sheet hides what the end will push down
    if (!(await this.load())) this.element.dataset.version = ""; // so that it's fetched again
    if (["", version].includes(this.element.dataset.version)) this.element.setAttribute("aria-busy", "false");
  }

  async load() {
    const { url, version } = this.element.dataset;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) }).catch(() => null);
    if (!response?.ok || response.redirected) return false;
    const html = await response.text();
    if (this.element.dataset.version === version) this.put(html);
    return true;
  }

  put(html) {
    this.element.innerHTML = html;
    this.element.querySelectorAll("[data-push]").forEach(offerPush);
  }

  async onSubmit(event) {
    const form = event.target.closest(".lines-to-star form");
    if (!form) return;
    event.preventDefault();
    const request = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
    const response = await fetch(form.action, request).catch(() => null);
    if (!response?.ok || response.redirected) return form.submit();
    await this.load();
    this.element.querySelector(".starred")?.focus();
  }
}
