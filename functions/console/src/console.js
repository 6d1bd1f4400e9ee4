// Keeps a page as it is now, while nobody is typing, choosing or selecting; then it says that what it shows has changed, where
// the page has a version. Without script the page says when it was made.
"use strict";

const EVERY = 15000;

function isInUse(main) {
  const typed = [...main.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.type !== "hidden" && field.value !== field.defaultValue);
  const at = document.activeElement;
  return typed || (at !== null && at !== document.body && main.contains(at) && at.matches("input, textarea, select, button, summary"))
    || (getSelection()?.isCollapsed === false && main.contains(getSelection().anchorNode));
}

// Touches no field: what was typed stays, and the link loads the page anew.
function tell(main, fresh) {
  if (main.dataset.version === fresh.dataset.version || main.querySelector(".changed") !== null) return;
  const link = document.createElement("a");
  // Without what follows a #, or the browser would only jump there.
  link.href = location.pathname + location.search;
  link.textContent = "Show it now";
  const line = document.createElement("p");
  line.className = "changed";
  line.setAttribute("role", "status");
  line.append("This page changed meanwhile. ", link);
  main.prepend(line);
}

async function renew() {
  const main = document.querySelector("main[data-live]");
  if (main === null || document.hidden || (isInUse(main) && main.dataset.version === undefined)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  // The session is over: the page that says so keeps nobody waiting for news.
  if (answer.status === 403) return isInUse(main) ? undefined : location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main[data-live]");
  if (fresh === null) return;
  if (isInUse(main)) return tell(main, fresh);
  const named = (details) => details.querySelector("summary").textContent;
  const open = new Map([...main.querySelectorAll("details")].map((details) => [named(details), details.open]));
  [...fresh.querySelectorAll("details")].forEach((details) => { details.open = open.get(named(details)) ?? details.open; });
  const link = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  main.replaceWith(fresh);
  offerAll();
  document.title = page.title;
  if (link !== null) fresh.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
}

// Selects every incident of the list, or none. Only a script can, so without one there is no such box.
function offerAll() {
  document.querySelectorAll("[data-all]").forEach((box) => { box.closest("[hidden]")?.removeAttribute("hidden"); });
}

document.addEventListener("change", ({ target }) => {
  if (target.dataset.all === undefined) return;
  target.form.querySelectorAll(".tick input[type=checkbox]").forEach((box) => { box.checked = target.checked; });
});

offerAll();
setInterval(() => renew().catch(() => {}), EVERY);
document.addEventListener("visibilitychange", () => renew().catch(() => {}));
