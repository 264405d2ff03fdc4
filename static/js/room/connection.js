// The connection to the server: a socket watched by pings, and HTTP while no socket opens. Owns
// `data-connection` on the room (lost, socket or http), the timers of both, and why the connection ended. It
// says nothing to the person: connection_status.js does.
import {
  MESSAGE_TOO_BIG,
  NOT_YOURS,
  POLICY_VIOLATION,
  SERVER_RESTART,
  SIGN_IN_AGAIN,
} from "./close_codes.js";
import { AccessEnded, HttpTransport } from "./http_transport.js";

// ms
const OPENS_WITHIN = 4000;
const PING_EVERY = 20_000;
const PONG_WITHIN = 5000;
const PONG_WITHIN_AFTER_WAKE = 2000;
const FIRST_RETRY_AFTER = 500;
const LONGEST_RETRY_AFTER = 8000;
const POLL_EVERY = 3000;
const RETRY_WHILE_POLLING = 15_000;
const FINAL_CODES = [SIGN_IN_AGAIN, NOT_YOURS, POLICY_VIOLATION];

export class Connection {
  // `on`: frame(frame, isFirst), up(), changed(), tooBig()
  constructor(room, stage, on) {
    Object.assign(this, { room, stage, on, http: new HttpTransport(room) });
    Object.assign(this, { state: "lost", endedBy: 0, isSlow: false, failures: 0 });
    Object.assign(this, { socket: null, isLive: false, isFetching: false });
    room.dataset.connection = this.state;
    setInterval(() => this.isLive && this.ping(PONG_WITHIN), PING_EVERY);
  }

  // The socket

  connect() {
    if (this.endedBy) return;
    this.disconnect();
    this.isSlow = false;
    const url = new URL(
      `${this.room.dataset.socketUrl}?seen=${this.stage.version}`,
      location.href.replace(/^http/, "ws"),
    );
    const socket = new WebSocket(url);
    this.socket = socket;
    this.openedAt = performance.now();
    this.deadline = setTimeout(() => this.retry(), OPENS_WITHIN);
    socket.onmessage = ({ data }) => socket === this.socket && this.receive(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.socket && this.onClose(code);
  }

  disconnect() {
    const { socket } = this;
    this.socket = null;
    this.isLive = false;
    clearTimeout(this.deadline);
    clearTimeout(this.retryTimer);
    socket?.close();
    if (this.state === "socket") this.setState("lost");
  }

  receive(frame) {
    const isFirst = !this.isLive;
    clearTimeout(this.deadline);
    if (isFirst) this.markLive();
    if (frame.is === "pong") this.onPong(frame);
    if (frame.is === "layer") this.onLayer(frame);
    else this.on.frame(frame, isFirst);
    if (!isFirst) return;
    this.setState("socket");
    this.on.up();
  }

  markLive() {
    this.isLive = true;
    this.failures = 0;
    clearTimeout(this.pollTimer);
    this.pollTimer = null;
  }

  onLayer({ slow }) {
    this.isSlow = slow;
    this.on.changed();
  }

  onPong({ version }) {
    if (version > this.stage.version) this.connect();
  }

  onClose(code) {
    if (FINAL_CODES.includes(code)) return this.end(code);
    if (code === MESSAGE_TOO_BIG) this.on.tooBig();
    return this.retry(code === SERVER_RESTART ? 300 + Math.random() * 1700 : undefined);
  }

  retry(after) {
    if (!this.isLive) this.failures += 1;
    this.disconnect();
    this.retryTimer = setTimeout(() => this.connect(), after ?? this.retryDelay());
    if (this.failures >= 2 && !this.pollTimer) this.poll();
  }

  retryDelay() {
    if (this.state === "http") return RETRY_WHILE_POLLING;
    const delay = Math.min(LONGEST_RETRY_AFTER, FIRST_RETRY_AFTER * 2 ** this.failures);
    return delay * (0.5 + Math.random() / 2);
  }

  end(code) {
    this.disconnect();
    clearTimeout(this.pollTimer);
    this.endedBy = code;
    this.setState("lost");
  }

  resume() {
    this.endedBy = 0;
    this.setState("lost");
    this.connect();
  }

  // A pause or an end doesn't wait for a tap on "Go on here".
  resumeIfCrowdedOut() {
    if (this.endedBy === POLICY_VIOLATION) this.resume();
  }

  setState(state) {
    this.state = state;
    this.room.dataset.connection = state;
    this.on.changed();
  }

  ping(within) {
    this.send({ do: "ping", seen: this.stage.version });
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.connect(), within);
  }

  // The phone wakes, or the network has changed: is the socket still there?
  wake() {
    if (this.endedBy) return;
    if (this.isLive) this.ping(PONG_WITHIN_AFTER_WAKE);
    else if (!this.socket || performance.now() - this.openedAt > 1000) this.connect();
    if (this.pollTimer) this.poll();
  }

  send(frame) {
    if (!this.isLive || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify(frame));
  }

  sendMove(pending) {
    if (this.isLive) {
      const { move, words, fields, seen, key } = pending;
      this.send({ ...fields, do: "move", move, words, seen, key });
      setTimeout(() => this.pingIfUnanswered(), PONG_WITHIN);
    } else if (this.state === "http") this.exchange(() => this.http.postMove(pending));
  }

  pingIfUnanswered() {
    if (this.room.dataset.pending === "true" && this.isLive) this.ping(PONG_WITHIN_AFTER_WAKE);
  }

  // HTTP

  async poll() {
    clearTimeout(this.pollTimer);
    this.pollTimer = setTimeout(() => this.poll(), POLL_EVERY);
    if (document.visibilityState === "visible")
      await this.exchange(() => this.http.getStage(this.stage.version));
  }

  async exchange(request) {
    if (this.isFetching || this.endedBy) return;
    this.isFetching = true;
    const result = await request().catch((error) => error);
    this.isFetching = false;
    if (result instanceof AccessEnded) this.end(result.code);
    else if (this.isLive || this.endedBy) return;
    else if (result instanceof Error) this.setState("lost");
    else this.onFrames(result);
  }

  onFrames(frames) {
    const isNew = this.state !== "http";
    if (isNew) this.setState("http");
    frames.forEach((frame) => this.on.frame(frame, true));
    if (isNew) this.connect(); // the server is back: perhaps for the socket too
    this.on.up();
  }
}
