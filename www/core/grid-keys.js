// Where a key leads in a grid of cells (WAI-ARIA Authoring Practices 1.2, grid pattern).

/** Rows and columns that an arrow moves by. @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The cell that a key leads to; null for a key that moves nothing, the same cell at an edge.
 * @param {{ key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean }} event
 * @param {[number, number]} at row and column
 * @param {number} rows @param {number} columns
 * @returns {[number, number] | null}
 */
export function cellByKey({ key, ctrlKey, metaKey, altKey, shiftKey }, [row, column], rows, columns) {
  if (altKey || shiftKey) return null;
  const far = ctrlKey || metaKey;
  if (key === 'Home') return [far ? 0 : row, 0];
  if (key === 'End') return [far ? rows - 1 : row, columns - 1];
  if (far) return null;
  const by = ARROWS[key];
  if (!by) return null;
  const [down, across] = by;
  return [Math.min(rows - 1, Math.max(0, row + down)), Math.min(columns - 1, Math.max(0, column + across))];
}

/**
 * The cell after or before one in reading order; null beyond the last and the first.
 * @param {[number, number]} at @param {1 | -1} step @param {number} rows @param {number} columns
 * @returns {[number, number] | null}
 */
export function cellBeside([row, column], step, rows, columns) {
  const place = row * columns + column + step;
  return place < 0 || place >= rows * columns ? null : [Math.floor(place / columns), place % columns];
}
