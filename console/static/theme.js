// Runs before first paint, so that the page never flashes in the other theme.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("atalaya.theme");
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
