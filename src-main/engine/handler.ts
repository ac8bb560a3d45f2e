import type { Method, ParamsOf, ResultOf } from '../contract/method.ts'
import type { Monitor } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'

/** What a handler is given beside its parameters. */
export interface Context {
  readonly monitor: Monitor
  readonly parallel: Parallel
}

/** Answers one method on a worker thread. */
export type Handler<M> = (params: ParamsOf<M>, context: Context) => ResultOf<M> | Promise<ResultOf<M>>

/** One handler for every method of a part of the contract: leaving one out does not compile. */
export type Handlers<Methods extends Record<string, Method>> = {
  readonly [Name in keyof Methods]: Handler<Methods[Name]>
}
