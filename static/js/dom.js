// Helpers for the page's elements. They hold no state.

export const parsePage = (html) => new DOMParser().parseFromString(html, "text/html");

// Opens every <details> around an element, and the element itself if it is one.
export function openDetailsAround(element) {
  for (let details = element?.closest("details"); details; details = details.parentElement.closest("details"))
    details.open = true;
}

// A copy of the form with what the server sent: something may have been typed before the script ran.
export function asSent(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return copy;
}
