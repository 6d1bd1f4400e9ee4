// Keeps a page as it is now, while nobody is typing, choosing or selecting. Without script the page says when it was made.
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

async function renew() {
  const main = document.querySelector("main[data-live]");
  if (main === null || document.hidden || isInUse(main)) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  // The session is over: the page that says so keeps nobody waiting for news.
  if (answer.status === 403) return location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main[data-live]");
  if (fresh === null || isInUse(main)) return;
  const named = (details) => details.querySelector("summary").textContent;
  const open = new Map([...main.querySelectorAll("details")].map((details) => [named(details), details.open]));
  [...fresh.querySelectorAll("details")].forEach((details) => { details.open = open.get(named(details)) ?? details.open; });
  const link = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  main.replaceWith(fresh);
  document.title = page.title;
  if (link !== null) fresh.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
}

setInterval(() => renew().catch(() => {}), EVERY);
document.addEventListener("visibilitychange", () => renew().catch(() => {}));
