// The order's page: w copies the sentence to read out.
import { copyWords } from "./copy.js";
import { onKey } from "./keys.js";

onKey("w", () => copyWords(document.querySelector("[data-words-of]")));
