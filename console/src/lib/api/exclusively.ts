/**
 * Runs the work while no other tab holds the name; a tab that dies lets go at once. Where locks don't exist, as on a
 * page without https, the server's ids alone prevent doubles.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  let started = false;
  const start = () => {
    started = true;
    return work();
  };
  try {
    await navigator.locks.request(name, start);
  } catch (error) {
    if (started) throw error;
    await work();
  }
}
