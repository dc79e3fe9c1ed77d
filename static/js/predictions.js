// What the page of predictions does beyond its links: it is complete without.
import { offerCopies } from "./copy-code.js";
import { readHeatMap } from "./heat-map.js";
import { explainTerms } from "./terms.js";

explainTerms();
offerCopies();
readHeatMap();
