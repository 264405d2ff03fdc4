// A conversation as a game of boardgame.io: two players in turn say something, and all that was said is kept.
// PGHOST names the folder of PostgreSQL's socket, PORT the port to serve, API_PORT that of the lobby.
const { Server } = require("boardgame.io/server");
const { PostgresStore } = require("bgio-postgres");

const conversation = {
  name: "conversation",
  minPlayers: 2,
  maxPlayers: 2,
  disableUndo: true,
  setup: () => ({ said: [] }),
  turn: { minMoves: 1, maxMoves: 1 },
  moves: {
    say: ({ G, playerID }, words) => {
      G.said.push({ by: playerID, words });
    },
  },
};

const db = new PostgresStore({
  host: process.env.PGHOST,
  username: "postgres",
  database: "peer",
  logging: false,
  pool: { max: 20 },
});
Server({ games: [conversation], db, origins: [] }).run({
  port: Number(process.env.PORT),
  lobbyConfig: { apiPort: Number(process.env.API_PORT) },
});
