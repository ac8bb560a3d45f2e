import { createHash } from 'node:crypto'

/**
 * The report's looks: one column of text, charts and tables in it, light or dark as the reader's system is, always light on
 * paper. Nothing is fetched: the fonts are the reader's own.
 */
export const styleSheet = `
:root{color-scheme:light dark;--ground:#fbfbf9;--surface:#fff;--line:#deded8;--line-strong:#85857d;--ink:#1a1b1d;--ink-2:#4c4e53;--ink-3:#62646a;--accent:#2b4bbf;--accent-soft:#e6ebfb;--good:#17663a;--good-soft:#e2f2e8;--warn:#744700;--warn-soft:#fbefd6;--bad:#a1211a;--bad-soft:#fbe8e6;--treatment:#1a5aa6;--treatment-soft:#e3eefa;--outcome:#97400a;--outcome-soft:#fbeadf}
@media screen and (prefers-color-scheme:dark){:root{--ground:#101214;--surface:#181a1d;--line:#2e3238;--line-strong:#757c85;--ink:#edeff1;--ink-2:#bcc1c8;--ink-3:#9da3ab;--accent:#9db1ff;--accent-soft:#242c4d;--good:#7dd3a3;--good-soft:#17301f;--warn:#f0c069;--warn-soft:#33290f;--bad:#ff9f95;--bad-soft:#3d1d1a;--treatment:#8cc0f8;--treatment-soft:#17293d;--outcome:#f3aa7c;--outcome-soft:#3a2415}}
*{box-sizing:border-box}
html{background:var(--ground);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:52rem;padding:3.5rem 2rem 5rem;font:1rem/1.6 "Segoe UI Variable Text","Segoe UI",-apple-system,BlinkMacSystemFont,"Noto Sans","Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;color:var(--ink);font-variant-numeric:tabular-nums;overflow-wrap:break-word;text-rendering:optimizeLegibility}
html:lang(en) body{font-variant-east-asian:proportional-width}
html:lang(zh-CN) body{line-height:1.75}
h1,h2,h3{line-height:1.25;text-wrap:balance;font-weight:650}
h1{font-size:2.1rem;letter-spacing:-.015em;margin:0 0 .5rem}
h2{font-size:1.4rem;margin:3.5rem 0 .25rem;padding-top:1.5rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:2.25rem 0 .5rem}
p{margin:.6rem 0;max-width:68ch;text-wrap:pretty}
.lead,.question{color:var(--ink-2)}
.question{margin-top:0}
header .lead{max-width:none}
.findings{list-style:none;margin:2rem 0 0;padding:1.5rem 1.75rem;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.findings li{position:relative;padding-left:1.5rem}
.findings li+li{margin-top:.7rem}
.findings li::before{content:"";position:absolute;left:.1rem;top:.6em;width:.55rem;height:.55rem;border-radius:2px;background:var(--accent)}
.findings li.first{text-wrap:balance;font-size:1.2rem;line-height:1.5;font-weight:600}
.findings li.is-warning::before{background:var(--warn)}
nav{margin:1.5rem 0 0;font-size:.9rem}
nav a{color:var(--accent);margin-right:1.25rem}
figure{margin:1.5rem 0;break-inside:avoid}
figcaption{font-weight:600;margin-bottom:.6rem}
.made{margin:.5rem 0 0;max-width:none;font-size:.8rem;line-height:1.5;color:var(--ink-3);overflow-wrap:anywhere}
.made b{font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45;margin:1rem 0}
caption{text-align:left;font-weight:600;padding-bottom:.5rem}
th{text-align:left;font-weight:600;color:var(--ink-2);border-bottom:1px solid var(--line-strong);vertical-align:bottom}
th,td{padding:.4rem .75rem .4rem 0}
td{border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
td .id{white-space:nowrap}
th.n,td.n{text-align:right;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
tr.main td{font-weight:650}
tr{break-inside:avoid}
thead{display:table-header-group}
code{font-family:"Cascadia Code",ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;font-size:.85em;overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1rem 1.5rem;margin:1.25rem 0}
dl.facts div{min-width:0}
dl.facts dt{font-size:.8rem;color:var(--ink-3)}
dl.facts dd{margin:0;font-size:1.25rem;font-weight:600;line-height:1.3}
.note{padding:.7rem 1rem;border-radius:6px;background:var(--warn-soft);color:var(--warn);max-width:none;break-inside:avoid}
.remark{padding:.2rem 0 .2rem 1rem;border-left:3px solid var(--accent);white-space:pre-line;overflow-wrap:anywhere}
.remark b{display:block;font-size:.8rem;color:var(--ink-3)}
.badge{display:inline-block;padding:.05rem .5rem;border-radius:99px;font-size:.8rem;font-weight:600;white-space:nowrap}
.passed{background:var(--good-soft);color:var(--good)}.failed{background:var(--bad-soft);color:var(--bad)}.unclear{background:var(--warn-soft);color:var(--warn)}
.tests{list-style:none;padding:0;margin:1rem 0}
.tests li{padding:.7rem 0;border-bottom:1px solid var(--line);break-inside:avoid}
.tests b{margin-right:.6rem}
.tests p{margin:.3rem 0 0}
.quiet{color:var(--ink-3);font-size:.9rem}
.formula{margin:1rem 0;font-size:1.1rem;line-height:2;overflow-x:auto}
.formula div+div{padding-left:1.5rem}
math{font-family:inherit}
.chart{display:block;width:100%;height:auto;font-size:13px;overflow:visible}
.chart.graph{max-height:30rem;font-size:14px}
.chart text{fill:var(--ink)}
.chart .tick,.chart .axis{fill:var(--ink-3);font-size:12px}
.chart .grid{stroke:var(--line)}
.chart .zero{stroke:var(--line-strong)}
.chart .truth{stroke:var(--good);stroke-width:2;stroke-dasharray:5 4}
.chart .critical{stroke:var(--bad);stroke-width:2;stroke-dasharray:5 4}
.chart .critical-label{fill:var(--bad);font-weight:600}
.chart .truth-label{fill:var(--good);font-weight:600}
.chart .interval{stroke:var(--ink-3);stroke-width:1.5}
.chart .point{fill:var(--ink-3)}
.chart .main .interval{stroke:var(--accent);stroke-width:2.5}
.chart .main .point{fill:var(--accent)}
.chart .main text{font-weight:650}
.chart .calm{fill:var(--good-soft)}
.chart .move{stroke:var(--line-strong)}
.chart .before{fill:var(--surface);stroke:var(--ink-2);stroke-width:1.5}
.chart .after{fill:var(--accent)}
.chart .treated{fill:var(--treatment)}
.chart .control{fill:var(--line-strong)}
.chart .treated-text{fill:var(--treatment);font-weight:600}
.chart .control-text{fill:var(--ink-2);font-weight:600}
.chart .bar{fill:var(--accent);opacity:.8}
.chart .area{fill:var(--accent-soft)}
.chart .line{fill:none;stroke:var(--accent);stroke-width:1.75;stroke-linejoin:round}
.node rect{fill:var(--surface);stroke:var(--line-strong);stroke-width:1.5}
.node.is-treatment rect{fill:var(--treatment-soft);stroke:var(--treatment);stroke-width:2.5}
.node.is-outcome rect{fill:var(--outcome-soft);stroke:var(--outcome);stroke-width:2.5}
.node.is-adjusted rect{fill:var(--accent-soft);stroke:var(--accent)}
.node.is-latent rect{fill:none;stroke-dasharray:5 4}
.node.is-latent text{fill:var(--ink-2);font-style:italic}
.tree .branch{stroke:var(--line-strong)}
.tree .label,.tree .headline{font-weight:600}
.edge path{fill:none;stroke:var(--ink-3);stroke-width:1.5}
.edge polygon{fill:var(--ink-3)}
.edge circle{fill:var(--surface);stroke:var(--ink-3);stroke-width:1.5}
.edge.is-dashed path{stroke-dasharray:5 4}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;margin:.6rem 0;padding:0;list-style:none;font-size:.85rem;color:var(--ink-2)}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend i{width:1rem;height:.8rem;border-radius:3px;border:1.5px solid var(--line-strong)}
.legend .is-treatment{background:var(--treatment-soft);border-color:var(--treatment)}
.legend .is-outcome{background:var(--outcome-soft);border-color:var(--outcome)}
.legend .is-adjusted{background:var(--accent-soft);border-color:var(--accent)}
.legend .is-latent{border-style:dashed}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--ink-3)}
@page{margin:18mm 16mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt "Segoe UI",-apple-system,"Noto Sans","Noto Sans CJK SC",system-ui,sans-serif;color:#62646a}}
@media print{
:root{color-scheme:light}
html{font-size:10pt}
html,body{background:#fff}
body{max-width:none;padding:0}
nav{display:none}
h2,h3,figcaption,caption,.question{break-after:avoid}
figure{break-inside:auto}
.chart{break-inside:avoid}
figcaption+*{break-before:avoid}
section:not(#settings) table:not(:has(tbody tr:nth-child(13))){break-inside:avoid}
tbody tr:last-child{break-before:avoid}
.made{break-before:avoid}
table{font-size:8.5pt}
th,td{padding-right:.5rem}
h2{margin-top:2rem}
p,li{orphans:3;widows:3}
.findings,.note,dl.facts,.formula{break-inside:avoid}
.scroll{overflow:visible}
footer{margin-top:1rem;break-before:avoid}
.badge,.findings li::before,.chart,.legend i,.note{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media (max-width:40rem){body{padding:2rem 1.1rem 3rem}.findings{padding:1.1rem 1.1rem}}
`.trim()

/** How a content security policy names this sheet, and no other. */
export const styleSheetSource = `'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'`
