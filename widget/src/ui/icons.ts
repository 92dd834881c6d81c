/** Outlines on a 24 grid, drawn for this project. */
export const CLOSE = "M6.5 6.5l11 11M17.5 6.5l-11 11";
export const MENU = "M5.5 12h.01M12 12h.01M18.5 12h.01";
export const SEND = "M12 19V5.5M6 11.5l6-6 6 6";
export const CHECK = "M5.5 12.5l4.2 4.2 8.8-9.4";
