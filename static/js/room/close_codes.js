// Why a connection ended: the socket's close codes, and one of our own for the HTTP transport.
export const SIGN_IN_AGAIN = 4401;
export const NOT_YOURS = 4403;
export const PAGE_EXPIRED = 4419; // never sent by the socket
export const POLICY_VIOLATION = 1008; // too many sockets or moves at once
export const MESSAGE_TOO_BIG = 1009;
export const SERVER_RESTART = 1012;
