/** A line that is dead without knowing it would keep us waiting for minutes. */
const answerWithin = 20_000;

/** A `fetch` that gives up in time, the body included: whoever asked can ask again. */
export function fetchWithin(milliseconds = answerWithin): typeof fetch {
  return (address, options) => {
    const signals = [AbortSignal.timeout(milliseconds), ...(options?.signal ? [options.signal] : [])];
    return fetch(address, { ...options, signal: AbortSignal.any(signals) });
  };
}
