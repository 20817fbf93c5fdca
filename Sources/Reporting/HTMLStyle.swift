/// How the page looks: on a screen in the light and in the dark, and on paper.
enum HTMLStyle {
    /// SHA-256 of `text`, as a content security policy names it. HTMLTests says the right one when the text changes.
    static let digest = "sha256-1otuGDZgzA0c8wuVYQ5WedoVXexO6o/5CdwX6kmrwag="

    static let text = colours + page + standing + filter + controls + evidence + paper

    /// Contrast of every text with its ground is at least 4.5 to 1 (WCAG 2.2, 1.4.3).
    private static let colours = """

        :root { color-scheme: light dark; --paper: #fbfaf7; --panel: #fff; --ink: #1d1f23; --soft: #5a5f68; --line: #e3dfd7;
          --good: #1b7547; --bad: #b42318; --unsure: #8a5700; --leave: #55589a; --none: #666b74; --link: #1f5687;
          --good-fill: #4f9d75; --bad-fill: #d05a4e; --unsure-fill: #d8a43d; --leave-fill: #9a9dcd; --none-fill: #cfcbc2;
          --tint: #f3f0ea; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14161a; --panel: #1b1e23; --ink: #e8e6e1; --soft: #a4a8b0;
          --line: #2e3238; --good: #6fcf9c; --bad: #ff938a; --unsure: #ecc063; --leave: #b3b7f0; --none: #9298a2; --link: #8fc1ee;
          --good-fill: #3f8f67; --bad-fill: #c9574c; --unsure-fill: #c2943a; --leave-fill: #7d81bb; --none-fill: #3a3f46;
          --tint: #22262c; } }

        """

    private static let page = """
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; }
        body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.5rem 3rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        h1, h2, h3, h4, p, ul, ol, dl, dd, table, pre { margin: 0; }
        h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.2; font-weight: 650; letter-spacing: -.015em; text-wrap: balance; }
        h2 { font-size: 1.2rem; font-weight: 650; margin: 2.75rem 0 .9rem; }
        h3 { font-size: .8rem; font-weight: 650; letter-spacing: .08em; text-transform: uppercase; color: var(--soft);
          margin: 1.9rem 0 .55rem; }
        h4 { font-size: .8rem; font-weight: 650; color: var(--soft); }
        a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: .06em; }
        a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, pre:focus-visible {
          outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
        code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: .5rem; }
        .quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .kind { font-size: .8rem; font-weight: 650; letter-spacing: .12em; text-transform: uppercase; color: var(--soft); margin-bottom: .5rem; }
        header .facts { margin-top: .6rem; color: var(--soft); }
        header .subject { color: var(--ink); font-weight: 600; }
        .dot { color: var(--soft); }
        .as-wanted { --own: var(--good); --own-fill: var(--good-fill); }
        .differs { --own: var(--bad); --own-fill: var(--bad-fill); }
        .unknown { --own: var(--unsure); --own-fill: var(--unsure-fill); }
        .waived { --own: var(--leave); --own-fill: var(--leave-fill); }
        .not-applicable { --own: var(--none); --own-fill: var(--none-fill); }
        .label { flex: none; font-size: .75rem; font-weight: 600; line-height: 1.5; padding: 0 .5em; border: 1px solid var(--line);
          border-radius: 1em; color: var(--soft); white-space: nowrap; }
        .label.critical { color: var(--bad); border-color: currentColor; }
        .label.high { color: var(--ink); border-color: var(--soft); }

        """

