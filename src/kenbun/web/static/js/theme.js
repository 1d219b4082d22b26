// Sets the theme before anything is drawn: the person's choice, else the system's.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => document.cookie.match(/(?:^|; )kenbun-theme=(light|dark)/)?.[1];
  const apply = () => {
    document.documentElement.dataset.bsTheme = stored() ?? (system.matches ? "dark" : "light");
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    document.cookie = `kenbun-theme=${next}; path=/; max-age=31536000; samesite=lax`;
    apply();
  });
})();
