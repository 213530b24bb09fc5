// What every page after sign-in needs in the browser: live mark, end of session, quick exit, focus, dialogs.
"use strict";

const EXTEND = "/session/prolonger";
const SIGN_IN = "/connexion";
const SPACE = "/espace";
const TOUCH_MS = 60_000;
const WARN_BEFORE_MS = 120_000;
const NOTICE_MS = 10_000;
const NEUTRAL = "Espace personnel";

const channel = new BroadcastChannel("csn-session");
const find = (selector) => document.querySelector(selector);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// ---- the session -------------------------------------------------------------------------------------------------
let lastSeen = Date.now();
let lastTouch = Date.now();
let leaving = false;

const idleMs = () => Number(find("[data-inactivite]")?.dataset.inactivite || 15) * 60_000;

function leave() {
  if (leaving) return;
  leaving = true;
  channel.postMessage("fin");
  location.replace(SIGN_IN);
}

async function extend() {
  // True while the session lives; a lost connection is not an ended session.
  lastTouch = Date.now();
  const answer = await fetch(EXTEND, { method: "POST", redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer && (answer.type === "opaqueredirect" || answer.status === 401)) {
    leave();
    return false;
  }
  return true;
}

function seen() {
  // The warning waits for an answer: moving the mouse behind it is not one.
  if (find("#fin-de-session")?.open) return;
  lastSeen = Date.now();
  if (lastSeen - lastTouch < TOUCH_MS) return;
  channel.postMessage("vu");
  extend();
}

function watch() {
  const box = find("#fin-de-session");
  if (!box || leaving) return;
  const left = idleMs() - (Date.now() - lastSeen);
  if (left <= 0) return void signOut(box);
  if (left <= WARN_BEFORE_MS) {
    if (!box.open) box.showModal();
    const minutes = Math.ceil(left / 60_000);
    const words = left <= 60_000 ? "moins d’une minute" : `${minutes} minutes`;
    const place = box.querySelector("[data-reste]");
    if (place.textContent !== words) place.textContent = words;
  } else if (box.open) box.close();
}

function signOut(box) {
  box.querySelector("[name=inactif]").value = "1";
  box.querySelector("form").requestSubmit();
  leaving = true;
}

async function stay() {
  find("#fin-de-session").close();
  lastSeen = Date.now();
  channel.postMessage("vu");
  await extend();
}

channel.addEventListener("message", async ({ data }) => {
  if (data === "vu") {
    lastSeen = lastTouch = Date.now();
    return;
  }
  // Another tab signed out: ask until the server says so.
  for (const ms of [200, 800, 3000]) {
    await wait(ms);
    if (leaving || !(await extend())) return;
  }
});

for (const act of ["pointerdown", "keydown", "scroll", "touchstart"]) addEventListener(act, seen, { passive: true, capture: true });
addEventListener("pageshow", (event) => event.persisted && extend());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && (watch(), extend()));
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") !== "/deconnexion") return;
  leaving = true;
  channel.postMessage("fin");
  // The way back from the next page leads to the door, not to this page.
  if (event.target.id === "quitter") history.replaceState(null, "", "/");
});
setInterval(watch, 1000);

// ---- three presses on Échap --------------------------------------------------------------------------------------
let presses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return void (presses = []);
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < 1500), now];
  if (presses.length >= 3) find("#quitter")?.requestSubmit();
});

// ---- presses that need no server -----------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-ouvre],[data-ferme],[data-champ],[data-fermer-avis],[data-imprimer],[data-testid=rester-connecte],[popover] a");
  if (!target) return;
  const { ouvre, ferme, champ, fermerAvis } = target.dataset;
  if (ouvre) document.getElementById(ouvre)?.showModal();
  else if (ferme) target.closest("dialog")?.close();
  else if (champ) {
    event.preventDefault();
    document.getElementById(champ)?.focus();
  } else if (target.dataset.imprimer) print();
  else if (fermerAvis) target.closest(".toast").hidden = true;
  else if (target.dataset.testid === "rester-connecte") stay();
  else target.closest("[popover]").hidePopover();
});

// ---- what is new -----------------------------------------------------------------------------------------------
// Asked for while the page is seen; it is no sign of a person, so it keeps no session alive.
const NEWS = "/nouveautes";
const NEWS_MS = 10_000;
let known = "";
let unread = 0;
let asking = false;
let lastAsked = 0;

async function news() {
  // Before a page is live the framework would find that it is not the page that it made.
  if (!find("[data-non-lues]") || !document.body.hasAttribute("data-pret")) return;
  if (leaving || asking || document.visibilityState !== "visible") return;
  [asking, lastAsked] = [true, Date.now()];
  const answer = await fetch(NEWS, { cache: "no-store" }).catch(() => null);
  const found = answer?.status === 200 && (await answer.json().catch(() => null));
  asking = false;
  if (!found) return;
  unread = found.nonLues;
  showUnread();
  const now = `${found.nonLues}/${found.lignes}`;
  // The first answer says where things stand; a page that shows them reads itself again when that changes.
  if (known && known !== now && document.body.hasAttribute("data-pret")) find("[data-relire]")?.click();
  known = now;
}

