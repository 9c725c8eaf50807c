// Before anything is painted, so that the theme chosen last time never flashes in late. See theme.ts.
const chosen = localStorage.getItem("theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
