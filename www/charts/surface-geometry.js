// A surface over the unit square seen from an angle, without perspective: where its nodes fall on the screen, and in what order its
// quads are painted.

/**
 * @typedef {{ azimuth: number, elevation: number }} Camera radians; elevation 0 looks along the floor, π/2 straight down
 * @typedef {{ x: number, y: number, depth: number }} Projected screen units, y up; `depth` grows away from the eye
 */

/** Elevations between which a surface can be read. */
const LOWEST = 0.1, HIGHEST = 1.45;

/**
 * A camera turned by two angles; all the way round, but never under the floor.
 * @param {Camera} camera @param {number} right @param {number} up
 * @returns {Camera}
 */
export function turned({ azimuth, elevation }, right, up) {
  const round = 2 * Math.PI;
  return { azimuth: (((azimuth + right) % round) + round) % round, elevation: Math.min(HIGHEST, Math.max(LOWEST, elevation + up)) };
}

/**
 * A point of the box |x|, |y|, |z| ≤ ½ on the screen.
 * @param {Camera} camera @param {number} x @param {number} y @param {number} z
 * @returns {Projected}
 */
export function project({ azimuth, elevation }, x, y, z) {
  const across = x * Math.cos(azimuth) - y * Math.sin(azimuth);
  const away = x * Math.sin(azimuth) + y * Math.cos(azimuth);
  return {
    x: across,
    y: z * Math.cos(elevation) + away * Math.sin(elevation),
    depth: away * Math.cos(elevation) - z * Math.sin(elevation),
  };
}

/**
 * Quads of a grid of nodes, the furthest first, each by the index of its first row and column.
 * @param {Projected[][]} nodes
 * @returns {{ row: number, column: number, depth: number }[]}
 */
export function paintOrder(nodes) {
  const quads = [];
  for (const [row, line] of nodes.slice(0, -1).entries()) {
    for (let column = 0; column + 1 < line.length; column++) {
      const corners = [nodes[row]?.[column], nodes[row]?.[column + 1], nodes[row + 1]?.[column], nodes[row + 1]?.[column + 1]];
      quads.push({ row, column, depth: corners.reduce((sum, corner) => sum + (corner?.depth ?? 0), 0) / 4 });
    }
  }
  return quads.toSorted((a, b) => b.depth - a.depth);
}

/**
 * The node nearest to a point of the screen; of two at the same place the one in front.
 * @param {Projected[][]} nodes @param {(row: number) => boolean} isNode which rows may be pointed at
 * @param {number} x @param {number} y
 * @returns {{ row: number, column: number, distance: number } | null}
 */
export function nearestNode(nodes, isNode, x, y) {
  /** @type {{ row: number, column: number, distance: number, depth: number } | null} */
  let found = null;
  for (const [row, line] of nodes.entries()) {
    if (!isNode(row)) continue;
    for (const [column, node] of line.entries()) {
      const distance = Math.hypot(node.x - x, node.y - y);
      if (!found || distance < found.distance - 1e-9 || (distance < found.distance + 1e-9 && node.depth < found.depth)) found = { row, column, distance, depth: node.depth };
    }
  }
  return found && { row: found.row, column: found.column, distance: found.distance };
}
