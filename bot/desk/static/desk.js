// The desk: puts the pieces together.
import { data } from "./api.js";
import * as compose from "./compose.js";
import * as dialogs from "./dialogs.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import { tick } from "./parts.js";

dialogs.start();
keys.start();
if (data.conversation) compose.start(live.typing);
live.start({ onOpen: compose.flush });
setInterval(tick, 20000);
// What was written stays in this tab until somebody logs out.
document.getElementById("logout").addEventListener("submit", () => sessionStorage.clear());
