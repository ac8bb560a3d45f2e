import type { Locale } from '../contract/messages.ts'
import type { Method, ParamsOf, ResultOf } from '../contract/method.ts'
import type { Monitor } from '../contract/monitor.ts'
import type { TableReference } from '../contract/table.ts'
import type { Graphics } from '../models/backends/graphics.ts'
import type { Table } from '../numeric/columns.ts'
import type { Parallel } from '../numeric/parallel.ts'
import type { OpenProject } from './open-project.ts'
import type { ThreadedParallel } from './threaded-parallel.ts'

/** What a handler is given beside its parameters. */
export interface Context {
  readonly monitor: Monitor
  /** The language of names that a request leaves out. */
  readonly locale: Locale
  readonly parallel: Parallel
  /** Threads that only this request uses and closes: what they hold is let go of with them. */
  readonly ownThreads: (count: number) => ThreadedParallel
  readonly graphics: Graphics
  /** Loads the table that a request names. */
  readonly table: (reference: TableReference) => Promise<Table>
  readonly hasProject: boolean
  /** The project that is open. Throws PROJECT_NONE_OPEN. */
  readonly project: () => OpenProject
}

/** Answers one method on a worker thread. */
export type Handler<M> = (params: ParamsOf<M>, context: Context) => ResultOf<M> | Promise<ResultOf<M>>

/** One handler for every method of a part of the contract: leaving one out does not compile. */
export type Handlers<Methods extends Record<string, Method>> = {
  readonly [Name in keyof Methods]: Handler<Methods[Name]>
}
