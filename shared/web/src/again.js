// Loads a page of a link again when its reader comes back to it, and each minute, unless something is typed or open there.
"use strict";

const MADE = Date.now();
const OLD = 15000;
// A form on its way would be given up.
let sent = false;

function isInUse(main) {
  const typed = [...main.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
  return typed || main.querySelector("details[open]") !== null || getSelection()?.isCollapsed === false;
}

function again() {
  const main = document.querySelector("main[data-live]");
  if (main === null || sent || document.hidden || Date.now() - MADE < OLD || isInUse(main)) return;
  // Never sends a form twice, as reloading would.
  location.replace(location.pathname + location.search);
}

document.addEventListener("submit", () => { sent = true; });
document.addEventListener("visibilitychange", again);
setInterval(again, 60000);
