// Keys for those who work without a mouse. They do nothing while somebody types, and can be switched off.
"use strict";

const STORED = "callout.keys";
const SECOND_KEY_WITHIN = 1500;
let wentAt = 0;

const sheet = document.getElementById("keys");
const choice = sheet.querySelector("label input");

// Storage may be forbidden; then the keys work until the next page.
function areOn() {
  try { return localStorage.getItem(STORED) !== "off"; } catch { return choice.checked; }
}

function remember() {
  try { localStorage.setItem(STORED, choice.checked ? "on" : "off"); } catch { /* as above */ }
}

function isTyping(at) {
  return at.isContentEditable || at.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])');
}

const rows = () => [...document.querySelectorAll("main a[data-row]")];
const rowInFocus = () => rows().find((row) => row.closest("tr, li").contains(document.activeElement));
const boxOf = (row) => row?.closest("tr, li").querySelector('input[type="checkbox"]');

function move(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(rowInFocus());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function select() {
  const box = boxOf(rowInFocus());
  if (box) box.checked = !box.checked;
}

function acknowledge() {
  const own = document.querySelector('main button[name="do"][value="acknowledge"]');
  if (own) return own.click();
  const selected = document.querySelector('main button[name="do"][value="selected"]');
  if (!selected) return;
  const isAnySelected = document.querySelector('main td.tick input[type="checkbox"]:checked') !== null;
  const box = boxOf(rowInFocus());
  if (!isAnySelected && !box) return;
  if (!isAnySelected) box.checked = true;
  selected.click();
}

function search(event) {
  const field = document.getElementById("q");
  if (field === null) return;
  event.preventDefault();
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.focus();
  field.select();
}

function show(event) {
  event.preventDefault();
  choice.checked = areOn();
  sheet.showModal();
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => rowInFocus()?.click(),
  x: select,
  a: acknowledge,
  "/": search,
  g: () => { wentAt = Date.now(); },
};

function go(key) {
  wentAt = 0;
  document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !event.isComposing;
  if (!isOurs || event.defaultPrevented || sheet.open || isTyping(event.target)) return;
  if (event.key === "?") return show(event);
  if (!areOn()) return;
  if (Date.now() - wentAt < SECOND_KEY_WITHIN) return go(event.key);
  ACTIONS[event.key]?.(event);
});

document.querySelector("[data-keys]").addEventListener("click", show);
choice.closest("label").hidden = false;
choice.addEventListener("change", remember);
