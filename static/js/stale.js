// A page that has been open too long: its forms aren't taken any more, and loading it again helps.
export const isStale = (answer) => answer?.headers.get("X-Refused") === "csrf";

export const loadAgain = (label) => Object.assign(document.createElement("a"), { href: location.pathname, textContent: label });