    private static let standing = """
        .standing { margin-top: 2rem; padding: 1.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 12px; }
        .score { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: center; }
        .score > div { flex: 1 1 22rem; }
        .ring { width: 9rem; height: 9rem; flex: none; }
        .ring circle { fill: none; stroke-width: 10; stroke: var(--own-fill); }
        .ring .track { stroke: var(--none-fill); }
        .ring text { text-anchor: middle; fill: var(--ink); stroke: none; }
        .ring .number { font-size: 34px; font-weight: 650; letter-spacing: -.02em; }
        .ring .of { font-size: 11px; fill: var(--soft); }
        .verdict { font-size: 1.3rem; font-weight: 600; line-height: 1.35; }
        .tally { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; margin-top: .5rem; }
        .count { color: var(--soft); }
        .count::before { content: ""; display: inline-block; width: .65em; height: .65em; margin-right: .45em; border-radius: 50%;
          background: var(--own-fill); }
        .count b { color: var(--own); font-weight: 650; }
        .note { margin-top: .5rem; color: var(--soft); font-size: .92rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .42rem .6rem; }
        .sections { margin-top: 1.5rem; font-size: .95rem; }
        .sections thead th { font-size: .78rem; font-weight: 600; color: var(--soft); vertical-align: bottom; line-height: 1.25;
          overflow-wrap: normal; }
        .sections tbody tr { border-top: 1px solid var(--line); }
        .sections td { text-align: right; }
        .sections thead th:nth-child(n + 3) { text-align: right; }
        .sections th:first-child { padding-left: 0; font-weight: 550; white-space: nowrap; }
        .sections a { color: var(--ink); text-decoration-color: var(--line); }
        .sections td:last-child, .sections thead th:last-child { padding-right: 0; }
        .sections td.points { font-weight: 650; }
        .sections td:nth-child(n + 4) { color: var(--own); font-weight: 600; }
        .sections td.zero { color: var(--soft); font-weight: 400; }
        .sections .wide { width: 34%; }
        .bar { display: block; width: 100%; height: .6rem; margin-top: .5rem; border-radius: .3rem; background: var(--none-fill); }
        .bar rect { fill: var(--own-fill); stroke: var(--panel); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .urgent ol { list-style: none; padding: 0; counter-reset: urgent; display: grid; gap: .7rem; }
        .urgent li { counter-increment: urgent; position: relative; padding: .85rem 1.1rem .85rem 3.4rem; background: var(--panel);
          border: 1px solid var(--line); border-left: 3px solid var(--own-fill); border-radius: 8px; }
        .urgent li::before { content: counter(urgent); position: absolute; left: 1.15rem; top: .62rem; font-size: 1.35rem;
          font-weight: 650; color: var(--soft); }
        .urgent .what { display: flex; gap: .3rem .8rem; align-items: baseline; justify-content: space-between; }
        .urgent .what a { font-weight: 600; color: var(--ink); text-decoration-color: var(--line); }
        .urgent li p + p { margin-top: .2rem; color: var(--soft); }
        .urgent .command, .remedy .command { color: var(--ink); }

        """

    private static let filter = """
        [hidden] { display: none !important; }
        #filter { position: sticky; top: 0; z-index: 1; margin: 0 -.75rem; padding: .75rem; background: var(--paper);
          border-bottom: 1px solid var(--line); }
        #filter .row { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; }
        #filter .row + .row { margin-top: .55rem; }
        .field { flex: 1 1 11rem; }
        .field:nth-child(2) { flex: 0 1 13rem; }
        fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; }
        #filter input[type=search], select, button { font: inherit; font-size: .9rem; color: var(--ink); background: var(--panel);
          border: 1px solid var(--line); border-radius: 6px; padding: .35rem .65rem; }
        #filter input[type=search], select { width: 100%; }
        .tools { display: flex; gap: .35rem; }
        button { cursor: pointer; }
        button:hover, .chip:hover { border-color: var(--soft); }
        .chip { display: inline-flex; align-items: center; gap: .4em; font-size: .85rem; line-height: 1.5; padding: .16rem .7rem .16rem .5rem;
          border: 1px solid var(--line); border-radius: 1em; background: var(--panel); cursor: pointer; white-space: nowrap; }
        .chip input { margin: 0; accent-color: var(--link); }
        .chip b { font-weight: 600; color: var(--own, var(--soft)); }
        .chip:has(:checked) { border-color: var(--link); background: var(--tint); }
        #shown { margin-top: .5rem; font-size: .85rem; color: var(--soft); }

        """

