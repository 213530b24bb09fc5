// Sends files one by one to the address of the page's drop zone: two at a time, with progress, cancel and retry.
"use strict";

(() => {
  const AT_ONCE = 2;
  const WORDS = {
    waiting: "En attente…",
    checking: "Contrôle du fichier en cours…",
    lost: "La connexion s’est coupée. Rien n’a été ajouté deux fois : vous pouvez réessayer.",
    fault: "Ce fichier n’a pas été ajouté. Réessayez dans quelques minutes.",
    heavy: (limit) => `Ce fichier est trop lourd. La limite est de ${limit} Mo. Envoyez-le en plusieurs parties.`,
    empty: "Ce fichier est vide. Choisissez-en un autre.",
  };

  const zone = () => document.querySelector("[data-depot]");
  const box = () => document.getElementById("dialogue-mot-de-passe");
  const queue = [];
  let running = 0;
  let arrived = [];
  let asking = null;

  // ---- choosing ----------------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const picker = event.target.closest("[data-choisir]");
    if (picker) document.querySelector(`[data-fichiers=${picker.dataset.choisir}]`)?.click();
    else if (event.target.closest("[data-ouvrir-pdf]")) usePassword();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-fichiers]")) return;
    add(event.target.files);
    event.target.value = "";
  });

  const brings = (event) => zone() && event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    zone().classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || zone()?.classList.remove("over"));
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    zone().classList.remove("over");
    add(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => running && event.preventDefault());

  // ---- the queue ---------------------------------------------------------------------------------------------------
  function add(files) {
    const limit = Number(zone().dataset.limite);
    for (const file of files) {
      const sending = { file, key: window.csnFiles.newKey(), password: "", address: zone().dataset.depot };
      sending.line = draw(sending);
      if (limit && file.size > limit) refuse(sending, WORDS.heavy(Math.round(limit / 1e6)), { again: false });
      else if (!file.size) refuse(sending, WORDS.empty, { again: false });
      else enqueue(sending);
    }
  }

  function enqueue(sending) {
    show(sending, { note: WORDS.waiting, progress: 0, acts: [["Annuler", () => cancel(sending)]] });
    queue.push(sending);
    next();
  }

  function next() {
    while (running < AT_ONCE && queue.length) send(queue.shift());
  }

  function cancel(sending) {
    const place = queue.indexOf(sending);
    if (place >= 0) queue.splice(place, 1);
    sending.cancelled = true;
    sending.request?.abort();
    remove(sending);
  }

  function send(sending) {
    const request = (sending.request = window.csnFiles.open(sending, { "Mot-De-Passe": sending.password }));
    running += 1;
    const acts = [["Annuler", () => cancel(sending)]];
    request.upload.onprogress = ({ loaded, total }) => show(sending, { progress: Math.floor((100 * loaded) / total), acts });
    request.upload.onload = () => show(sending, { note: WORDS.checking, acts });
    request.onload = () => heard(sending, request);
    request.onerror = () => refuse(sending, WORDS.lost);
    request.onloadend = () => {
      running -= 1;
      next();
    };
    announce(`Envoi de ${sending.file.name}`);
    request.send(sending.file);
  }

  function heard(sending, { status, response }) {
    if (status === 200 && response?.id) {
      remove(sending);
      arrive(response.id);
    } else if (response?.error === "PdfPasswordNeeded" || response?.error === "PdfPasswordWrong") {
      askPassword(sending, response.sentence);
    } else if (status === 413 && !response) {
      refuse(sending, WORDS.heavy(Math.round(Number(zone()?.dataset.limite) / 1e6)), { again: false });
    } else {
      refuse(sending, response?.sentence ?? WORDS.fault, { again: !response || status === 429 || status >= 500 });
    }
  }

  // ---- what has arrived ----------------------------------------------------------------------------------------------
  function arrive(id) {
    arrived.push(id);
    clearTimeout(arrive.timer);
    arrive.timer = setTimeout(() => {
      const form = document.querySelector("form[data-arrivee]");
      if (!form) return;
      form.elements.ids.value = arrived.join(",");
      arrived = [];
      form.requestSubmit();
    }, 120);
  }

  // ---- the password of a PDF -----------------------------------------------------------------------------------------
  function askPassword(sending, sentence) {
    const acts = [
      ["Taper le mot de passe", () => openBox(sending, sentence)],
      ["Retirer", () => remove(sending)],
    ];
    show(sending, { fault: sentence, acts });
    announce(sentence);
    if (!box().open) openBox(sending, sentence);
  }

  function openBox(sending, sentence) {
    asking = sending;
    box().querySelector("[data-phrase]").textContent = `${sending.file.name}. ${sentence}`;
    box().showModal();
    const field = document.getElementById("mot-de-passe-pdf");
    field.value = "";
    field.focus();
  }

  function usePassword() {
    const field = document.getElementById("mot-de-passe-pdf");
    if (!field.value || !asking) return void field.focus();
    asking.password = field.value;
    field.value = "";
    box().close();
    enqueue(asking);
    asking = null;
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "mot-de-passe-pdf") usePassword();
  });

  // ---- what one sees -------------------------------------------------------------------------------------------------
  function element(name, classes, text = "") {
    const made = document.createElement(name);
    made.className = classes;
    made.textContent = text;
    return made;
  }

  function draw(sending) {
    const line = element("li", "");
    const head = element("p", "line between nowrap sm");
    head.append(element("span", "b wrap", sending.file.name), element("span", "num muted"));
    const bar = element("progress", "mt-1");
    bar.max = 100;
    bar.setAttribute("aria-label", `Envoi de ${sending.file.name}`);
    line.append(head, bar, element("p", "sm mt-1"), element("p", "line gap-btns"));
    document.querySelector("[data-envois]").append(line);
    return line;
  }

  function show({ line, file }, { progress, note = "", fault = "", acts = [] }) {
    const [head, bar, said, buttons] = line.children;
    bar.hidden = progress === undefined;
    if (!bar.hidden) bar.value = progress;
    head.lastChild.textContent = bar.hidden ? "" : `${progress} %`;
    said.className = fault ? "err sm mt-1" : "sm muted mt-1";
    said.textContent = fault || note;
    if (buttons.dataset.shown === acts.map(([words]) => words).join()) return;
    buttons.dataset.shown = acts.map(([words]) => words).join();
    buttons.replaceChildren(...acts.map(([words, act]) => actButton(words, act, file.name)));
  }

  function actButton(words, act, name) {
    const made = element("button", "btn btn-3 btn-s", words);
    made.type = "button";
    made.append(element("span", "sr", ` : ${name}`));
    made.addEventListener("click", act);
    return made;
  }

  function refuse(sending, sentence, { again = true } = {}) {
    if (sending.cancelled) return;
    const acts = [["Retirer", () => remove(sending)]];
    if (again) acts.unshift(["Réessayer", () => enqueue(sending)]);
    show(sending, { fault: sentence, acts });
    announce(`${sending.file.name}. ${sentence}`);
  }

  function remove({ line }) {
    const had = line.contains(document.activeElement);
    line.remove();
    if (had) document.querySelector("[data-depot] [data-choisir]")?.focus();
  }

  function announce(words) {
    const place = document.querySelector("[data-annonce]");
    if (place) place.textContent = words;
  }

  window.csnListens = true;
  document.dispatchEvent(new Event("csn-listens"));
})();
