// The professional's desk: « / » goes to the search, and a deposit sends its file with what was said of it.
"use strict";

(() => {
  const WORDS = {
    file: "Choisissez le fichier à déposer.",
    category: "Choisissez la catégorie du document.",
    title: "Donnez au document un titre, que le patient lira.",
    heavy: (limit) => `Ce fichier est trop lourd. La limite est de ${Math.round(limit / 1e6)} Mo.`,
    lost: "La connexion s’est coupée. Vous pouvez déposer à nouveau : le document n’existera qu’une fois.",
    fault: "Ce document n’a pas été déposé. Réessayez dans quelques minutes.",
  };
  const sendings = new WeakMap();

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = document.getElementById("ins") ?? document.getElementById("nom");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // ---- the deposit ---------------------------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-deposer]");
    if (!form) return;
    event.preventDefault();
    if (!sendings.get(form)?.request) deposit(form);
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-annuler]")?.closest("form");
    if (!form) return;
    sendings.get(form)?.request?.abort();
    document.querySelector("form[data-depot-annule]")?.requestSubmit();
  });

  function chosen(form) {
    const file = form.elements.fichier.files[0];
    form.querySelector("[data-nom]").textContent = file ? file.name : "Glissez le fichier ici";
    say(form, "");
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-deposer]");
    if (!form) return;
    if (event.target.name === "fichier") chosen(form);
    else event.target.removeAttribute("aria-invalid");
  });

  const dropForm = (event) => event.dataTransfer?.types.includes("Files") && document.querySelector("form[data-deposer]");
  addEventListener("dragover", (event) => dropForm(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    const form = dropForm(event);
    if (!form) return;
    event.preventDefault();
    form.elements.fichier.files = event.dataTransfer.files;
    chosen(form);
  });

  function missing({ fichier, categorie, titre }, limit) {
    const file = fichier.files[0];
    if (!file) return [fichier, WORDS.file];
    if (limit && file.size > limit) return [fichier, WORDS.heavy(limit)];
    if (!categorie.value) return [categorie, WORDS.category];
    return titre.value.trim() ? null : [titre, WORDS.title];
  }

  function say(form, words, field) {
    form.querySelector("[data-faute]").textContent = words;
    for (const each of form.elements) each.removeAttribute("aria-invalid");
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  function deposit(form) {
    const fields = form.elements;
    const wrong = missing(fields, Number(form.dataset.limite));
    if (wrong) return say(form, wrong[1], wrong[0]);
    say(form, "");
    const file = fields.fichier.files[0];
    const before = sendings.get(form);
    // The same file sent again after a cut keeps its key: it exists once.
    const key = before?.file === file ? before.key : window.csnFiles.newKey();
    const sending = { file, key, address: form.dataset.deposer };
    sendings.set(form, sending);
    send(form, sending);
  }

  function send(form, sending) {
    const { titre, date, categorie, "mot-de-passe": password } = form.elements;
    const said = { Titre: titre.value, Date: date.value, Categorie: categorie.value, "Mot-De-Passe": password.value };
    const request = (sending.request = window.csnFiles.open(sending, said));
    const bar = form.querySelector("progress");
    bar.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => (bar.value = Math.floor((100 * loaded) / total));
    request.onload = () => heard(form, request);
    request.onerror = () => say(form, WORDS.lost);
    request.onloadend = () => {
      bar.hidden = true;
      const kept = sendings.get(form);
      if (kept) kept.request = null;
    };
    request.send(sending.file);
  }

  function heard(form, { status, response }) {
    if (status === 200 && response?.id) return void document.querySelector("form[data-depose]")?.requestSubmit();
    if (response?.error === "PdfPasswordNeeded" || response?.error === "PdfPasswordWrong") {
      form.querySelector("[data-protege]").hidden = false;
      return say(form, response.sentence, form.elements["mot-de-passe"]);
    }
    say(form, response?.sentence ?? (status === 413 ? WORDS.heavy(Number(form.dataset.limite)) : WORDS.fault));
    // The access may have ended meanwhile: the page asks, and empties itself if so.
    if (status === 404) document.querySelector("form[data-depot-annule]")?.requestSubmit();
  }

  window.csnListens = true;
  document.dispatchEvent(new Event("csn-listens"));
})();
