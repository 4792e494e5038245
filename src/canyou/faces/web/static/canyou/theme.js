// Light or dark as the system has it, unless somebody chose otherwise here. Runs before the page is painted.
const kept = (() => { try { return localStorage.getItem("canyou-theme"); } catch { return null; } })();
if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
