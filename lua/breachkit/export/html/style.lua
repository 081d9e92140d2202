--- The page's style sheet: light, dark and print; no font, image or rule from elsewhere.
-- @module breachkit.export.html.style
return [[
:root{color-scheme:light dark;--paper:#fcfbf8;--raised:#fff;--ink:#1c1b19;--soft:#57534c;--rule:#ddd8cd;--faint:#efebe2;
--accent:#8c1c13;--link:#1f4e79;--mark:#f6e3a8;
--asserted:#1f4e79;--reported:#1d6b62;--claimed:#7a3b86;--suspected:#875300;--investigated:#6b5d12;--demanded:#a3421a;
--denied:#ad1f35;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","URW Palladio L",Georgia,"DejaVu Serif",serif;
--sans:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--raised:#1c1f23;--ink:#e8e4db;--soft:#aaa59a;--rule:#363a40;
--faint:#23262b;--accent:#f0907f;--link:#8fc1f0;--mark:#5c4a12;
--asserted:#85b8ea;--reported:#6fc7ba;--claimed:#d3a2de;--suspected:#e6b25c;--investigated:#cfc06b;--demanded:#f29b6e;
--denied:#f58a98}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans);overflow-wrap:anywhere}
.page{max-width:68rem;margin:0 auto;padding:3.5rem 2rem 4rem}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,blockquote{margin:0;padding:0}
h1,h2{font-family:var(--serif);font-weight:600;text-wrap:balance;letter-spacing:-.012em}
h1{font-size:clamp(2rem,5vw,3.1rem);line-height:1.1;max-width:24em}
h2{font-size:clamp(1.55rem,3.4vw,2.15rem);line-height:1.16;max-width:26em}
.part{font-family:var(--sans);line-height:1.5;max-width:none;font-size:.8rem;font-weight:700;
letter-spacing:.09em;text-transform:uppercase;border-top:1px solid var(--ink);
padding-top:.6rem;margin:3rem 0 1.25rem}
.name{font-size:1rem;font-weight:650}
ul,ol{list-style:none}
.skip{position:absolute;left:-99em}.skip:focus{left:1rem;top:1rem;background:var(--raised);padding:.5rem 1rem}
.kicker{font-size:.8rem;font-weight:600;letter-spacing:.09em;text-transform:uppercase;color:var(--accent);
margin-bottom:.7rem}
.masthead{border-top:4px solid var(--accent);padding-top:1.25rem}
.dek{font-family:var(--serif);font-size:1.2rem;line-height:1.5;color:var(--soft);max-width:40em;margin-top:1rem}
.contents{margin-top:2.25rem;border-top:1px solid var(--rule)}
.contents li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1.5rem;padding:.7rem 0;
border-bottom:1px solid var(--rule)}
.contents a{font-family:var(--serif);font-size:1.1rem;text-decoration:none}.contents a:hover{text-decoration:underline}
.contents .when{text-align:right;color:var(--soft);font-variant-numeric:tabular-nums}
.contents .weight{grid-column:1/-1}
.incident{margin-top:4.5rem}.incident.solo{margin-top:2.25rem}
.vitals{display:grid;grid-template-columns:2fr repeat(3,1fr);gap:0 2rem;margin-top:1.5rem;
border-top:1px solid var(--rule)}
.vitals div{padding-top:.7rem}
.vitals dt{font-size:.8rem;color:var(--soft)}
.vitals dd{font-family:var(--serif);font-size:1.3rem;line-height:1.3;font-variant-numeric:lining-nums}
.weight,.aliases,.why{font-size:.875rem;color:var(--soft)}
.s-asserted{--s:var(--asserted)}.s-reported{--s:var(--reported)}.s-claimed{--s:var(--claimed)}
.s-suspected{--s:var(--suspected)}.s-investigated{--s:var(--investigated)}.s-demanded{--s:var(--demanded)}
.s-denied{--s:var(--denied)}
.stance{display:inline-block;font:600 .75rem/1.35 var(--sans);color:var(--s,var(--soft));white-space:nowrap;
border:1px solid currentColor;border-radius:1em;padding:.05em .6em;vertical-align:.12em}
.stance.s-asserted{background:var(--s);border-color:var(--s);color:var(--paper)}
.stance.s-suspected,.stance.s-investigated{border-style:dashed}
.stance.s-denied{text-decoration:line-through}
.ref{display:inline-block;font:600 .75rem/1.5 var(--sans);font-variant-numeric:tabular-nums;text-decoration:none;
color:var(--link);background:var(--faint);border-radius:3px;padding:0 .4em;margin:0 .25em .1em 0}
a.ref:hover{background:var(--link);color:var(--paper)}
.chart{display:block;width:100%;height:auto;font-family:var(--sans);overflow:visible}
.chart.narrow{display:none}
.chart text{fill:var(--ink);font-size:12.5px}
.chart .tick{font-weight:600;font-size:12px}.chart .year{fill:var(--soft);font-size:11.5px}
.chart .number{fill:var(--soft);font-size:11.5px;font-variant-numeric:tabular-nums}
.chart .when{fill:var(--soft);font-variant-numeric:tabular-nums}
.chart .what{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.chart .axis{stroke:var(--ink);stroke-width:1;fill:none}
.chart .grid{stroke:var(--rule);stroke-width:1}
.chart .guide{stroke:var(--rule);stroke-width:1;stroke-dasharray:1 4}
.chart .cut{fill:var(--faint)}
.chart .mark{fill:var(--s);stroke:var(--s);stroke-width:1.5}
.chart .s-claimed .mark,.chart .s-suspected .mark,.chart .s-investigated .mark,.chart .s-demanded .mark,
.chart .s-denied .mark{fill:var(--paper);stroke-width:2}
.chart .strike{stroke:var(--s);stroke-width:2;fill:none}
.chart .tint{fill:var(--s);opacity:.22}.chart .ink{fill:var(--s)}
.chart .undated{fill:none;stroke:var(--s);stroke-width:1.5;stroke-dasharray:3 2.5}
.chart .query{fill:var(--s);font-weight:700;font-size:11px}
.key{display:flex;flex-wrap:wrap;gap:.35rem 1.6rem;margin-top:1rem;font-size:.8rem;color:var(--soft)}
.key span{display:inline-flex;align-items:center;gap:.5rem}.key svg{width:46px;height:16px;flex:none;overflow:visible}
.events{margin-top:1.75rem;border-top:1px solid var(--rule)}
.events li{display:grid;grid-template-columns:1.6rem 13.5rem minmax(0,1fr) auto;gap:.15rem 1rem;padding:.55rem 0;
border-bottom:1px solid var(--rule);align-items:baseline}
.events .n{font-size:.8rem;color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}
.events .when{font-variant-numeric:tabular-nums}
.events .when.none{font-style:italic;color:var(--soft)}
.events .what{font-family:var(--serif);font-size:1.05rem;line-height:1.4}
.events .marks{text-align:right}
.conflicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.25rem}
.conflict{background:var(--raised);border:1px solid var(--rule);border-top:3px solid var(--accent);
padding:1rem 1.25rem 1.1rem}
.conflict .name{margin-bottom:.75rem}
.sides{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr)}
.side{padding:0 1.1rem}.side:first-child{padding-left:0}.side:last-child{padding-right:0}
.side+.side{border-left:1px solid var(--rule)}
.side .value{font-family:var(--serif);font-size:1.3rem;line-height:1.25;margin-bottom:.3rem}
.why{margin-top:.9rem;padding-top:.7rem;border-top:1px solid var(--rule)}
.of{font-weight:400;color:var(--soft)}
.property{display:grid;grid-template-columns:10rem minmax(0,1fr);gap:0 2rem;border-top:1px solid var(--rule);
padding:1.2rem 0}
.property:first-child{border-top:0;padding-top:0}
.property .name{padding-top:.15rem;color:var(--soft);font-weight:600}
.fact+.fact{margin-top:1.6rem}
.fact .value{font-family:var(--serif);font-size:1.25rem;line-height:1.3;margin-right:.15em}
.fact .value.long{font-size:1.05rem;line-height:1.45}
.fact .stance{margin-left:.2em}
.quote{margin:.75rem 0 0;padding-left:1rem;border-left:2px solid var(--s,var(--rule));max-width:44rem}
.quote blockquote{font-family:var(--serif);line-height:1.5}
.quote figcaption{font-size:.8125rem;color:var(--soft);margin-top:.2rem}
.quote figcaption .stance{font-size:.6875rem}
.quote figcaption b{font-weight:600;color:var(--ink)}
mark{background:var(--mark);color:inherit;padding:0 .1em;border-radius:2px}
details{margin-top:.75rem}summary{cursor:pointer;font-size:.875rem;color:var(--link)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums lining-nums}
th,td{text-align:left;vertical-align:baseline;padding:.55rem 1.25rem .55rem 0;border-bottom:1px solid var(--rule);
overflow-wrap:normal}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:.8rem;font-weight:600;color:var(--soft);border-bottom-color:var(--ink);white-space:nowrap}
tbody th{font-weight:400;font-family:var(--serif);font-size:1.05rem;min-width:11rem}
.verdict{font-weight:600}.v-yes{color:var(--denied)}.v-no{color:var(--soft)}.v-maybe{color:var(--suspected)}
.none{color:var(--soft)}
.sources{counter-reset:s}
.source{counter-increment:s;position:relative;padding:1rem 0 1.1rem 3rem;border-bottom:1px solid var(--rule)}
.source::before{content:counter(s);position:absolute;left:0;top:1.15rem;font:600 .875rem/1.5 var(--sans);
background:var(--faint);border-radius:3px;min-width:2rem;text-align:center;font-variant-numeric:tabular-nums}
.source:target{background:var(--faint)}
.source .title{font-family:var(--serif);font-size:1.1rem;line-height:1.35}
.source dl{margin-top:.4rem;font-size:.8125rem}
.source dl div{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:0 1rem}
.source dt{color:var(--soft)}
.mono{font-family:var(--mono);font-size:.95em}
.hash{letter-spacing:.01em}
.colophon{margin-top:4rem;border-top:4px solid var(--faint);padding-top:1.25rem;font-size:.875rem;color:var(--soft);
max-width:46rem}
.colophon p+p{margin-top:.6rem}
.stances{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.35rem 1rem;margin:1rem 0;align-items:baseline}
.empty{font-family:var(--serif);font-size:1.2rem;color:var(--soft);margin-top:3rem}
@media screen and (max-width:46rem){
.page{padding:1.75rem 1.1rem 3rem}
.chart.wide{display:none}.chart.narrow{display:block}
.vitals{grid-template-columns:repeat(3,auto);gap:0 1.25rem}.vitals div:first-child{grid-column:1/-1}
.events li{grid-template-columns:1.4rem minmax(0,1fr);gap:.1rem .7rem}
.events .what,.events .marks{grid-column:2;text-align:left}
.events .when{color:var(--soft);font-size:.875rem}
.property{grid-template-columns:minmax(0,1fr);gap:.5rem}
.contents li{grid-template-columns:minmax(0,1fr)}.contents .when{text-align:left;grid-row:2}
.source{padding-left:2.6rem}
.source dl div{grid-template-columns:minmax(0,1fr)}.source dl div+div{margin-top:.3rem}
.incident{margin-top:3.25rem}.part{margin-top:2.25rem}
}
@media screen and (max-width:26rem){.sides{grid-auto-flow:row}.side{padding:0}
.side+.side{border-left:0;border-top:1px solid var(--rule);margin-top:.6rem;padding-top:.6rem}}
@page{margin:16mm 15mm}
@media print{
:root{color-scheme:light;--paper:#fff;--raised:#fff;--ink:#000;--soft:#444;--rule:#bbb;--faint:#eee;--accent:#8c1c13;
--link:#000;--mark:#f0e2b0;--asserted:#1f4e79;--reported:#1d6b62;--claimed:#7a3b86;--suspected:#875300;
--investigated:#6b5d12;--demanded:#a3421a;--denied:#ad1f35}
html{font-size:10pt}body{font-size:1rem}.page{max-width:none;padding:0}
.chart.wide{display:block}.chart.narrow{display:none}
a{text-decoration:none}
.skip{display:none}
.incident+.incident{break-before:page}
.part,.name,h2,.kicker{break-after:avoid}
.chart,.conflict,.quote,.source,.events li,tr{break-inside:avoid}
.claim{break-after:avoid}
.chart *,.stance,mark,.ref,.source::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;block-size:auto}
summary{display:none}
.scroll{overflow:visible}
.part{margin-top:1.8rem}.incident{margin-top:2.5rem}
}
]]
