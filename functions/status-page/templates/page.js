// Times in the reader's zone; without script they stay in UTC.
(function () {
  "use strict";
  var language = document.documentElement.lang;
  var format;
  try {
    format = new Intl.DateTimeFormat(language, {
      day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short"
    });
  } catch (_error) {
    return;
  }
  document.querySelectorAll("time[datetime]").forEach(function (time) {
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
  });
  document.querySelectorAll("[data-utc]").forEach(function (note) {
    note.hidden = true;
  });
})();
