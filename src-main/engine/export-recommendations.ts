import type { Locale } from '../contract/messages.ts'
import { recommendationsCsv } from '../report/recommendations-csv.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { eachRecommendation } from '../store/recommendations.ts'
import { writeWhole } from './write-whole.ts'

/** Writes the latest list as CSV: the file is there whole or not at all. */
export async function exportRecommendations(
  path: string,
  { locale, byteOrderMark }: { readonly locale: Locale; readonly byteOrderMark: boolean },
  reader: ReadingConnection,
): Promise<{ readonly path: string; readonly lines: number }> {
  let lines = 0
  const text = function* () {
    if (byteOrderMark) yield '\uFEFF'
    yield* recommendationsCsv(counted(), locale)
  }
  const counted = function* () {
    for (const line of eachRecommendation(reader)) {
      lines++
      yield line
    }
  }
  await writeWhole(path, text())
  return { path, lines }
}
