// The pages of messages: ask again and again what is new, and let no message leave before its files have arrived.
"use strict";

(() => {
  const EVERY_MS = 6000;
  const WAIT = "Un fichier est encore en cours d’envoi. Attendez qu’il arrive, puis envoyez le message.";

  function ask() {
    if (document.visibilityState !== "visible" || document.querySelector(".reconnect")) return;
    for (const form of document.querySelectorAll("form[data-veille]")) form.requestSubmit();
  }

  // The page that is left and found again has one clock, not two.
  clearInterval(window.csnVeille);
  window.csnVeille = setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);

  addEventListener(
    "submit",
    (event) => {
      if (event.target.id !== "formulaire-reponse") return;
      const arriving = [...document.querySelectorAll("[data-envois] li progress")].some((bar) => !bar.hidden);
      if (!arriving) return;
      event.preventDefault();
      event.stopPropagation();
      const place = document.querySelector("[data-annonce]");
      if (place) place.textContent = WAIT;
    },
    true,
  );

  window.csnListens = true;
  document.dispatchEvent(new Event("csn-listens"));
})();
