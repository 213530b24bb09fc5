// Shows a document in the page: pages drawn by the server, or one picture; zoom, turning, thumbnails, keyboard, touch.
"use strict";

(() => {
  const WIDTHS = [800, 1600, 2400];
  const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
  const KEPT = 8;

  const make = (name, attributes = {}, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  function icon(root, name) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${root.dataset.icones}#i-${name}`);
    drawing.setAttribute("class", "i i-s");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(use);
    return drawing;
  }

  class Viewer {
    constructor(root) {
      this.root = root;
      this.picture = root.dataset.genre === "image";
      this.pages = this.picture ? 1 : Math.max(1, Number(root.dataset.pages) || 1);
      Object.assign(this, { page: 1, zoom: 1, turn: 0, known: new Map(), touches: new Map() });
      this.build();
      this.show(Number(root.dataset.page) || 1, { quietly: true });
      new ResizeObserver(() => this.lay()).observe(this.box);
    }

    // ---- what stands on the page --------------------------------------------------------------------------------------
    build() {
      const act = (words, name, testid, run) => {
        const made = make("button", { type: "button", class: "btn btn-3 btn-s btn-i", "aria-label": words, title: words, "data-testid": testid }, icon(this.root, name));
        made.addEventListener("click", run);
        return made;
      };
      const several = this.pages > 1;
      this.before = act("Page précédente", "chevron-left", "page-avant", () => this.show(this.page - 1));
      this.after = act("Page suivante", "chevron-right", "page-apres", () => this.show(this.page + 1));
      this.where = make("span", { class: "num sm", "data-testid": "page-courante" });
      this.smaller = act("Réduire", "minus", "reduire", () => this.scale(-1));
      this.larger = act("Agrandir", "plus", "agrandir", () => this.scale(1));
      const turned = act("Tourner d’un quart de tour", "refresh-cw", "tourner", () => this.rotate());
      this.thumbs = make("button", { type: "button", class: "btn btn-3 btn-s", "aria-expanded": "false", "data-testid": "vignettes" }, "Toutes les pages");
      this.thumbs.addEventListener("click", () => this.toggle());
      const turning = several ? [this.before, this.where, this.after] : [];
      const bar = make("div", { class: "line gap-2 mb-3", role: "group", "aria-label": "Affichage du document" }, ...turning, this.smaller, this.larger, turned);
      if (several) bar.append(this.thumbs);
      this.said = make("p", { class: "sr", role: "status" });
      this.fault = make("p", { class: "err", hidden: "" });
      this.strip = make("ol", { class: "line nowrap gap-2 mb-3", hidden: "", "aria-label": "Toutes les pages", "data-testid": "bande-pages" });
      Object.assign(this.strip.style, { overflowX: "auto", listStyle: "none", padding: "0.25rem" });
      this.sheet = make("div");
      Object.assign(this.sheet.style, { display: "grid", placeItems: "center", overflow: "hidden", margin: "0 auto", background: "#fff" });
      this.box = make("div", { tabindex: "0", role: "group", "aria-label": `Contenu du document « ${this.root.dataset.titre} »`, class: "preview-image", "data-testid": "page-document" }, this.sheet);
      Object.assign(this.box.style, { overflow: "auto", maxHeight: "85vh", minHeight: "12rem" });
      this.root.append(bar, this.strip, this.fault, this.box, this.said);
      this.box.addEventListener("keydown", (event) => this.key(event));
      for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
        this.box.addEventListener(kind, (event) => this.touch(event));
    }

    // ---- one page -----------------------------------------------------------------------------------------------------
    address(page, width) {
      const base = this.root.dataset.lecteur;
      return this.picture ? `${base}/fichier?vue=1` : `${base}/pages/${page}?l=${width}`;
    }

    width() {
      const wanted = this.box.clientWidth * this.zoom * Math.min(devicePixelRatio, 2);
      return WIDTHS.find((width) => width * 1.1 >= wanted) ?? WIDTHS.at(-1);
    }

    image(page) {
      const address = this.address(page, this.width());
      let found = this.known.get(address);
      if (!found) {
        found = make("img", { alt: `Page ${page} sur ${this.pages} de « ${this.root.dataset.titre} »`, draggable: "false" });
        found.addEventListener("error", () => this.known.delete(address));
        found.src = address;
        this.known.set(address, found);
        if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
      }
      return found;
    }

    async show(asked, { quietly = false } = {}) {
      const page = Math.min(Math.max(asked, 1), this.pages);
      if (page !== this.page) this.box.scrollTop = 0;
      this.page = page;
      this.where.textContent = `Page ${page} sur ${this.pages}`;
      this.before.disabled = page === 1;
      this.after.disabled = page === this.pages;
      for (const [n, line] of [...this.strip.children].entries()) line.firstChild.setAttribute("aria-current", n + 1 === page ? "page" : "false");
      const image = this.image(page);
      this.box.setAttribute("aria-busy", "true");
      try {
        await image.decode();
      } catch {
        if (this.page === page) this.refuse();
        return;
      }
      if (this.page !== page) return;
      this.fault.hidden = true;
      this.sheet.replaceChildren(image);
      this.lay();
      this.box.setAttribute("aria-busy", "false");
      if (!quietly) this.said.textContent = this.where.textContent;
      if (page < this.pages) this.image(page + 1);
    }

    refuse() {
      const again = make("button", { type: "button", class: "btn btn-3 btn-s" }, "Réessayer");
      again.addEventListener("click", () => this.show(this.page));
      this.fault.replaceChildren("Cette page ne s’affiche pas. Réessayez, ou ouvrez le fichier seul. ", again);
      this.fault.hidden = false;
      this.sheet.replaceChildren();
      this.box.setAttribute("aria-busy", "false");
      this.said.textContent = "Cette page ne s’affiche pas.";
    }

    lay() {
      const image = this.sheet.firstElementChild;
      if (!image?.naturalWidth) return;
      const lying = this.turn % 180 !== 0;
      const ratio = image.naturalHeight / image.naturalWidth;
      const across = Math.floor(this.box.clientWidth * this.zoom);
      const width = lying ? across / ratio : across;
      Object.assign(image.style, { width: `${width}px`, maxWidth: "none", height: "auto", display: "block", transform: `rotate(${this.turn}deg)` });
      Object.assign(this.sheet.style, { width: `${across}px`, height: `${Math.round(lying ? width : width * ratio)}px` });
      this.box.style.touchAction = this.zoom > 1 ? "pan-x pan-y" : "pan-y";
      this.smaller.disabled = this.zoom <= ZOOMS[0];
      this.larger.disabled = this.zoom >= ZOOMS.at(-1);
    }

    // ---- acts ---------------------------------------------------------------------------------------------------------
    scale(step) {
      const next = step > 0 ? ZOOMS.find((zoom) => zoom > this.zoom + 0.01) : ZOOMS.findLast((zoom) => zoom < this.zoom - 0.01);
      if (next) this.zoomTo(next);
    }

    zoomTo(zoom) {
      this.zoom = Math.min(Math.max(zoom, ZOOMS[0]), ZOOMS.at(-1));
      this.lay();
      this.said.textContent = `Zoom ${Math.round(this.zoom * 100)} %`;
      this.show(this.page, { quietly: true });
    }

    rotate() {
      this.turn = (this.turn + 90) % 360;
      this.lay();
      this.said.textContent = "Le document est tourné d’un quart de tour.";
    }

    toggle() {
      this.strip.hidden = !this.strip.hidden;
      this.thumbs.setAttribute("aria-expanded", String(!this.strip.hidden));
      if (this.strip.children.length) return;
      for (let page = 1; page <= Math.min(this.pages, 500); page += 1) {
        const image = make("img", { alt: "", loading: "lazy", width: "80", height: "113", src: this.address(page, 160) });
        const pick = make("button", { type: "button", class: "btn btn-3 btn-s", "aria-label": `Page ${page}`, "aria-current": page === this.page ? "page" : "false" }, image);
        pick.addEventListener("click", () => this.show(page));
        this.strip.append(make("li", {}, pick));
      }
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const still = this.zoom === 1;
      const acts = {
        PageDown: () => this.show(this.page + 1),
        PageUp: () => this.show(this.page - 1),
        ArrowRight: still && (() => this.show(this.page + 1)),
        ArrowLeft: still && (() => this.show(this.page - 1)),
        Home: () => this.show(1),
        End: () => this.show(this.pages),
        "+": () => this.scale(1),
        "-": () => this.scale(-1),
        0: () => this.zoomTo(1),
        r: () => this.rotate(),
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    }

    touch(event) {
      if (event.pointerType !== "touch") return;
      const point = { x: event.clientX, y: event.clientY };
      if (event.type === "pointerdown") {
        this.touches.set(event.pointerId, { ...point, first: point });
        if (this.touches.size === 2) this.pinch = { wide: this.spread(), zoom: this.zoom };
      } else if (event.type === "pointermove" && this.touches.has(event.pointerId)) {
        Object.assign(this.touches.get(event.pointerId), point);
        if (this.pinch && this.touches.size === 2) {
          this.zoom = Math.min(Math.max((this.pinch.zoom * this.spread()) / this.pinch.wide, 1), ZOOMS.at(-1));
          this.lay();
        }
      } else {
        const held = this.touches.get(event.pointerId);
        this.touches.delete(event.pointerId);
        if (this.pinch) {
          if (!this.touches.size) {
            this.pinch = null;
            this.zoomTo(this.zoom);
          }
        } else if (held && event.type === "pointerup" && this.zoom === 1) {
          const [x, y] = [point.x - held.first.x, point.y - held.first.y];
          if (Math.abs(x) > 60 && Math.abs(y) < 60) this.show(this.page - Math.sign(x));
        }
      }
    }

    spread() {
      const [one, other] = [...this.touches.values()];
      return Math.hypot(one.x - other.x, one.y - other.y) || 1;
    }
  }

  const find = () => {
    for (const root of document.querySelectorAll("[data-lecteur]:empty")) new Viewer(root);
  };
  new MutationObserver(find).observe(document.body, { childList: true, subtree: true });
  find();
})();
