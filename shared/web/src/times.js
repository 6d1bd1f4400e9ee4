// Shows times by the clock of this browser, with UTC beside. Without script they stay as they were written.
"use strict";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
// Each knows the letters of its own part of the world only: CET, EST, AEST.
const LOCALES = ["en-GB", "en-US", "en-AU", "en-CA", "en-IN"];

const two = (number) => String(number).padStart(2, "0");

function zoneName(at) {
  const named = (locale) => new Intl.DateTimeFormat(locale, { timeZoneName: "short" }).formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value ?? "local time";
  const names = LOCALES.map(named);
  return names.find((name) => !/^(GMT|UTC)[+-]/.test(name)) ?? names[0].replace("GMT", "UTC");
}

function inWords(at, withWeekday) {
  const zone = zoneName(at);
  const weekday = withWeekday ? `${DAYS[at.getDay()]} ` : "";
  const local = `${weekday}${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}, ${two(at.getHours())}:${two(at.getMinutes())} ${zone}`;
  // The same clock needs to be read once.
  if (at.getTimezoneOffset() === 0) return local;
  const isSameDay = at.getUTCDate() === at.getDate();
  const day = isSameDay ? "" : `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}, `;
  return `${local} (${day}${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC)`;
}

function translate(within) {
  for (const time of within.querySelectorAll("time[datetime]:not([data-local])")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.dataset.local = "";
    time.textContent = inWords(at, DAYS.includes(time.textContent.trim().slice(0, 3)));
  }
}

translate(document);
// A page that renews itself brings times as they were written.
new MutationObserver(() => translate(document)).observe(document.body, { childList: true, subtree: true });
