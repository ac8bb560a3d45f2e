import * as v from 'valibot'
import { fail } from '../../src-main/contract/errors.ts'
import { graphMethods } from '../../src-main/contract/graph-methods.ts'
import type { InputOf, ResultOf } from '../../src-main/contract/method.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import type { Context } from '../../src-main/engine/handler.ts'
import { graphHandlers } from '../../src-main/engine/handlers/graph.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { noGraphics } from '../../src-main/models/backends/graphics.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

type GraphMethods = typeof graphMethods

const context: Context = {
  monitor: silent,
  locale: 'en',
  parallel: serial,
  ownThreads: () => ({ ...serial, close: async () => {} }),
  graphics: noGraphics,
  hasProject: false,
  project: () => {
    throw fail('PROJECT_NONE_OPEN')
  },
  table: async (reference) => {
    if ('path' in reference) return await readTable(reference)
    if ('columns' in reference) return tableFromColumns(reference.columns)
    throw fail('PROJECT_NONE_OPEN')
  },
}

/** Asks a graph method as a client does: through its schema and its handler. */
export async function ask<Name extends keyof GraphMethods>(
  method: Name,
  params: InputOf<GraphMethods[Name]>,
): Promise<ResultOf<GraphMethods[Name]>> {
  const handler = graphHandlers[method] as (params: unknown, context: Context) => unknown
  const parsed = v.parse(graphMethods[method].params, params)
  return (await handler(parsed, context)) as ResultOf<GraphMethods[Name]>
}

/** The code of the error that a promise ends in, or "none". */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
    return 'none'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
