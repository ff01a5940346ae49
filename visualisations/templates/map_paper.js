// Printing: the whole map as large as the paper, its legend, and the table, whatever the screen shows.

const PAPER_DOTS = 3; // dots of the drawing for each pixel of the page, 288 to the inch
const screenDots = network.canvas._determinePixelRatio;
let onScreen = null;

const layOnPaper = () => {
  if (onScreen) return;
  document.body.dataset.view = "map";
  network.setSize("100%", "100%");
  onScreen = { scale: network.getScale(), position: network.getViewPosition(), sight };
  sight = null;
  network.canvas._determinePixelRatio = () => PAPER_DOTS;
  readTheme(true);
  foldAway(false);
  fitShape();
  showWhole(true);
  repaint();
  showTable(true);
};
const backToScreen = () => {
  if (!onScreen) return;
  network.canvas._determinePixelRatio = screenDots;
  readTheme();
  foldAway();
  fitShape();
  showWhole(true);
  moveTo(onScreen.position, onScreen.scale, true);
  sight = onScreen.sight;
  onScreen = null;
  repaint();
  document.body.dataset.view = state.view;
};
