import { type EffectsByRow, effectsCsv } from '../report/effects-csv.ts'
import { writeWhole } from './write-whole.ts'

/** Writes effects by row as CSV: the file is there whole or not at all. `lines` have an effect. */
export async function exportEffects(
  path: string,
  found: EffectsByRow,
): Promise<{ readonly path: string; readonly lines: number }> {
  await writeWhole(path, effectsCsv(found))
  return {
    path,
    lines: found.effects.reduce((lines, effect) => (Number.isNaN(effect) ? lines : lines + 1), 0),
  }
}
