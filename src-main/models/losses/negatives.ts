import { random } from '../../numeric/random.ts'

/**
 * Items to contrast targets with: half drawn from all items alike, half from the targets at hand, which come as often as they are
 * popular. An item is thus drawn with probability ½/items + ½·its share of targets (`itemLogs`).
 */
export function drawNegatives(
  seed: number,
  count: number,
  items: number,
  targets: (index: number) => number,
  targetCount: number,
): Int32Array {
  const source = random(seed, 'negatives')
  return Int32Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? source.integer(items) : targets(source.integer(targetCount)),
  )
}

/** Logarithm of how often an item is among `negatives` drawn: ln(negatives·probability), from how often it was met. */
export function itemLogs(counts: ArrayLike<number>, negatives: number): Float32Array {
  let total = 0
  for (let item = 0; item < counts.length; item++) total += counts[item]
  return Float32Array.from({ length: counts.length }, (_, item) =>
    Math.log(negatives * (0.5 / counts.length + (0.5 * counts[item]) / Math.max(1, total))),
  )
}
