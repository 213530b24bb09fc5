// Asks the device for a clé d’accès, and sends what it answers as an ordinary form.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const SAID = {
  NotAllowedError: "Rien n’a été confirmé. Recommencez quand vous voulez.",
  InvalidStateError: "Cet appareil a déjà une clé pour votre carnet.",
  SecurityError: "Cette adresse ne permet pas les clés d’accès.",
};

function understood(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const key of list || []) key.id = bytes(key.id);
  }
  return options;
}

function told(key) {
  const said = key.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) response.attestationObject = text(said.attestationObject);
  if (said.authenticatorData) response.authenticatorData = text(said.authenticatorData);
  if (said.signature) response.signature = text(said.signature);
  if (said.userHandle) response.userHandle = text(said.userHandle);
  const made = { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} };
  return JSON.stringify(made);
}

function ceremony(form) {
  const button = form.querySelector("button");
  const said = form.querySelector("[data-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = "Ce navigateur ne connaît pas les clés d’accès. Utilisez votre mot de passe.";
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "Suivez ce que demande votre appareil…";
    button.setAttribute("aria-busy", "true");
    try {
      const publicKey = understood(JSON.parse(form.dataset.options));
      const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.reponse.value = told(key);
      form.requestSubmit();
    } catch (fault) {
      said.textContent = SAID[fault.name] || "Votre appareil n’a pas pu utiliser de clé. Recommencez, ou utilisez votre mot de passe.";
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

document.querySelectorAll("form[data-passkey]").forEach(ceremony);
// A button that leads to keys is shown only where the browser knows them.
document.querySelectorAll("[data-passkey-only]").forEach((place) => (place.hidden = !window.PublicKeyCredential));
