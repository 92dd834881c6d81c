// Everything is drawn in the browser: the server only hands out the built files.
export const ssr = false;
