// The theme: like the system unless the person chose one in this browser.

export type ThemeChoice = "system" | "light" | "dark";
const key = "atalaya.theme";

class Theme {
  choice = $state<ThemeChoice>(read());

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    try {
      if (choice === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    this.#apply();
  }

  /** Follows the system while nothing was chosen. */
  watch(): () => void {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => this.#apply();
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }

  #apply(): void {
    const dark =
      this.choice === "dark" ||
      (this.choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  }
}

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

export const theme = new Theme();
