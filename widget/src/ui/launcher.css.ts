/**
 * The host element and the round button: all that is drawn before the chat is loaded. `!important` inside
 * a shadow root beats whatever the page says about the host, so a hostile style sheet can't reach in; its own
 * variables would come in by inheritance, so all that are used here are set here.
 * Until the chat has worked out the icon's colour exactly, the style sheet picks black or white for the icon itself.
 * The icon is a square of border, cut out: a border keeps its colour where the system chooses all colours.
 * A backslash ends each line, so that visitors do not download the line ends.
 */
export const launcherCss = `:host{all:initial!important;position:fixed!important;z-index:2147483647!important}\
[hidden]{display:none!important}\
.launcher{all:unset;position:fixed;inset-block:auto 20px;inset-inline:auto 20px;padding:15px;border-radius:50%;cursor:pointer;background:var(--fill);color:lch(from var(--fill) calc((52 - l)*infinity) 0 0);box-shadow:0 1px 3px #0003,0 8px 24px -6px #0006}\
.start .launcher{inset-inline:20px auto}\
.launcher:hover{filter:brightness(1.08)}\
.launcher:focus-visible{outline:2px solid var(--fill);outline-offset:3px}\
.launcher::before{content:"";display:block;border:13px solid;clip-path:path(evenodd,"M6 3h14q4 0 4 4v8q0 4-4 4h-6l-7 6v-6H6q-4 0-4-4V7q0-4 4-4zM6 5q-2 0-2 2v8q0 2 2 2h3v4l5-4h6q2 0 2-2V7q0-2-2-2zM8 8h10v2H8zM8 12h7v2H8z")}\
@media print{:host{display:none!important}}`;
