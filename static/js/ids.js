// Random ids in URL-safe base64. `crypto.randomUUID` is missing on plain-http pages of a home network.
export function randomId(length) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
