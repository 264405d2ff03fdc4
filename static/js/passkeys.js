// Passkeys: make one, sign in or confirm by one. Where there can be none the hint stays instead of a dead button:
// on a page that is not secure, and on an address of numbers, to which no passkey can be bound.
const numbers = /^[\d.]+$|^\[/.test(location.hostname);
const can = window.isSecureContext && "PublicKeyCredential" in window && !numbers;

async function credential(form) {
  const { passkey, options } = form.dataset;
  if (passkey === "create") return webauthnJSON.create(asPasskey(JSON.parse(options).creation_options, form));
  if (passkey === "confirm") return webauthnJSON.get(JSON.parse(options).request_options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return webauthnJSON.get((await answer.json()).request_options);
}

function asPasskey(options, form) {
  if (form.elements.passwordless?.checked) {
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  return options;
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.querySelectorAll("[data-needs-passkeys]").forEach((part) => {
    part.hidden = !can;
  });
  form.querySelectorAll("[data-without-passkeys]").forEach((part) => {
    part.hidden = can;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector("[data-trouble]");
    trouble.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await credential(form));
      form.submit();
    } catch {
      event.submitter?.removeAttribute("aria-busy");
      trouble.hidden = false;
    }
  });
}
