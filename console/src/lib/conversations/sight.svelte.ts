/** Whether the browser's tab is in sight. Must be made while a component is being set up. */
export class Sight {
  isClear = $state(document.visibilityState === "visible");

  constructor() {
    $effect(() => {
      const changed = () => (this.isClear = document.visibilityState === "visible");
      // A page may be left for good without becoming invisible first, or come back as it was.
      const hidden = () => (this.isClear = false);
      document.addEventListener("visibilitychange", changed);
      addEventListener("pagehide", hidden);
      addEventListener("pageshow", changed);
      return () => {
        document.removeEventListener("visibilitychange", changed);
        removeEventListener("pagehide", hidden);
        removeEventListener("pageshow", changed);
      };
    });
  }
}
