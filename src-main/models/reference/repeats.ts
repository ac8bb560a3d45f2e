import type { Architecture } from '../architecture.ts'
import { repeatBin, repeatParameters, repeatScale } from '../losses/repeats.ts'
import { networks } from '../networks/table.ts'
import type { Batch } from '../training/held-model.ts'
import type { Node, Tape } from './tape.ts'

/** What repeats add to the scores of all items, a row a prediction: looked for item by item. */
export function repeatScores(
  tape: Tape,
  { items, model }: Architecture,
  parameters: Node,
  { inputs, lengths, length }: Batch,
  places: readonly { readonly row: number; readonly t: number }[],
): Node {
  const masked = networks[model].objective === 'masked'
  const rows = places.map(({ row, t }) => {
    const chosen = new Float64Array(repeatParameters.columns * items)
    for (let item = 0; item < items; item++) {
      if (masked && inputs[row * length + t] === item) continue
      const ages = Array.from({ length: masked ? lengths[row] : t + 1 }, (_, s) => s)
        .filter((s) => inputs[row * length + s] === item)
        .map((s) => (masked ? Math.abs(t - s) : t + 1 - s))
      if (ages.length > 0) chosen[repeatBin(Math.min(...ages)) * items + item] = repeatScale
    }
    return tape.product(parameters, tape.matrix(repeatParameters.columns, items, chosen))
  })
  return tape.stack(rows)
}
