/** Where the panel takes the whole screen: small phones, however they are held. */
export const FULL_SCREEN = "(max-width:479.98px),(max-height:479.98px) and (pointer:coarse)";

/** The panel's style sheet, adopted by the shadow root: no inline styles, so a strict policy allows it. */
const chatCss = `
.root{--surface:#fff;--sunken:#f4f4f2;--line:#e7e6e3;--line-strong:#c9c6bf;--ink:#1c1b19;--ink-2:#57544e;--ink-3:#6b675f;--bad:#b3261e;--bad-soft:#fdf0ee;--on:#16a34a;--soft:var(--soft-l);--text:var(--text-l);--shadow:0 0 0 1px rgb(28 27 25/.06),0 2px 6px rgb(28 27 25/.06),0 24px 56px -12px rgb(28 27 25/.28);color-scheme:light;font:400 14px/20px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);text-align:start;-webkit-font-smoothing:antialiased;-webkit-text-size-adjust:100%}
DARK
.root *,.root ::before,.root ::after{box-sizing:border-box}
.launcher{color:var(--ink-on);-webkit-tap-highlight-color:transparent}
.launcher:active{transform:scale(.96)}
h2,p,ul,dl,dd,fieldset,legend{margin:0;padding:0;border:0}
button,input,select,textarea{font:inherit;color:inherit;letter-spacing:inherit;margin:0}
button{cursor:pointer;background:none;border:0;padding:0;-webkit-tap-highlight-color:transparent}
button:disabled{cursor:default}
:focus-visible{outline:2px solid var(--text);outline-offset:2px}
.hush{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-width:20px;height:20px;padding:0 6px;border-radius:10px;background:#b3261e;color:#fff;font:600 11.5px/20px ui-sans-serif,system-ui,sans-serif;text-align:center;font-variant-numeric:tabular-nums;box-shadow:0 0 0 2px #fff}
.panel{position:fixed;inset-block-end:20px;inset-inline-end:20px;width:380px;height:min(620px,calc(100dvh - 40px));display:flex;flex-direction:column;background:var(--surface);border-radius:18px;box-shadow:var(--shadow);overflow:hidden;outline:0;animation:rise .15s ease-out}
.start .panel{inset-inline:20px auto}
@keyframes rise{from{opacity:0;transform:translateY(10px)}}
.head{display:flex;align-items:center;gap:4px;padding-block:12px;padding-inline:18px 10px;border-block-end:1px solid var(--line);position:relative;flex:none}
.who{flex:1;min-width:0}
.who h2{font-size:15px;line-height:20px;font-weight:640;letter-spacing:-.01em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who p{display:flex;align-items:center;gap:6px;font-size:12.5px;line-height:18px;color:var(--ink-3)}
.who p span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who p.on::before{content:"";width:7px;height:7px;border-radius:50%;background:var(--on);flex:none}
.tool{width:36px;height:36px;border-radius:10px;display:grid;place-items:center;color:var(--ink-2);flex:none}
.tool:hover,.tool[aria-expanded=true]{background:var(--sunken);color:var(--ink)}
.tool svg,.send svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.tool.dots svg{stroke-width:2.6}
.menu{position:absolute;inset-block-start:52px;inset-inline-end:12px;z-index:3;min-width:208px;padding:5px;background:var(--surface);border-radius:12px;box-shadow:var(--shadow)}
.menu button{display:block;width:100%;padding:9px 12px;border-radius:8px;text-align:start}
.menu button:hover,.menu button:focus-visible{background:var(--sunken);outline-offset:-2px}
.line{padding:6px 18px;background:var(--sunken);color:var(--ink-2);font-size:12.5px;text-align:center;flex:none}
.line:empty{padding:0}
.log{scroll-padding-block:12px;flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:14px 16px 10px;display:flex;flex-direction:column;scrollbar-width:thin;scrollbar-color:var(--line-strong) transparent}
.log>:first-child{margin-block-start:auto}
.log:focus-visible{outline-offset:-3px;border-radius:4px}
.day,.event{align-self:center;text-align:center;font-size:12px;line-height:16px;color:var(--ink-3);padding:6px 12px 10px;max-width:100%;overflow-wrap:anywhere}
.event{padding:10px 12px}
.item{display:flex;flex-direction:column;align-items:flex-start;margin-block-start:4px;max-width:100%}
.item.lead{margin-block-start:12px}
.item.mine{align-items:flex-end}
.name{font-size:12px;line-height:16px;color:var(--ink-3);padding:0 4px 4px}
.bubble{max-width:84%;padding:8px 13px;border-radius:14px;background:var(--sunken);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.mine .bubble{background:var(--fill);color:var(--ink-on)}
.mine.failed .bubble{background:var(--bad-soft);color:var(--ink);box-shadow:0 0 0 1px var(--bad) inset}
.bubble a{color:inherit;text-decoration:underline;text-underline-offset:2px;text-decoration-thickness:1px}
.mine .bubble a:focus-visible{outline-color:currentColor}
.meta{display:flex;gap:4px;align-items:center;font-size:11.5px;line-height:16px;color:var(--ink-3);padding:3px 4px 0;font-variant-numeric:tabular-nums}
.meta.bad{color:var(--bad)}
.meta button{text-decoration:underline;text-underline-offset:2px;padding:4px;margin:-4px 0;border-radius:6px;color:var(--ink-2)}
.options{display:flex;flex-direction:column;gap:6px;width:100%;margin-block-start:8px}
.option{display:flex;align-items:center;gap:8px;width:100%;min-height:42px;padding:10px 14px;border-radius:12px;background:var(--soft);color:var(--text);font-weight:550;text-align:start;overflow-wrap:anywhere}
.option:not(:disabled):hover{box-shadow:0 0 0 1px var(--text) inset}
.option:not(:disabled):active{transform:scale(.99)}
.option:disabled{background:none;color:var(--ink-3);font-weight:400;box-shadow:0 0 0 1px var(--line) inset}
.option.chosen:disabled{background:var(--soft);color:var(--text);font-weight:550;box-shadow:none}
.option svg{width:17px;height:17px;margin-inline-start:auto;fill:none;stroke:currentColor;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round;flex:none}
.form{width:100%;margin-block-start:8px;padding:14px;border-radius:14px;box-shadow:0 0 0 1px var(--line) inset;display:flex;flex-direction:column;gap:12px}
.form .formname{font-weight:600;font-size:13.5px}
.field{display:flex;flex-direction:column;gap:4px;min-width:0}
.field label,.field .label{font-size:12.5px;line-height:18px;font-weight:550;color:var(--ink-2)}
.field i{font-style:normal;font-weight:400;color:var(--ink-3)}
.field input:not([type=checkbox]),.field select,.field textarea{width:100%;min-height:40px;padding:9px 12px;border:1px solid var(--line-strong);border-radius:10px;background:var(--surface);font-size:14px;outline:0}
.field textarea{min-height:72px;resize:vertical}
.field :is(input,select,textarea):focus-visible{border-color:var(--text);box-shadow:0 0 0 1px var(--text)}
.field :is(input,select,textarea)[aria-invalid=true]{border-color:var(--bad)}
.field [aria-invalid=true]:focus-visible{box-shadow:0 0 0 1px var(--bad)}
.tick{display:grid;grid-template-columns:20px 1fr;gap:10px;align-items:start;cursor:pointer;padding:2px 0}
.field .tick span{font-weight:400;font-size:13px;line-height:20px;color:var(--ink)}
.tick input{width:18px;height:18px;margin:1px;accent-color:var(--fill)}
.problem{font-size:12px;line-height:16px;color:var(--bad)}
.submit{min-height:40px;padding:9px 16px;border-radius:10px;background:var(--fill);color:var(--ink-on);font-weight:600}
.submit:not(:disabled):hover{filter:brightness(1.08)}
.submit:disabled{opacity:.65}
.summary{width:84%;border-radius:14px;box-shadow:0 0 0 1px var(--line) inset;padding:11px 14px;font-size:13px}
.summary b{display:block;font-weight:600;padding-block-end:6px}
.summary dl{display:grid;grid-template-columns:fit-content(46%) minmax(0,1fr);gap:3px 14px}
.summary dt{color:var(--ink-3)}
.summary dd{overflow-wrap:anywhere;white-space:pre-wrap;unicode-bidi:plaintext}
.typing{display:flex;align-items:center;gap:8px;margin-block-start:10px;font-size:12px;line-height:16px;color:var(--ink-3)}
.dots-3{display:inline-flex;gap:3px;padding:9px 11px;border-radius:14px;background:var(--sunken)}
.dots-3 i{width:5px;height:5px;border-radius:50%;background:var(--ink-3);animation:breathe 1.2s infinite}
.dots-3 i:nth-child(2){animation-delay:.15s}.dots-3 i:nth-child(3){animation-delay:.3s}
@keyframes breathe{0%,60%,100%{opacity:.3}30%{opacity:1}}
.greeting{align-self:center;text-align:center;color:var(--ink-2);padding:2px 16px 14px;max-width:100%;white-space:pre-line;overflow-wrap:anywhere}
.blank{margin:auto;padding:24px;text-align:center;color:var(--ink-3)}
.composer{flex:none;padding:8px 12px 12px;border-block-start:1px solid var(--line)}
.box{display:flex;align-items:flex-end;gap:6px;padding-block:5px;padding-inline:14px 5px;border:1px solid var(--line-strong);border-radius:22px;background:var(--surface)}
.box:focus-within{border-color:var(--text);box-shadow:0 0 0 1px var(--text)}
.box textarea{flex:1;min-width:0;min-height:34px;max-height:120px;padding:7px 0;border:0;background:none;resize:none;outline:0;overflow-y:auto;scrollbar-width:thin}
textarea::placeholder,input::placeholder{color:var(--ink-3);opacity:1}
.send{width:34px;height:34px;border-radius:50%;background:var(--fill);color:var(--ink-on);display:grid;place-items:center;flex:none}
.send:not(:disabled):hover{filter:brightness(1.08)}
.send:disabled{background:var(--sunken);color:var(--ink-3)}
.count{padding:6px 14px 0;font-size:12px;line-height:16px;color:var(--ink-3)}
.count.over{color:var(--bad)}
@media ${FULL_SCREEN}{.panel,.start .panel{inset:0;width:auto;height:100dvh;border-radius:0;box-shadow:none;padding-left:env(safe-area-inset-left);padding-right:env(safe-area-inset-right)}.head,.line{touch-action:pinch-zoom}.composer{padding-block-end:max(12px,env(safe-area-inset-bottom))}.head{padding-block-start:max(12px,env(safe-area-inset-top))}.tool{width:44px;height:44px}.box textarea,.field input:not([type=checkbox]),.field select,.field textarea{font-size:16px}.option,.field input:not([type=checkbox]),.field select,.submit{min-height:44px}.send{width:40px;height:40px}.box textarea{min-height:40px;padding:10px 0}}
@media (pointer:coarse){.tool{width:44px;height:44px}.meta button{padding:10px 6px;margin:-10px 0}}
@media (prefers-reduced-motion:reduce){.panel,.dots-3 i{animation:none}.option:active,.launcher:active{transform:none}}
@media (forced-colors:active){.launcher,.send,.submit,.option,.bubble{border:1px solid ButtonBorder}}
`;

const dark =
  "--surface:#1b1b19;--sunken:#282825;--line:#32322d;--line-strong:#55534b;--ink:#f1efea;--ink-2:#bdb9af;--ink-3:#a29e94;--bad:#f5a3a0;--bad-soft:#3a2120;--on:#4ade80;--soft:var(--soft-d);--text:var(--text-d);--shadow:0 0 0 1px rgb(255 255 255/.08),0 24px 56px -12px rgb(0 0 0/.7);color-scheme:dark";

/** Dark is never taken from the system unless the site asked for it. */
export const panelCss = chatCss
  .trim()
  .replace(
    "DARK",
    `.root[data-theme=dark]{${dark}}\n@media (prefers-color-scheme:dark){.root[data-theme=auto]{${dark}}}`,
  );
