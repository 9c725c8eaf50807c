// Plain JavaScript, since it is the builder's and not the page's.
export default {
  base: "/",
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // The first to know light-dark(), which is not to be rewritten: what it hangs on is in /tokens.css.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
};
