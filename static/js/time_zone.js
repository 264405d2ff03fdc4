// Fills fields marked `data-time-zone` with the browser's time zone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
document.querySelectorAll("[data-time-zone]").forEach((field) => {
  field.value = zone || "";
});
