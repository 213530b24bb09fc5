// Makes the plain HTML forms nicer. Every form works without it.
"use strict";

const said = new Intl.NumberFormat("fr-FR");

function setIcon(place, name) {
  const use = place.querySelector("use");
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#i-${name}`);
}

function showPassword(button) {
  const field = document.getElementById(button.dataset.show);
  const word = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    setIcon(button, shown ? "eye-off" : "eye");
    word.textContent = shown ? "Cacher" : "Afficher";
  });
  // A shown password must not stay in the browser's list of typed texts.
  field.form.addEventListener("submit", () => (field.type = "password"));
}

const CHECKS = {
  min: (text, n) => [...text].length >= Number(n),
  letter: (text) => /[^0-9\s]/.test(text),
};

function tickRules(list) {
  const field = document.getElementById(list.dataset.rules);
  const tick = () => {
    for (const rule of list.querySelectorAll("[data-check]")) {
      const [name, value] = rule.dataset.check.split(":");
      const met = CHECKS[name](field.value, value);
      if (met === rule.classList.contains("met")) continue;
      rule.classList.toggle("met", met);
      setIcon(rule, met ? "circle-check" : "minus");
    }
  };
  const missing = document.createElement("p");
  missing.className = "sr";
  missing.setAttribute("role", "status");
  list.after(missing);
  let wait;
  field.addEventListener("input", () => {
    tick();
    clearTimeout(wait);
    // Said once the person pauses, not at every key.
    wait = setTimeout(() => {
      const open = [...list.querySelectorAll("[data-check]:not(.met)")].map((rule) => rule.textContent.trim());
      missing.textContent = field.value === "" ? "" : open.length ? `Il manque\u00a0: ${open.join(", ")}` : "Mot de passe assez long";
    }, 700);
  });
  tick();
}

function group(field) {
  // Groups appear when one leaves the field, never while typing: "4" is every four, "nir" is 1 2 2 2 3 3 2.
  const sizes = field.dataset.group === "nir" ? [1, 2, 2, 2, 3, 3, 2] : null;
  const tidy = () => {
    const plain = field.value.replace(/[\s.-]/g, "").toUpperCase();
    const parts = [];
    for (let at = 0, n = 0; at < plain.length; n += 1) {
      const size = sizes ? sizes[n] || 99 : Number(field.dataset.group);
      parts.push(plain.slice(at, at + size));
      at += size;
    }
    field.value = parts.join(" ");
  };
  field.addEventListener("change", tidy);
}

function countdown(line) {
  // « … dans 24 secondes. » : the number lives in a <span data-left>, the button that waits in data-countdown.
  const left = line.querySelector("[data-left]");
  const button = document.getElementById(line.dataset.countdown);
  let seconds = Number(left.textContent);
  const timer = setInterval(() => {
    seconds -= 1;
    left.textContent = said.format(Math.max(seconds, 0));
    if (seconds > 0) return;
    clearInterval(timer);
    line.nextElementSibling.textContent = "Vous pouvez demander un nouveau code.";
    line.hidden = true;
    if (button) button.removeAttribute("aria-disabled");
  }, 1000);
  if (button) button.addEventListener("click", (event) => button.getAttribute("aria-disabled") === "true" && event.preventDefault());
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
  });
}

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

each("[data-show]", showPassword);
each("[data-rules]", tickRules);
each("[data-group]", group);
each("[data-code]", (field) => field.addEventListener("input", () => (field.value = field.value.replace(/\D/g, "").slice(0, 6))));
each("[data-countdown]", countdown);
each("form[method=post]", sendOnce);
each("[data-print]", (button) => ((button.hidden = false), button.addEventListener("click", () => window.print())));
document.querySelector(".errors")?.focus();

// Three presses on Échap leave at once, and the way back leads to the door.
let presses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return void (presses = []);
  presses = [...presses.filter((at) => Date.now() - at < 1500), Date.now()];
  if (presses.length >= 3) document.getElementById("quitter")?.requestSubmit();
});
document.getElementById("quitter")?.addEventListener("submit", () => history.replaceState(null, "", "/"));

// Back to a page kept by the browser: its forms can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  each("form", (form) => delete form.dataset.sent);
  each("[aria-busy]", (button) => button.removeAttribute("aria-busy"));
});

// Before sign-in there is no tab to remember: the next one starts afresh.
sessionStorage.removeItem("token");
navigator.serviceWorker?.register("/sw.js");
