/**
 * The host element and the round button: all that is drawn before the chat is loaded. `!important` inside
 * a shadow root beats whatever the page says about the host, so a hostile style sheet can't reach in.
 * Until the chat has worked out --ink-on exactly, the style sheet picks black or white for the icon itself.
 * A backslash ends each line, so that visitors do not download the line ends.
 */
export const launcherCss = `:host{all:initial!important;position:fixed!important;z-index:2147483000!important}\
[hidden]{display:none!important}\
.launcher{all:unset;position:fixed;inset-block-end:20px;inset-inline-end:20px;width:56px;height:56px;border-radius:50%;display:grid;place-items:center;cursor:pointer;background:var(--fill,#0f766e);color:var(--ink-on,lch(from var(--fill,#0f766e) calc((52 - l)*infinity) 0 0));box-shadow:0 1px 3px #1c1b1929,0 8px 24px -6px #1c1b1952}\
.start .launcher{inset-inline:20px auto}\
.launcher:hover{filter:brightness(1.08)}\
.launcher:focus-visible{outline:2px solid var(--fill,#0f766e);outline-offset:3px}\
.launcher svg{width:26px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}\
@media print{:host{display:none!important}}`;
