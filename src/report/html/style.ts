/** The report's looks, over the tokens it shares with the page. */
export const reportCss = `
*{box-sizing:border-box}
html{overflow-wrap:break-word;background:var(--paper);color:var(--ink);font:var(--text)/1.55 var(--font);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:var(--gap-10) var(--gap-6);max-width:75rem}
h1,h2,h3,h4,h5,p,dl,dd,ol,ul,figure,pre{margin:0}
h1{font-size:2.25rem;line-height:1.15;letter-spacing:-0.015em;overflow-wrap:anywhere}
h2{font-size:var(--large);line-height:1.25;margin-bottom:var(--gap-4)}
h3{font-size:1.0625rem;margin:var(--gap-10) 0 var(--gap-2)}
h2+h3{margin-top:0}
p+pre{margin-top:var(--gap-3)}
h4{font-size:var(--text);margin:var(--gap-6) 0 var(--gap-2)}
h4 .sign{color:var(--muted)}
.verifier{border-top:1px solid var(--line);padding:var(--gap-3) 0}
.verifier:first-of-type{margin-top:var(--gap-6)}
.verifier>summary h3{display:inline;margin:0}
.verifier>summary .muted{font-size:var(--small);margin-left:var(--gap-2);white-space:nowrap}
h5{font-size:var(--small);font-weight:400}
a{color:var(--accent);text-underline-offset:0.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre{font-family:var(--mono);font-size:0.92em}
p,.warnings,dl.terms{max-width:46rem}
.download,figcaption details{margin-top:var(--gap-1)}
.muted,small,caption,.meta,.kind,.interval{color:var(--muted)}
.aloud{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}
.skip:focus{left:var(--gap-4);top:var(--gap-2)}
main>section{margin-top:3.5rem;padding-top:var(--gap-6);border-top:1px solid var(--line)}
.kind{font-size:var(--small)}
.meta{margin-top:var(--gap-1);font-size:var(--small)}
.meta span+span::before{content:"·";margin-right:0.35em}
.verdict{margin:var(--gap-6) 0;padding:var(--gap-6);border-radius:var(--round);max-width:none}
.verdict p{max-width:58rem}
.verdict .word{font-size:var(--huge);font-weight:650;line-height:1.2}
.verdict .sentence{margin-top:var(--gap-2);font-size:1.0625rem}
.verdict .outcome{margin-top:var(--gap-2)}
.verdict.tuned{background:var(--accent-soft)} .verdict.tuned .sentence{margin-top:0;font-size:var(--large);line-height:1.35}
.verdict.improves{background:var(--improves-soft)} .improves .word,.mark.improves{color:var(--improves)}
.verdict.collapses{background:var(--collapses-soft)} .collapses .word,.mark.collapses{color:var(--collapses)}
.verdict.no-gain{background:var(--no-gain-soft)} .no-gain .word,.mark.no-gain{color:var(--no-gain)}
.verdict.narrow{background:var(--narrow-soft)} .narrow .word,.mark.narrow{color:var(--narrow)}
.verdict.undecided{background:var(--undecided-soft)} .undecided .word,.mark.undecided{color:var(--undecided)}
.mark{white-space:nowrap;font-weight:600}
nav ol{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:var(--gap-1) var(--gap-6);font-size:var(--small)}
.wide{overflow-x:auto;position:relative;margin:var(--gap-4) 0}
table{border-collapse:collapse;font-size:var(--small);line-height:1.4;font-variant-numeric:tabular-nums}
table.cells,table.sides{width:100%}
caption{text-align:left;padding-bottom:var(--gap-2)}
caption>span,.group span{display:inline-block;position:sticky;left:0;max-width:min(46rem,calc(100vw - 2*var(--gap-4)))}
.group th{padding-top:var(--gap-6);color:var(--muted)}
tbody th small,tbody th code{font-weight:400}
tbody th code{color:var(--muted);font-size:0.75rem}
th,td{padding:var(--gap-2) var(--gap-3) var(--gap-2) 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;color:var(--muted);vertical-align:bottom}
tbody th{font-weight:600}
.number{text-align:right}
.number .estimate,.interval{white-space:nowrap}
td small{display:block;max-width:11rem}
abbr{text-decoration:none}
tr.chosen>*{background:var(--accent-soft)}
tr.chosen>:first-child{box-shadow:inset 3px 0 var(--accent);padding-left:var(--gap-2)}
tr.reference th{font-weight:400}
.tag{display:block;color:var(--accent)}
dl.terms{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 var(--gap-4);font-size:var(--small);color:var(--muted)}
dl.terms dt{white-space:nowrap}
.figures{columns:2 32rem;column-gap:var(--gap-6)}
figure{break-inside:avoid;padding-bottom:var(--gap-10)}
figure.across{column-span:all}
figure svg{display:block;max-width:100%;height:auto}
.on-page,.on-phone{margin-inline:-12px}
.on-phone{display:none}
figcaption{font-size:var(--small);color:var(--muted);margin-top:var(--gap-2);max-width:46rem}
summary{cursor:pointer}
.row{border-top:1px solid var(--line);padding:var(--gap-3) 0 var(--gap-4)}
.row header{display:flex;flex-wrap:wrap;gap:var(--gap-1) var(--gap-4);align-items:baseline;font-size:var(--small);color:var(--muted)}
.row .facts{max-width:none}
.row .facts>span{display:inline-block;margin-right:var(--gap-3)}
.row .score{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
.texts{max-width:66rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:var(--gap-3) var(--gap-6);margin-top:var(--gap-2)}
.long-input{grid-template-columns:repeat(2,minmax(0,1fr));grid-template-rows:auto 1fr}
.long-input .input{grid-row:span 2}
.texts dt,.role{font-size:0.75rem;color:var(--muted)}
.role{display:block}
.text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
.text.empty{color:var(--muted);font-style:italic}
.texts dd{font-size:0.875rem}
mark{background:var(--mark-reference);color:inherit}
.long summary{list-style:none}
.long summary::-webkit-details-marker{display:none}
.long .more{color:var(--accent);white-space:nowrap;text-decoration:underline}
.long[open] summary .text{display:none}
.matrix{display:inline-grid;grid-template-columns:repeat(var(--columns),auto);gap:0 var(--gap-4);padding:0 var(--gap-2);border:solid currentColor;border-width:0 1.5px;border-radius:var(--round);text-align:right;font-variant-numeric:tabular-nums}
.numbers{font-variant-numeric:tabular-nums}
.numbers span{margin-right:var(--gap-3)}
.error{overflow-wrap:anywhere}
pre{background:var(--sheet);border:1px solid var(--line);border-radius:var(--round);padding:var(--gap-3) var(--gap-4);overflow-x:auto;font-size:var(--small);line-height:1.5}
dl.facts{margin:var(--gap-4) 0}
dl.facts>div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:var(--gap-4);padding:var(--gap-1) 0}
dl.facts dt{color:var(--muted)}
.hash,.path{overflow-wrap:anywhere}
.card h3{font-size:var(--text);margin-top:var(--gap-6)}
.nowrap{white-space:nowrap} .digest{min-width:17rem}
.card .wide+p{margin-top:var(--gap-4)}
table.plain .path{font-weight:400}
.diff .of-first{background:var(--collapses-soft)} .diff .of-second{background:var(--improves-soft)} .diff .skipped{color:var(--muted)}
.diff code>span{display:block}
footer.page{margin-top:4rem;padding-top:var(--gap-4);border-top:1px solid var(--line);font-size:var(--small);color:var(--muted)}
@media (max-width:74rem){.cells .interval{display:block}}
@media (max-width:44rem){
body{padding:var(--gap-6) var(--gap-4)}
h1{font-size:1.75rem}
.verdict{padding:var(--gap-4)}
.verdict p{max-width:58rem}
.verdict .word{font-size:1.5rem}
.on-page{display:none}.on-phone{display:block}
.cells tbody th[scope=row],.cells thead tr:first-child th:first-child{position:sticky;left:0;background:var(--paper)}
.cells tr.chosen th{background:var(--accent-soft)}
dl.facts>div{grid-template-columns:minmax(0,1fr);gap:0}
.long-input{display:block}
.long-input>div+div{margin-top:var(--gap-3)}
}
@page{margin:16mm 14mm}
@media print{
html{overflow-wrap:break-word;background:none;font-size:9.5pt}
body{padding:0;max-width:none}
nav,.skip,.download,.more,figcaption details{display:none}
.on-page{display:block}.on-page,.on-phone{margin-inline:-12px}
.on-phone{display:none}
.wide{overflow:visible}
table{font-size:7.5pt}
.cells tr:not(.chosen) th{background:none}
.across .on-page{margin-inline:-7px}
.cells .interval{display:block}
th,td{padding-right:5pt}
h2,h3,h4,.row header,caption,thead{break-after:avoid}
.figures{columns:auto}
figure{padding-bottom:16pt}
figure svg{max-width:112mm;max-height:215mm;width:auto}
figure.across svg{max-width:100%}
.verifier>summary{break-after:avoid;list-style:none}
tbody tr:first-child{break-before:avoid}
tr.group{break-after:avoid}
figure,.row,tr,.verdict,pre.command{break-inside:avoid}
thead{display:table-header-group}
pre{white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}
details.printed::details-content{content-visibility:visible;display:block;block-size:auto}
main>section{margin-top:22pt;padding-top:12pt}
.verdict,tr.chosen>*,mark,.diff span{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
