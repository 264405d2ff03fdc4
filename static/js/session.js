// A session that has run out while a page was open: how to recognise it, and the links out of it.

// The CSRF token no longer fits: every form of this page is refused until it is reloaded.
export const isPageExpired = (response) => response?.headers.get("X-Refused") === "csrf";

export const reloadLink = (label) => makeLink(location.pathname, label);

export const signInLink = (url, label, next = location.pathname) =>
  makeLink(`${url}?next=${encodeURIComponent(next)}`, label);

export const makeLink = (href, textContent) =>
  Object.assign(document.createElement("a"), { href, textContent });
