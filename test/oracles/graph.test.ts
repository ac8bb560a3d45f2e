import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RpcClient, startRpc } from '../engine/rpc-client.ts'
import { answerCase, askThrough, type GraphCase } from './graph-queries.ts'

// Cases from the test suites of dagitty, DoWhy, y0 and pgmpy; each names its source. Asked as another program would, through
// `antecedent rpc`.
const file = new URL('../../../shared/oracles/graph-cases.json', import.meta.url)

if (!existsSync(file)) {
  test.skip('skipped: graph-cases.json is not beside this checkout', () => {})
} else {
  const cases = JSON.parse(readFileSync(file, 'utf8')) as GraphCase[]
  let rpc: RpcClient

  beforeAll(() => {
    rpc = startRpc()
    askThrough(async (method, params) => {
      const { result, error } = await rpc.request(method, params)
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code })
      return result as never
    })
  })

  afterAll(async () => {
    await rpc.end()
  })

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
