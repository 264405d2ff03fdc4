// The line to the server: the socket, watched by pings, and the form door while no socket opens.
import { Door, Shut } from "./door.js";

const OPENS_WITHIN = 4000,
  PING_EVERY = 20_000,
  PONG_WITHIN = 5000,
  WAKES_WITHIN = 2000; // ms
const FIRST_WAIT = 500,
  LONGEST_WAIT = 8000,
  LOOK_EVERY = 3000,
  SOCKET_AT_THE_DOOR = 15_000;
const SIGN_IN_AGAIN = 4401,
  NOT_YOURS = 4403,
  TOO_BIG = 1009,
  TOO_MUCH = 1008,
  RESTARTING = 1012;
const FINAL = [SIGN_IN_AGAIN, NOT_YOURS, TOO_MUCH];

export class Link {
  // `on`: frame(frame, first), up(), changed(), tooBig()
  constructor(room, stage, on) {
    Object.assign(this, { room, stage, on, door: new Door(room) });
    Object.assign(this, {
      state: "lost",
      ended: 0,
      slow: false,
      failures: 0,
      socket: null,
      live: false,
      posting: false,
    });
    room.dataset.link = this.state;
    setInterval(() => this.live && this.ping(PONG_WITHIN), PING_EVERY);
  }

  connect() {
    if (this.ended) return;
    this.drop();
    this.slow = false;
    const url = new URL(
      `${this.room.dataset.socket}?seen=${this.stage.version}`,
      location.href.replace(/^http/, "ws"),
    );
    const socket = new WebSocket(url);
    this.socket = socket;
    this.began = performance.now();
    this.late = setTimeout(() => this.failed(), OPENS_WITHIN);
    socket.onmessage = ({ data }) => socket === this.socket && this.heard(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.socket && this.closed(code);
  }

  drop() {
    const { socket } = this;
    this.socket = null;
    this.live = false;
    clearTimeout(this.late);
    clearTimeout(this.again);
    socket?.close();
    if (this.state === "socket") this.turn("lost");
  }

  heard(frame) {
    const first = !this.live;
    clearTimeout(this.late);
    if (first) {
      this.live = true;
      this.failures = 0;
      clearTimeout(this.looking);
      this.looking = null;
    }
    if (frame.is === "pong") this.pong(frame);
    else if (frame.is === "layer") this.layer(frame);
    else this.on.frame(frame, first);
    if (!first) return;
    this.turn("socket");
    this.on.up();
  }

  layer({ slow }) {
    this.slow = slow;
    this.on.changed();
  }

  pong({ version }) {
    if (version > this.stage.version) this.connect();
  }

  closed(code) {
    if (FINAL.includes(code)) return this.end(code);
    if (code === TOO_BIG) this.on.tooBig();
    return this.failed(code === RESTARTING ? 300 + Math.random() * 1700 : undefined);
  }

  failed(wait) {
    if (!this.live) this.failures += 1;
    this.drop();
    this.again = setTimeout(() => this.connect(), wait ?? this.wait());
    if (this.failures >= 2 && !this.looking) this.look();
  }

  wait() {
    if (this.state === "door") return SOCKET_AT_THE_DOOR;
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures) * (0.5 + Math.random() / 2);
  }

  end(code) {
    this.drop();
    clearTimeout(this.looking);
    this.ended = code;
    this.turn("lost");
  }

  comeBack() {
    this.ended = 0;
    this.turn("lost");
    this.connect();
  }

  // A pause doesn't wait for a tap on "Go on here".
  insist() {
    if (this.ended === TOO_MUCH) this.comeBack();
  }

  turn(state) {
    this.state = state;
    this.room.dataset.link = state;
    this.on.changed();
  }

  // Signs of life

  ping(within) {
    this.say({ do: "ping", seen: this.stage.version });
    clearTimeout(this.late);
    this.late = setTimeout(() => this.connect(), within);
  }

  // The phone wakes, or the network has changed: is the socket still there?
  wake() {
    if (this.ended) return;
    if (this.live) this.ping(WAKES_WITHIN);
    else if (!this.socket || performance.now() - this.began > 1000) this.connect();
    if (this.looking) this.look();
  }

  say(frame) {
    if (!this.live || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify(frame));
  }

  // Moves

  deliver({ move, words, fields, seen, key }) {
    if (this.live) {
      this.say({ ...fields, do: "move", move, words, seen, key });
      setTimeout(
        () => this.room.dataset.pending === "true" && this.live && this.ping(WAKES_WITHIN),
        PONG_WITHIN,
      );
    } else if (this.state === "door")
      this.atTheDoor(() => this.door.post({ move, words, fields, seen, key }));
  }

  // The form door

  async look() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), LOOK_EVERY);
    if (document.visibilityState === "visible")
      await this.atTheDoor(() => this.door.look(this.stage.version));
  }

  async atTheDoor(ask) {
    if (this.posting || this.ended) return;
    this.posting = true;
    const answer = await ask().catch((error) => error);
    this.posting = false;
    if (answer instanceof Shut) this.end(Number(answer.message));
    else if (this.live || this.ended) return;
    else if (answer instanceof Error) this.turn("lost");
    else this.opened(answer);
  }

  opened(frames) {
    const found = this.state !== "door";
    if (found) this.turn("door");
    frames.forEach((frame) => this.on.frame(frame, true));
    if (found) this.connect(); // the server is back: perhaps for the socket too
    this.on.up();
  }
}
