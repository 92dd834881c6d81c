/**
 * Runs `work` soon after it was asked for, once for many askings, and never twice at a time:
 * what is asked for while it runs makes one more run afterwards. `ask(more)` waits that much longer.
 */
export function coalesce(
  work: () => Promise<void>,
  wait: number,
): { ask: (more?: number) => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let stopped = false;

  async function run() {
    timer = undefined;
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again && !stopped) {
        again = false;
        ask();
      }
    }
  }

  function ask(more = 0) {
    if (stopped) return;
    if (running) again = true;
    else timer ??= setTimeout(() => void run(), wait + more);
  }

  return {
    ask,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
