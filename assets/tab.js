// A duplicated tab gets its own token. The mark is removed when a page leaves, so a reload finds none;
// a copy of a living tab finds it, and drops the token it copied before the framework reads it.
(() => {
  "use strict";
  const MARK = "csn-vivant";
  if (sessionStorage.getItem(MARK)) sessionStorage.removeItem("token");
  addEventListener("pageshow", () => sessionStorage.setItem(MARK, "1"));
  addEventListener("pagehide", () => sessionStorage.removeItem(MARK));
})();
