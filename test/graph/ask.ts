import * as v from 'valibot'
import { graphMethods } from '../../src-main/contract/graph.ts'
import type { InputOf, ResultOf } from '../../src-main/contract/method.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { graphHandlers } from '../../src-main/engine/handlers/graph.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

type GraphMethods = typeof graphMethods

/** Asks a graph method as a client does: through its schema and its handler. */
export async function ask<Name extends keyof GraphMethods>(
  method: Name,
  params: InputOf<GraphMethods[Name]>,
): Promise<ResultOf<GraphMethods[Name]>> {
  const handler = graphHandlers[method] as (params: unknown, context: unknown) => unknown
  const parsed = v.parse(graphMethods[method].params, params)
  return (await handler(parsed, { monitor: silent, parallel: serial })) as ResultOf<GraphMethods[Name]>
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
