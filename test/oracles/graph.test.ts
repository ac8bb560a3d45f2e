import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerCase, type GraphCase } from './graph-queries.ts'

// Cases from the test suites of dagitty, DoWhy, y0 and pgmpy; each names its source.
const file = new URL('../../../shared/oracles/graph-cases.json', import.meta.url)

if (!existsSync(file)) {
  test.skip('skipped: graph-cases.json is not beside this checkout', () => {})
} else {
  const cases = JSON.parse(readFileSync(file, 'utf8')) as GraphCase[]
  const queries = [...new Set(cases.map(({ query }) => query))].sort()

  describe.each(queries)('%s', (query) => {
    for (const graphCase of cases.filter((one) => one.query === query))
      test(`${graphCase.name} (${graphCase.source})`, async () => {
        const { got, expected } = await answerCase(graphCase)
        expect(got).toEqual(expected)
      })
  })

  test('all 220 cases are asked', () => {
    expect(cases).toHaveLength(220)
  })
}