function showUnread() {
  const place = find("[data-non-lues]");
  if (!place || !document.body.hasAttribute("data-pret")) return;
  const words = unread > 98 ? "99+" : String(unread);
  if (place.firstChild?.textContent !== words) {
    const more = document.createElement("span");
    more.className = "sr";
    more.textContent = unread > 1 ? " non lues" : " non lue";
    place.replaceChildren(words, more);
  }
  place.hidden = unread === 0;
}

setInterval(news, NEWS_MS);
document.addEventListener("visibilitychange", news);

// ---- the menu of phones: the rubrics of the side, copied when it opens -------------------------------------------------
document.addEventListener("beforetoggle", ({ target, newState }) => {
  const menu = newState === "open" && target.querySelector("[data-rubriques]");
  if (!menu) return;
  const rubrics = [...document.querySelectorAll(".cover > h2, .cover > ul")];
  menu.replaceChildren(...rubrics.map((part) => part.cloneNode(true)));
  for (const title of menu.querySelectorAll("h2")) title.className = "sm muted";
  for (const count of menu.querySelectorAll("span[data-testid]")) count.dataset.testid = count.dataset.testid.replace("nav-", "menu-");
  for (const link of menu.querySelectorAll("a")) {
    const own = find(`.cover [data-testid="${link.dataset.testid}"]`);
    link.dataset.testid = link.dataset.testid.replace("nav-", "menu-");
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      own.click();
    });
  }
}, true);

// ---- files on their way ------------------------------------------------------------------------------------------
window.csnFiles = {
  // A file sent again under its key exists once.
  newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  },

  // Make the request that carries a file and what is said of it; whoever asked listens to it and sends it.
  open({ file, key, address }, said) {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", key);
    for (const [name, value] of Object.entries({ Nom: file.name.slice(-120), ...said }))
      if (value) request.setRequestHeader(`X-CSN-${name}`, encodeURIComponent(value));
    return request;
  },
};

// ---- what changes in the page ----------------------------------------------------------------------------------------
let path = location.pathname;
let movedUntil = 0;
let notice = "";
let noticeTimer;

function mark() {
  // A place that has a script of its own is live once that script listens.
  const listens = !find("[data-depot], [data-ecoute]") || window.csnListens;
  const live = listens && find("[data-charge]")?.dataset.charge === "oui";
  if (live !== document.body.hasAttribute("data-pret")) document.body.toggleAttribute("data-pret", live);
  // On a shared device neither the tab nor the history says what this is.
  if (find("[data-discret=oui]") && document.title !== NEUTRAL) document.title = NEUTRAL;
}

function atDoor() {
  // The guard sends whoever has no session left, or is in another space, to an address of the server itself: load it.
  if ((location.pathname !== SIGN_IN && location.pathname !== SPACE) || leaving) return;
  leaving = true;
  location.reload();
}

function focusTitle() {
  // A page reached without a load: say its name to those who listen. The address changes before the page does,
  // so the title is taken again for a moment, unless the person has already gone into the content.
  if (location.pathname !== path) [path, movedUntil] = [location.pathname, Date.now() + 1500];
  const title = Date.now() < movedUntil && find("main h1");
  if (!title || document.activeElement === title) return;
  if (document.activeElement.closest("main :not(h1)")) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function showNotice() {
  const toast = find(".toasts .toast");
  const words = toast?.firstElementChild.textContent ?? "";
  if (words === notice) return;
  notice = words;
  clearTimeout(noticeTimer);
  if (!toast) return;
  toast.hidden = false;
  const close = () => {
    if (toast.matches(":hover, :focus-within")) noticeTimer = setTimeout(close, NOTICE_MS);
    else toast.hidden = true;
  };
  noticeTimer = setTimeout(close, NOTICE_MS);
}

function focusErrors(records) {
  for (const { addedNodes } of records)
    for (const node of addedNodes) if (node.nodeType === 1 && node.matches(".errors")) node.focus();
}

function translateFramework() {
  // The framework's own banner for a new version speaks English.
  const banner = document.getElementById("reflex-new-version-banner");
  if (!banner || banner.lang) return;
  banner.lang = "fr";
  banner.firstChild.textContent = "Le carnet a été mis à jour.";
  banner.querySelector("button").textContent = "Recharger la page";
}

let asked = false;
let lost = false;
new MutationObserver((records) => {
  focusErrors(records);
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    atDoor();
    mark();
    if (known) showUnread();
    else if (Date.now() - lastAsked > NEWS_MS) news();
    focusTitle();
    showNotice();
    translateFramework();
    const cut = Boolean(find(".reconnect"));
    // A refused connection may be an ended session: ask once.
    if (cut && !lost) extend();
    lost = cut;
  });
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-charge", "data-discret"] });
document.addEventListener("csn-listens", mark);
if (document.body) mark();

navigator.serviceWorker?.register("/sw.js");