    private static let controls = """
        .group { background: none; }
        .control { background: var(--panel); border: 1px solid var(--line); border-bottom-width: 0; }
        h3 + .control { border-radius: 8px 8px 0 0; }
        .control:last-child { border-bottom-width: 1px; border-radius: 0 0 8px 8px; }
        h3 + .control:last-child { border-radius: 8px; }
        .control:target { box-shadow: inset 3px 0 0 var(--link); }
        summary { display: flex; gap: .35rem .85rem; align-items: baseline; padding: .6rem 1rem; cursor: pointer; list-style: none; }
        summary::-webkit-details-marker { display: none; }
        summary:hover { background: var(--tint); }
        .mark { flex: none; align-self: flex-start; width: 1.45em; height: 1.45em; margin-top: .05em; border-radius: 50%; text-align: center;
          line-height: 1.45em; font-size: .92rem; font-weight: 700; color: var(--own); box-shadow: inset 0 0 0 1.5px var(--own); }
        .name { flex: 1; min-width: 0; }
        .name .title { font-weight: 550; }
        .name code { color: var(--soft); white-space: nowrap; margin-left: .25rem; }
        .as-wanted .name .title, .not-applicable .name .title { font-weight: 400; }
        .outcome { flex: none; width: 8.2em; white-space: nowrap; font-size: .85rem; font-weight: 600; color: var(--own); text-align: right; }
        .body { padding: .2rem 1rem 1.1rem 3.15rem; display: grid; gap: .85rem; font-size: .95rem; }
        .why { color: var(--soft); max-width: 48rem; }
        .values { font-size: .92rem; table-layout: fixed; }
        .values thead th { font-size: .78rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
        .values th[scope=row] { font-weight: 550; }
        .values th:first-child { padding-left: 0; width: 26%; }
        .values tbody tr + tr { border-top: 1px solid var(--line); }
        .values .is { color: var(--own); font-weight: 550; }
        .found { color: var(--own); font-weight: 550; }
        pre { padding: .75rem 1rem; overflow-x: auto; background: var(--tint); border-radius: 6px; white-space: pre-wrap; }
        pre del { color: var(--bad); text-decoration: none; }
        pre ins { color: var(--good); text-decoration: none; }
        pre b { font-weight: 600; color: var(--soft); }
        .remedy { padding: .7rem 1rem; background: var(--tint); border-radius: 6px; }
        .remedy p + p { margin-top: .3rem; }
        .remedy ul { padding-left: 1.2rem; }
        .about { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; font-size: .83rem; color: var(--soft); }
        .about div { display: flex; gap: .5em; }
        .about dt { font-weight: 600; white-space: nowrap; }
        .listed ul { padding-left: 1.2rem; }
        .at { color: var(--soft); font-size: .87rem; }

        """

    private static let evidence = """
        footer { margin-top: 3.5rem; padding-top: .5rem; border-top: 1px solid var(--line); font-size: .87rem; color: var(--soft); }
        footer h2 { font-size: 1rem; color: var(--ink); margin-top: 1rem; }
        footer dl { display: grid; gap: .4rem; }
        footer dl div { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; }
        footer dt { font-weight: 600; }
        .digest { font-size: .78em; }
        @media (max-width: 42rem) {
          body { padding: 1.5rem 1rem; }
          .standing { padding: 1.1rem; }
          .sections .wide { display: none; }
          .sections th, .sections td { padding-left: .3rem; padding-right: .3rem; }
          summary { flex-wrap: wrap; }
          .name { flex-basis: 70%; }
          .outcome { width: auto; }
          .body { padding-left: 1rem; }
          #filter { position: static; }
          footer dl div { grid-template-columns: 1fr; gap: 0; }
        }

        """

    /// On paper everything is open and black on white; what is filtered out stays out, and the page says so.
    private static let paper = """
        @page { margin: 16mm 14mm; }
        @media print {
          :root { color-scheme: light; --paper: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #ccc; --tint: #f5f5f5;
            --good: #145c37; --bad: #9c1c13; --unsure: #6e4500; --leave: #43467e; --none: #555; --link: #000;
            --good-fill: #4f9d75; --bad-fill: #d05a4e; --unsure-fill: #d8a43d; --leave-fill: #9a9dcd; --none-fill: #d4d4d4; }
          html { font-size: 9pt; }
          body { max-width: none; padding: 0; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          #filter .row, .skip { display: none; }
          #filter { position: static; border: 0; padding: 0; }
          a { text-decoration: none; }
          details::details-content { content-visibility: visible !important; display: block !important; block-size: auto !important; }
          details:not([open]) > .body { display: grid; }
          summary, .urgent li, tr, .remedy { break-inside: avoid; }
          summary, h2, h3 { break-after: avoid; }
          .standing { padding: 1rem; }
        }

        """
}
