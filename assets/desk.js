// The professional's desk: keys that act, and a deposit that sends its file with what was said of it, once a patient.
"use strict";

(() => {
  const WORDS = {
    file: "Choisissez le fichier à déposer.",
    category: "Choisissez la catégorie du document.",
    title: "Donnez au document un titre, que le patient lira.",
    why: "Écrivez pourquoi vous corrigez ce document : le patient le lira.",
    day: "Choisissez le jour de la consultation d’annonce.",
    nobody: "Choisissez au moins un patient.",
    heavy: (limit) => `Ce fichier est trop lourd. La limite est de ${Math.round(limit / 1e6)} Mo.`,
    lost: "La connexion s’est coupée. Vous pouvez déposer à nouveau : le document n’existera qu’une fois.",
    fault: "Ce document n’a pas été déposé. Réessayez dans quelques minutes.",
    some: (done, all, names, why) => `Déposé pour ${done} patients sur ${all}. Pas pour ${names} : ${why}`,
  };
  const sendings = new WeakMap();

  // ---- the keys ------------------------------------------------------------------------------------------------------
  const OFF = "csn-sans-raccourcis";
  let off = false;
  try {
    off = localStorage.getItem(OFF) === "oui";
  } catch {
    // A browser that keeps nothing keeps the keys on.
  }

  function showSwitch() {
    for (const box of document.querySelectorAll("[data-raccourcis]")) box.checked = !off;
  }
  showSwitch();
  new MutationObserver(showSwitch).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-raccourcis]")) return;
    off = !event.target.checked;
    try {
      localStorage.setItem(OFF, off ? "oui" : "non");
    } catch {
      // It lasts as long as the page.
    }
  });

  addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!/^[a-z0-9/]$/.test(event.key)) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    const found = [...document.querySelectorAll(`[data-raccourci="${event.key}"]`)].find((each) => each.checkVisibility());
    if (!found) return;
    event.preventDefault();
    if (found.matches("input")) {
      found.focus();
      found.select();
    } else found.click();
  });

  // ---- back to the line of the document that is put away -------------------------------------------------------
  let read = "";
  let leaving = false;
  document.addEventListener("click", (event) => {
    read = event.target.closest("[id^=lire-]")?.id ?? read;
    if (event.target.closest("[data-testid=refermer-apercu]")) leaving = true;
  });
  new MutationObserver(() => {
    if (!leaving || document.querySelector("[data-testid=apercu-document]")) return;
    leaving = false;
    document.getElementById(read)?.focus();
  }).observe(document.body, { childList: true, subtree: true });

  // ---- the deposit ---------------------------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-deposer]");
    if (!form) return;
    event.preventDefault();
    if (!sendings.get(form)?.running) deposit(form);
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-annuler]")?.closest("form");
    if (!form) return;
    const sending = sendings.get(form);
    if (sending) sending.stopped = true;
    sending?.request?.abort();
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
    // A day or a delay that is filled in says which of the three is meant.
    if (event.target.name === "visite" && event.target.value) form.elements.visible.value = "visite";
    if (event.target.name === "delai") form.elements.visible.value = "delai";
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

  function missing(form, limit) {
    const { fichier, categorie, titre, motif, visible, visite } = form.elements;
    const file = fichier.files[0];
    if (!form.dataset.deposer.includes("espace=") && !patients(form).length)
      return [document.getElementById("parmi") ?? fichier, WORDS.nobody];
    if (!file) return [fichier, WORDS.file];
    if (limit && file.size > limit) return [fichier, WORDS.heavy(limit)];
    if (!categorie.value) return [categorie, WORDS.category];
    if (!titre.value.trim()) return [titre, WORDS.title];
    if (motif && !motif.value.trim()) return [motif, WORDS.why];
    return visible?.value === "visite" && !visite.value ? [visite, WORDS.day] : null;
  }

  function say(form, words, field) {
    form.querySelector("[data-faute]").textContent = words;
    for (const each of form.elements) each.removeAttribute("aria-invalid");
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  // The patients of a deposit: those that the form names, or the one of the record that is open.
  function patients(form) {
    const named = [...form.querySelectorAll("input[name=espace]")];
    return named.map((each) => ({ id: each.value, name: each.dataset.nomPatient }));
  }

  async function deposit(form) {
    const wrong = missing(form, Number(form.dataset.limite));
    if (wrong) return say(form, wrong[1], wrong[0]);
    say(form, "");
    const file = form.elements.fichier.files[0];
    const before = sendings.get(form);
    // The same file sent again after a cut keeps its keys: it exists once for each patient.
    const keys = before?.file === file && before.address === form.dataset.deposer ? before.keys : new Map();
    const sending = { file, keys, address: form.dataset.deposer, running: true };
    sendings.set(form, sending);
    const named = patients(form);
    const all = named.length ? named : [{ id: "", name: "" }];
    const answers = [];
    for (const [at, patient] of all.entries()) {
      if (sending.stopped) return;
      answers.push({ patient, ...(await send(form, sending, patient, { at, of: all.length })) });
      // What is wrong with the file itself is wrong for everybody.
      if (answers.at(-1).password) break;
    }
    sending.running = false;
    form.querySelector("progress").hidden = true;
    if (!sending.stopped) heard(form, answers, all.length);
  }

  function send(form, sending, patient, { at, of }) {
    const { titre, date, categorie, motif, visible, visite, delai, "mot-de-passe": password } = form.elements;
    const when = { visite: visite?.value, delai: delai?.value }[visible?.value] ?? "";
    const said = { Titre: titre.value, Date: date.value, Categorie: categorie.value, Motif: motif?.value, Visible: when };
    said["Mot-De-Passe"] = password.value;
    const address = patient.id ? `${sending.address}?espace=${patient.id}` : sending.address;
    const key = sending.keys.get(patient.id) ?? window.csnFiles.newKey();
    sending.keys.set(patient.id, key);
    const request = (sending.request = window.csnFiles.open({ file: sending.file, key, address }, said));
    const bar = form.querySelector("progress");
    bar.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => (bar.value = Math.floor((100 * (at + loaded / total)) / of));
    return new Promise((resolve) => {
      request.onload = () => resolve(answer(form, request));
      request.onerror = () => resolve({ why: WORDS.lost });
      request.onabort = () => resolve({ why: WORDS.lost });
      request.send(sending.file);
    });
  }

  function answer(form, { status, response }) {
    if (status === 200 && response?.id) return { done: true };
    const password = response?.error === "PdfPasswordNeeded" || response?.error === "PdfPasswordWrong";
    const heavy = status === 413 ? WORDS.heavy(Number(form.dataset.limite)) : WORDS.fault;
    return { password, gone: status === 404, why: response?.sentence ?? heavy };
  }

  function heard(form, answers, all) {
    const done = answers.filter((each) => each.done);
    const failed = answers.filter((each) => !each.done);
    if (!failed.length) {
      const arrived = document.querySelector("form[data-depose]");
      arrived.elements.faits.value = String(done.length);
      return void arrived.requestSubmit();
    }
    const [first] = failed;
    if (first.password) {
      form.querySelector("[data-protege]").hidden = false;
      return say(form, first.why, form.elements["mot-de-passe"]);
    }
    const names = failed.map((each) => each.patient.name).join(", ");
    say(form, done.length ? WORDS.some(done.length, all, names, first.why) : first.why);
    // The access may have ended meanwhile: the page asks, and empties itself if so.
    if (all === 1 && first.gone && !first.patient.id) document.querySelector("form[data-depot-annule]")?.requestSubmit();
  }

  window.csnListens = true;
  document.dispatchEvent(new Event("csn-listens"));
})();
