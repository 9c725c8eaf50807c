import { render } from "preact";

render(<main>pstar</main>, document.getElementById("page")!);
