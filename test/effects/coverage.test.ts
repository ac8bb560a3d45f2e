import { describe, expect, it } from 'vitest'
import { coverageOf, studies } from './coverage-designs.ts'

const seeds = 60
/** 95 % of 60 seeds, less three of its own standard errors; the full study is `npm run bench -- effects-coverage`. */
const least = 0.86
const small = studies.filter(({ mustCover, rows }) => mustCover && (rows ?? 500) <= 500)

describe('95 % intervals cover the truth', () => {
  it.each(small.map((study) => [study.label, study.design.name, study] as const))(
    '%s, %s',
    (label, design, study) => {
      const { covered, bias } = coverageOf({ ...study, rows: study.rows ?? 400 }, seeds)
      console.log(
        `${label}, ${design}: ${(100 * covered).toFixed(0)} % of ${seeds} seeds, bias ${bias.toFixed(3)}`,
      )
      expect(covered).toBeGreaterThanOrEqual(least)
    },
  )

  it.each(
    studies.filter(({ design, request }) => design.name === 'poor overlap' && request.adjustFor).slice(0, 8),
  )('$label warns where overlap is poor', (study) => {
    expect(coverageOf({ ...study, rows: 300 }, 5).warned).toBe(1)
  })
})
