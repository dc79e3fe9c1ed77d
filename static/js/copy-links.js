// The page of a run's links: addresses are copied with one press.
import { offerCopies } from "./copy-code.js";

offerCopies();
