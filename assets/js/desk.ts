// For pages where works are read, watched and scored: players, the photo viewer, the rubric's sheet.
import { startPlayers } from "./parts/player";
import { startRubrics } from "./parts/rubric";
import { startSheet } from "./parts/sheet";
import { startViewers } from "./parts/viewer";

startPlayers();
startViewers();
startSheet();
startRubrics();
