// Passkeys: creates one, or signs in or confirms with one. Where there can be none, the page shows a hint
// instead of a dead button: on plain http, and on a numeric address, to which no passkey can be bound.
const isNumericHost = /^[\d.]+$|^\[/.test(location.hostname);
const isSupported = window.isSecureContext && "PublicKeyCredential" in window && !isNumericHost;

async function getCredential(form) {
  const { passkey, options } = form.dataset;
  if (passkey === "create")
    return webauthnJSON.create(withPasskeyOptions(JSON.parse(options).creation_options, form));
  if (passkey === "confirm") return webauthnJSON.get(JSON.parse(options).request_options);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no options");
  return webauthnJSON.get((await response.json()).request_options);
}

function withPasskeyOptions(options, form) {
  if (form.elements.passwordless?.checked) {
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  return options;
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const error = form.querySelector("[data-error]");
  error.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await getCredential(form));
    form.submit();
  } catch {
    event.submitter?.removeAttribute("aria-busy");
    error.hidden = false;
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  for (const part of form.querySelectorAll("[data-needs-passkeys]")) part.hidden = !isSupported;
  for (const part of form.querySelectorAll("[data-without-passkeys]")) part.hidden = isSupported;
  form.addEventListener("submit", submit);
}
