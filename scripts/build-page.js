// After an install: builds the page of `pstar view` where its builder was installed, which `npm ci --omit=dev` leaves out. Plain
// JavaScript, since any Node may run it.
const builder = await import("vite").catch(() => undefined);
if (builder === undefined)
  console.log("pstar: the page of `pstar view` is not built, since development dependencies are left out");
else await builder.build({ root: new URL("../src/web", import.meta.url).pathname });
