// A page that has been open too long: its forms are refused until it is reloaded.
export const isStale = (answer) => answer?.headers.get("X-Refused") === "csrf";

export const loadAgain = (label) =>
  Object.assign(document.createElement("a"), { href: location.pathname, textContent: label });
