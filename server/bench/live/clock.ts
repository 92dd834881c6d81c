// One clock for all processes of the benchmark: milliseconds of CLOCK_MONOTONIC, which Linux keeps the same for everybody.
const OFFSET = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const now = () => performance.now() + OFFSET;
