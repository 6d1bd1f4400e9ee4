// Keeps a page as it is now, while nobody is typing, choosing or selecting. Without script the page says when it was made.
"use strict";

const EVERY = 15000;

function isInUse(main) {
  const typed = [...main.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected) && field.value !== field.options[0].value
    : field.type !== "hidden" && field.value !== field.defaultValue);
  const at = document.activeElement;
  return typed || (at !== null && at !== document.body && main.contains(at) && at.matches("input, textarea, select, button"));
}

async function renew() {
  const main = document.querySelector("main[data-live]");
  if (main === null || document.hidden || isInUse(main)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main[data-live]");
  if (fresh === null || isInUse(main)) return;
  const open = [...main.querySelectorAll("details")].map((details) => details.open);
  [...fresh.querySelectorAll("details")].forEach((details, at) => { details.open = open[at] ?? details.open; });
  const link = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  main.replaceWith(fresh);
  document.title = page.title;
  if (link !== null) fresh.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
}

setInterval(() => renew().catch(() => {}), EVERY);
document.addEventListener("visibilitychange", () => renew().catch(() => {}));
