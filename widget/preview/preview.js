// The page that the flow's editor frames: the widget as a site would carry it, opened at once, in the editor's language.
(() => {
  const query = new URLSearchParams(location.search);
  const key = query.get("key") ?? "";
  const language = query.get("lang");
  if (language) document.documentElement.lang = language;
  try {
    // Every beginning has a key of its own: what the ones before it left in this browser is of no use to anybody.
    for (const name of Object.keys(localStorage))
      if (/\bpv_[0-9a-f]+/.test(name) && !name.includes(key)) localStorage.removeItem(name);
  } catch {
    // Where storage is blocked nothing was left.
  }
  window.atalaya = {
    cmd: [() => window.atalaya.widget.open()],
    settings: { projectId: key },
  };
})();
